// The documents of the session in use and their way into it.
#pragma once

#include <QFrame>
#include <QPointer>

class QLabel;
class QListView;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace memlong::ui {

class DocumentsModel;
class IngestQueue;

class DocumentsPane : public QFrame {
    Q_OBJECT
public:
    DocumentsPane(DocumentsModel& model, IngestQueue& queue, QWidget* parent = nullptr);

    void setSession(const QString& session);
    void selectDocument(qint64 document);

Q_SIGNALS:
    void addRequested();
    void openRequested(qint64 document, const QString& title);
    void removeRequested(qint64 document, const QString& title);
    /// A finished or stored document once more: `ocr` recognises its text.
    void retryRequested(quint64 key, const QString& path, const QString& password, bool ocr);

private:
    void showMenu(const QPoint& globalPosition, const QModelIndex& index);
    void activate(const QModelIndex& index);
    void askForPassword(const QModelIndex& index);
    void updateState();

    DocumentsModel& m_model;
    IngestQueue& m_queue;
    QString m_session;
    QPointer<QMenu> m_menu; // while it is open
    QListView* m_list = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_title = nullptr;
    QToolButton *m_add = nullptr, *m_pause = nullptr, *m_cancel = nullptr;
};

} // namespace memlong::ui
