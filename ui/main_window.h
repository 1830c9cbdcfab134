// The window: sessions and documents at the start, the conversation in the centre, page and memory at the
// end.
#pragma once

#include <functional>
#include <memory>

#include <QMainWindow>
#include <QPointer>

#include "ui/bridge/background_tasks.h"
#include "ui/bridge/conversation.h"
#include "ui/bridge/desktop_settings.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/ingest_queue.h"
#include "ui/bridge/model_downloads.h"
#include "ui/bridge/page_source.h"
#include "ui/bridge/reencoder.h"
#include "ui/bridge/session_catalog.h"
#include "ui/models/chat_model.h"
#include "ui/models/command_model.h"
#include "ui/models/documents_model.h"
#include "ui/models/sessions_model.h"

class QFrame;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTimer;

namespace memlong::ui {

class ChatView;
class CommandPalette;
class Composer;
class DocumentsPane;
class EmptyState;
class MemoryInspector;
class PageView;
struct InspectedAnswer;
class SessionsPane;
class Toast;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Engine& engine, ApplicationOptions baseOptions, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Files, folders and `.memlong` archives, from the command line or another start of the program.
    void openPaths(const QStringList& paths);
    void openSession(const QString& name);
    const QString& session() const { return m_session; }

    IngestQueue& queue() { return m_queue; }
    Conversation& conversation() { return m_conversation; }
    const SessionDetails& details() const { return m_details; }
    BackgroundTasks& tasks() { return m_tasks; }
    Reencoder& reencoder() { return m_reencoder; }

Q_SIGNALS:
    void detailsChanged();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildLayout();
    void buildActions(); // main_window_actions.cpp
    void connectParts();
    void restoreLayout();
    void saveLayout() const;

    // Sessions
    void onListed(const std::vector<SessionDetails>& sessions);
    void createSession();
    void deleteSession(const QString& name);
    void exportSession(QString name);
    void importSession();
    void showSessionMenu(const QString& name, const QPoint& globalPosition);
    void openSample();
    QString freeName(const QString& wanted) const;
    void refreshDetails();

    // Documents (main_window_documents.cpp)
    void addDocuments();
    void addFolder();
    void pasteDocument();
    /// A session is made for them when `session` is empty.
    void addToSession(const QString& session, const QStringList& paths);
    void removeDocument(Id document, const QString& title);
    /// What waits goes on after a restart, however the program ended.
    void rememberWaiting();
    void remember(const QString& key, const QVariant& value) const;
    void resumeWaiting();
    void retryDocument(quint64 key, const QString& path, const QString& password, bool ocr);

    // Conversation
    void ask(const QString& question);
    AskOptions askOptions() const;
    void answerAgain(int row);
    void removeMessage(int row);
    void copyAnswer(int row);
    void updateCentre();

    // Page and memory (main_window_side.cpp)
    QWidget* buildSide();
    void connectSide();
    void showSide(QWidget* tab);
    void setSideVisible(bool visible);
    void openQuote(const Quote& quote);
    void openDocument(Id document, const QString& title, int page = 1,
                      std::vector<CharacterRange> ranges = {});
    /// All of a document that was opened while it was read, once it is there.
    void refreshPage();
    qint64 chunksOf(Id document) const;
    void inspect(int row);
    InspectedAnswer inspectedAnswer(int row) const;
    void askMasked(const std::vector<Id>& chunks);
    std::stop_source askAside(const QString& question, const AskOptions& options, bool streamed,
                              std::function<void(const AskReport&)> done);
    void refreshMemory();
    void setPinned(const std::vector<Id>& chunks, bool pinned);
    void setBudget(quint64 tokens);

    // Dialogs (main_window_dialogs.cpp)
    void showSettings();
    void applySettings(const DesktopSettings& settings);
    void showModels();
    void connectReencoder();
    /// Another retriever for this session: what that takes, and whether it shall be.
    void offerRetriever(const QString& retriever);
    /// Another decoder from now on: shall it read what is there at once, or as it is needed?
    void offerDecoder(const QString& before, const QString& now);
    void readAgain();
    void showFirstRun();
    void exportChat();
    void notify(const QString& title, const QString& text);

    /// Asks the user. False as well when another session is shown by then.
    bool confirmed(const QString& title, const QString& question);
    void showProblem(const QString& message);
    void updateStatus();

    Engine& m_engine;
    ApplicationOptions m_baseOptions;
    DesktopSettings m_settings;
    BackgroundTasks m_tasks;
    SessionCatalog m_catalog;
    Reencoder m_reencoder;
    IngestQueue m_queue;
    Conversation m_conversation;
    SessionsModel m_sessions;
    DocumentsModel m_documents;
    ChatModel m_chat;
    CommandModel m_commands;

    QString m_session;
    SessionDetails m_details;
    QString m_openWhenListed; // made or imported just now
    QString m_newSession;     // is being made for m_pathsForNew
    QStringList m_pathsForNew;
    QStringList m_pathsWhenListed; // came before it was known which sessions there are
    QString m_questionSession;     // in it m_questionWhenReady is asked, as soon as its documents are read
    QString m_questionWhenReady;
    bool m_listedOnce = false;
    QStringList m_remembered; // what waited when it was last written

    QSplitter *m_columns = nullptr, *m_sidebar = nullptr;
    SessionsPane* m_sessionsPane = nullptr;
    DocumentsPane* m_documentsPane = nullptr;
    QStackedWidget* m_centre = nullptr;
    EmptyState* m_empty = nullptr;
    ChatView* m_chatView = nullptr;
    Composer* m_composer = nullptr;
    QLabel *m_heading = nullptr, *m_subheading = nullptr, *m_status = nullptr;
    QFrame* m_dropTarget = nullptr;
    Toast* m_toast = nullptr;
    QTimer* m_detailsTimer = nullptr;
    CommandPalette* m_palette = nullptr;

    PageSource m_pages;
    ModelDownloads m_downloads;
    QTabWidget* m_side = nullptr;
    PageView* m_pageView = nullptr;
    MemoryInspector* m_inspector = nullptr;
    QAction* m_sideAction = nullptr;
    Id m_openingDocument = 0;
    qint64 m_openedChunks = 0; // that were known of it
    QString m_pagePassword;
    int m_pendingPage = 0;
    std::vector<CharacterRange> m_pendingRanges;
    int m_inspectedRow = -1;
    std::stop_source m_maskedAnswer;
};

} // namespace memlong::ui
