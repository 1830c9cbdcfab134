#include "ui/main_window.h"

#include <limits>

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QRandomGenerator>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/views/chat_view.h"
#include "ui/views/command_palette.h"
#include "ui/views/composer.h"
#include "ui/views/documents_pane.h"
#include "ui/views/empty_state.h"
#include "ui/views/memory_inspector.h"
#include "ui/views/sessions_pane.h"
#include "ui/views/task_strip.h"
#include "ui/views/toast.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page_view.h"

namespace memlong::ui {
namespace {

constexpr int kSidebarWidth = 264, kDetailsIntervalMs = 1500;
const QString kLastSession = QStringLiteral("window/session");

} // namespace

MainWindow::MainWindow(Engine& engine, ApplicationOptions baseOptions, QWidget* parent)
    : QMainWindow(parent), m_engine(engine), m_baseOptions(std::move(baseOptions)),
      m_settings(DesktopSettings::load()), m_tasks(engine), m_catalog(engine, m_tasks),
      m_reencoder(engine, m_tasks), m_queue(engine), m_conversation(engine), m_documents(m_queue),
      m_chat(m_conversation), m_pages(engine), m_downloads(engine) {
    setWindowTitle(QStringLiteral("MemLong"));
    setAcceptDrops(true);
    buildLayout();
    buildActions();
    connectParts();
    restoreLayout();
    m_queue.setChunkTokens(m_settings.chunkTokens);
    m_queue.setOcrLanguage(m_settings.ocrLanguage);
    m_composer->setMode(m_settings.answerMode);
    updateCentre();
    m_catalog.refresh();
    m_catalog.emptyOldTrash();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildLayout() {
    m_sessionsPane = new SessionsPane(m_sessions);
    m_documentsPane = new DocumentsPane(m_documents, m_queue);
    m_sidebar = new QSplitter(Qt::Vertical);
    m_sidebar->addWidget(m_sessionsPane);
    m_sidebar->addWidget(m_documentsPane);
    m_sidebar->setChildrenCollapsible(false);
    m_sidebar->setMinimumWidth(200);

    m_heading = new QLabel;
    m_heading->setObjectName(QStringLiteral("paneTitle"));
    m_heading->setTextFormat(Qt::PlainText);
    m_subheading = new QLabel;
    m_subheading->setObjectName(QStringLiteral("muted"));
    auto* const header = new QFrame;
    header->setObjectName(QStringLiteral("header"));
    auto* const headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(24, 12, 16, 12);
    headerRow->setSpacing(12);
    headerRow->addWidget(m_heading);
    headerRow->addWidget(m_subheading, 1);
    m_empty = new EmptyState;
    m_chatView = new ChatView(m_chat);
    m_centre = new QStackedWidget;
    m_centre->addWidget(m_empty);
    m_centre->addWidget(m_chatView);
    m_composer = new Composer;
    m_composer->setMaximumWidth(800);
    auto* const composerRow = new QHBoxLayout;
    composerRow->setContentsMargins(16, 8, 16, 16);
    composerRow->addStretch(1);
    composerRow->addWidget(m_composer, 100);
    composerRow->addStretch(1);
    auto* const chatPane = new QFrame;
    chatPane->setObjectName(QStringLiteral("chatPane"));
    chatPane->setMinimumWidth(360);
    auto* const chatColumn = new QVBoxLayout(chatPane);
    chatColumn->setContentsMargins(0, 0, 0, 0);
    chatColumn->setSpacing(0);
    chatColumn->addWidget(header);
    chatColumn->addWidget(m_centre, 1);
    chatColumn->addLayout(composerRow);

    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_sidebar);
    m_columns->addWidget(chatPane);
    m_columns->addWidget(buildSide());
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 3);
    m_columns->setStretchFactor(2, 2);
    setCentralWidget(m_columns);

    m_status = new QLabel;
    m_status->setContentsMargins(12, 0, 12, 0);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(new TaskStrip(m_tasks));

    m_dropTarget = new QFrame(this);
    m_dropTarget->setObjectName(QStringLiteral("dropTarget"));
    auto* const dropText = new QLabel(tr("Drop to add to this session"));
    dropText->setObjectName(QStringLiteral("heading"));
    dropText->setAlignment(Qt::AlignCenter);
    (new QVBoxLayout(m_dropTarget))->addWidget(dropText);
    m_dropTarget->hide();
    m_toast = new Toast(this);
    m_palette = new CommandPalette(m_commands, this);
    m_detailsTimer = new QTimer(this);
    m_detailsTimer->setInterval(kDetailsIntervalMs);
}

void MainWindow::connectParts() {
    connect(&m_catalog, &SessionCatalog::listed, this, &MainWindow::onListed);
    connect(&m_catalog, &SessionCatalog::failed, this, &MainWindow::showProblem);
    connectReencoder();
    connect(&m_tasks, &BackgroundTasks::failed, this, &MainWindow::showProblem);
    const auto open = [this](const QString& name) {
        m_openWhenListed = name;
        m_catalog.refresh();
    };
    connect(&m_catalog, &SessionCatalog::restored, this, open);
    connect(&m_catalog, &SessionCatalog::created, this, [this, open](const QString& name) {
        open(name);
        if (name == m_newSession) {
            m_newSession.clear();
            m_queue.addPaths(name, std::exchange(m_pathsForNew, {}));
        }
    });
    connect(&m_catalog, &SessionCatalog::notCreated, this, [this](const QString& name) {
        if (name == m_newSession) {
            m_newSession.clear();
            m_pathsForNew.clear();
        }
        if (name == m_questionSession)
            m_questionSession.clear();
    });
    for (const auto signal : {&SessionCatalog::duplicated, &SessionCatalog::imported})
        connect(&m_catalog, signal, this, [this, open](const QString& name) {
            // A while after it was asked for: something else may be going on.
            if (!m_conversation.isBusy() && QApplication::activeModalWidget() == nullptr &&
                QApplication::activePopupWidget() == nullptr) {
                open(name);
                return;
            }
            m_catalog.refresh();
            m_toast->show(tr("“%1” is ready").arg(name), tr("Open"), [this, name] {
                if (m_sessions.rowOf(name) >= 0)
                    openSession(name);
            });
        });
    connect(&m_catalog, &SessionCatalog::renamed, this, [this](const QString& from, const QString& to) {
        m_queue.renameSession(from, to);
        if (from == m_questionSession)
            m_questionSession = to;
        if (from == m_session)
            m_openWhenListed = to;
        m_catalog.refresh();
    });
    connect(&m_catalog, &SessionCatalog::trashed, this, [this](const QString& name, const QString& token) {
        if (name == m_session)
            openSession({});
        if (name == m_questionSession)
            m_questionSession.clear();
        m_catalog.refresh();
        m_toast->show(tr("“%1” deleted").arg(name), tr("Undo"), [this, token] { m_catalog.restore(token); });
    });
    connect(&m_catalog, &SessionCatalog::exported, this, [this](const QString& name, const QString& path) {
        m_toast->show(tr("“%1” exported to %2").arg(name, QFileInfo(path).fileName()));
    });

    connect(m_sessionsPane, &SessionsPane::sessionChosen, this, &MainWindow::openSession);
    connect(m_sessionsPane, &SessionsPane::createRequested, this, &MainWindow::createSession);
    connect(m_sessionsPane, &SessionsPane::menuRequested, this, &MainWindow::showSessionMenu);
    connect(m_sessionsPane, &SessionsPane::renameRequested, &m_catalog, &SessionCatalog::rename);
    connect(m_sessionsPane, &SessionsPane::deleteRequested, this, &MainWindow::deleteSession);

    connect(m_documentsPane, &DocumentsPane::addRequested, this, &MainWindow::addDocuments);
    connect(m_documentsPane, &DocumentsPane::removeRequested, this, &MainWindow::removeDocument);
    connect(m_documentsPane, &DocumentsPane::retryRequested, this, &MainWindow::retryDocument);
    connect(&m_queue, &IngestQueue::itemsChanged, this, [this] {
        if (m_queue.isBusy(m_session))
            m_detailsTimer->start();
        rememberWaiting();
        updateStatus();
    });
    connect(&m_queue, &IngestQueue::progressed, this, &MainWindow::updateStatus);
    connect(&m_queue, &IngestQueue::documentDone, this, [this](const QString& session) {
        if (session == m_session)
            refreshDetails();
    });
    connect(&m_queue, &IngestQueue::finished, this, [this](const QString& session, int ready, int failed) {
        m_detailsTimer->stop();
        if (session == m_session)
            refreshDetails();
        m_catalog.refresh();
        if (m_settings.notifications && !isActiveWindow() && ready + failed > 0)
            notify(tr("Documents are ready"), failed == 0
                                                  ? tr("%n document(s) in “%1”", nullptr, ready).arg(session)
                                                  : tr("%1 ready, %2 with problems").arg(ready).arg(failed));
    });
    connect(&m_queue, &IngestQueue::failed, this,
            [this](const QString&, const QString& message) { showProblem(message); });
    connect(m_detailsTimer, &QTimer::timeout, this, &MainWindow::refreshDetails);

    connect(&m_chat, &QAbstractItemModel::modelReset, this, &MainWindow::updateCentre);
    connect(&m_chat, &QAbstractItemModel::rowsInserted, this, &MainWindow::updateCentre);
    connect(&m_chat, &QAbstractItemModel::rowsRemoved, this, &MainWindow::updateCentre);
    connect(&m_conversation, &Conversation::busyChanged, m_composer, &Composer::setBusy);
    connect(&m_conversation, &Conversation::failed, this, &MainWindow::showProblem);
    connect(m_composer, &Composer::sendRequested, this, &MainWindow::ask);
    connect(m_composer, &Composer::stopRequested, &m_conversation, &Conversation::stop);
    connect(m_composer, &Composer::attachRequested, this, &MainWindow::addDocuments);
    connect(m_composer, &Composer::modeChosen, this, [this](const QString& mode) {
        m_settings.answerMode = mode;
        m_settings.save();
    });
    connect(m_chatView, &ChatView::copyRequested, this, &MainWindow::copyAnswer);
    connect(m_chatView, &ChatView::regenerateRequested, this, &MainWindow::answerAgain);
    connect(m_chatView, &ChatView::resendRequested, this,
            [this](int row, const QString& text) { m_conversation.resend(row, text, askOptions()); });
    connect(m_chatView, &ChatView::removeRequested, this, &MainWindow::removeMessage);
    connectSide();
    connect(m_empty, &EmptyState::createRequested, this, &MainWindow::createSession);
    connect(m_empty, &EmptyState::addRequested, this, &MainWindow::addDocuments);
    connect(m_empty, &EmptyState::sampleRequested, this, &MainWindow::openSample);
}

void MainWindow::restoreLayout() {
    const QSettings file;
    if (!restoreGeometry(file.value(QStringLiteral("window/geometry")).toByteArray()))
        resize(1280, 800);
    if (!m_columns->restoreState(file.value(QStringLiteral("window/columns")).toByteArray()))
        m_columns->setSizes(
            {kSidebarWidth, (width() - kSidebarWidth) * 11 / 20, (width() - kSidebarWidth) * 9 / 20});
    setSideVisible(file.value(QStringLiteral("window/side"), false).toBool());
    if (!m_sidebar->restoreState(file.value(QStringLiteral("window/sidebar")).toByteArray()))
        m_sidebar->setSizes({400, 320});
}

void MainWindow::saveLayout() const {
    QSettings file;
    file.setValue(QStringLiteral("window/geometry"), saveGeometry());
    file.setValue(QStringLiteral("window/columns"), m_columns->saveState());
    file.setValue(QStringLiteral("window/sidebar"), m_sidebar->saveState());
    file.setValue(QStringLiteral("window/side"), m_sideAction->isChecked());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    m_conversation.stop();
    QMainWindow::closeEvent(event);
}

// Sessions

void MainWindow::onListed(const std::vector<SessionDetails>& sessions) {
    m_sessions.setSessions(sessions);
    const bool first = !std::exchange(m_listedOnce, true);
    const QStringList paths = std::exchange(m_pathsWhenListed, {}); // instead of the last session
    if (!m_openWhenListed.isEmpty()) {
        openSession(std::exchange(m_openWhenListed, QString()));
    } else if (first && paths.isEmpty()) {
        const QString last = QSettings().value(kLastSession).toString();
        if (m_sessions.rowOf(last) >= 0)
            openSession(last);
        else if (sessions.empty() && !QSettings().value(QStringLiteral("program/welcomed")).toBool())
            showFirstRun();
    }
    openPaths(paths);
    if (first)
        resumeWaiting();
    m_sessionsPane->setCurrent(m_session);
    updateCentre();
}

void MainWindow::openSession(const QString& name) {
    if (name == m_session && !name.isEmpty())
        return;
    m_session = name;
    m_details = {};
    remember(kLastSession, name);
    m_documents.setSession(name);
    m_documentsPane->setSession(name);
    m_sessionsPane->setCurrent(name);
    m_maskedAnswer.request_stop();
    m_inspectedRow = -1;
    m_pages.close();
    m_pageView->clear();
    m_inspector->clear();
    m_conversation.open(name);
    if (!name.isEmpty()) {
        refreshDetails();
        if (m_queue.isBusy(name))
            m_detailsTimer->start();
    }
    updateCentre();
    updateStatus();
    m_composer->focusText();
}

void MainWindow::refreshDetails() {
    if (m_session.isEmpty())
        return;
    m_engine.run<SessionDetails>(
        this,
        [name = fromQt(m_session)](EngineAccess& access) -> Result<SessionDetails> {
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            return session->details();
        },
        [this, name = m_session](Result<SessionDetails> details) {
            if (name != m_session)
                return;
            if (!details) {
                showProblem(toQt(details.error().message));
                return;
            }
            m_details = std::move(*details);
            m_documents.setDocuments(m_details.documents);
            updateCentre();
            updateStatus();
            Q_EMIT detailsChanged();
            refreshPage();
            if (m_details.chunks > 0 && m_session == m_questionSession && !m_queue.isBusy(m_session) &&
                !m_conversation.isBusy()) {
                m_questionSession.clear();
                m_conversation.ask(m_questionWhenReady, askOptions());
            }
        });
}

QString MainWindow::freeName(const QString& wanted) const {
    std::vector<SessionDetails> taken;
    for (int row = 0; row < m_sessions.rowCount(); ++row)
        taken.push_back(*m_sessions.at(row));
    return SessionCatalog::freeName(wanted, taken);
}

void MainWindow::createSession() {
    bool accepted = false;
    const QString name = QInputDialog::getText(this, tr("New session"), tr("Name of the session:"),
                                               QLineEdit::Normal, freeName(tr("My documents")), &accepted)
                             .trimmed();
    if (accepted && !name.isEmpty())
        m_catalog.create(name);
}

void MainWindow::deleteSession(const QString& name) {
    if (name == m_session)
        m_conversation.stop();
    m_queue.cancelAll(name);
    m_catalog.trash(name);
}

void MainWindow::exportSession(QString name) { // m_session may be another one when the dialog is closed
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the session"), name + QStringLiteral(".memlong"),
                                     tr("MemLong sessions (*.memlong)"));
    if (!path.isEmpty())
        m_catalog.exportArchive(name, path);
}

void MainWindow::importSession() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Import a session"), {}, tr("MemLong sessions (*.memlong)"));
    if (!path.isEmpty())
        m_catalog.importArchive(path);
}

void MainWindow::showSessionMenu(const QString& name, const QPoint& globalPosition) {
    QMenu menu;
    menu.addAction(lineIcon("chat"), tr("Open"), this, [&] { openSession(name); });
    menu.addAction(lineIcon("edit"), tr("Rename"), m_sessionsPane, &SessionsPane::editCurrent);
    menu.addAction(lineIcon("copy"), tr("Duplicate"), this, [&] { m_catalog.duplicate(name); });
    menu.addAction(lineIcon("export"), tr("Export …"), this, [&] { exportSession(name); });
    menu.addSeparator();
    menu.addAction(lineIcon("remove"), tr("Delete"), this, [&] { deleteSession(name); });
    menu.exec(globalPosition);
}

void MainWindow::openSample() {
    if (!m_newSession.isEmpty())
        return; // asked for twice
    m_newSession = m_questionSession = freeName(QStringLiteral("Treasure Island"));
    m_pathsForNew = {toQt(m_engine.options().resourcesFolder) +
                     QStringLiteral("/sample/treasure_island.pdf")};
    m_questionWhenReady = QStringLiteral("What did Jim hear in the apple barrel?");
    m_catalog.create(m_newSession);
}

// Conversation

AskOptions MainWindow::askOptions() const {
    AskOptions options = m_settings.askOptions();
    if (options.seed == 0) // drawn here, so that an answer without some chunks can be drawn alike
        options.seed = QRandomGenerator::global()->bounded(std::numeric_limits<quint64>::max() / 2) + 1;
    return options;
}

void MainWindow::ask(const QString& question) {
    m_composer->clear();
    m_conversation.ask(question, askOptions());
    m_composer->focusText();
}

void MainWindow::answerAgain(int row) {
    const int after = m_chat.rowCount() - 1 - row;
    if (row < 0 || after < 0)
        return;
    if (after == 0 || confirmed(tr("Answer again"),
                                tr("Answer again and delete the %n message(s) after it?", nullptr, after)))
        m_conversation.regenerate(row, askOptions());
}

void MainWindow::removeMessage(int row) {
    if (row < 0 || row >= m_chat.rowCount())
        return;
    if (confirmed(tr("Delete"), m_chat.entry(row).fromUser ? tr("Delete this question and its answer?")
                                                           : tr("Delete this answer?")))
        m_conversation.remove(row);
}

void MainWindow::copyAnswer(int row) {
    if (row < 0)
        return;
    const ChatEntry& entry = m_chat.entry(row);
    QStringList parts;
    if (!entry.text.isEmpty())
        parts.push_back(entry.text);
    for (const Quote& quote : entry.report.quotes)
        parts.push_back(
            QStringLiteral("> %1\n> — %2, %3")
                .arg(toQt(quote.text).simplified(), toQt(quote.title), tr("page %1").arg(quote.page)));
    QApplication::clipboard()->setText(parts.join(QStringLiteral("\n\n")));
    m_toast->show(tr("Answer copied"));
}

void MainWindow::updateCentre() {
    const bool anyText = m_details.chunks > 0;
    m_heading->setText(m_session.isEmpty() ? QStringLiteral("MemLong") : m_session);
    m_subheading->setText(
        m_session.isEmpty() || !anyText
            ? QString()
            : tr("%1 passages · %2 tokens").arg(countText(m_details.chunks), countText(m_details.tokens)));
    if (m_chat.rowCount() > 0) {
        m_centre->setCurrentWidget(m_chatView);
    } else {
        m_empty->show(m_session.isEmpty() ? EmptyState::Kind::NoSession
                      : anyText           ? EmptyState::Kind::NoMessages
                                          : EmptyState::Kind::NoDocuments);
        m_centre->setCurrentWidget(m_empty);
    }
    m_composer->setReady(!m_session.isEmpty() && anyText,
                         m_session.isEmpty() ? tr("Open a session to ask about its documents")
                         : anyText           ? tr("Ask about your documents")
                                             : tr("Add documents first"));
    setWindowTitle(m_session.isEmpty() ? QStringLiteral("MemLong")
                                       : m_session + QStringLiteral(" – MemLong"));
}

bool MainWindow::confirmed(const QString& title, const QString& question) {
    const QString session = m_session;
    return QMessageBox::question(this, title, question) == QMessageBox::Yes && session == m_session;
}

void MainWindow::showProblem(const QString& message) {
    m_toast->show(message);
}

void MainWindow::updateStatus() {
    const IngestItem* reading = nullptr;
    int waiting = 0;
    for (const IngestItem& item : m_queue.items()) {
        if (item.state == IngestItem::State::Reading)
            reading = &item;
        waiting += item.state == IngestItem::State::Waiting ? 1 : 0;
    }
    QStringList parts;
    if (reading != nullptr) {
        parts.push_back(tr("Reading “%1”").arg(reading->title));
        if (reading->total > 0)
            parts.push_back(QStringLiteral("%1 %").arg(reading->done * 100 / reading->total));
        if (reading->tokensPerSecond > 0)
            parts.push_back(tr("%1 tokens/s").arg(countText(static_cast<qint64>(reading->tokensPerSecond))));
        if (const QString left = secondsLeftText(reading->secondsLeft); !left.isEmpty())
            parts.push_back(left);
    }
    if (waiting > 0)
        parts.push_back(tr("%n document(s) waiting", nullptr, waiting));
    if (m_queue.isPaused() && (reading != nullptr || waiting > 0))
        parts.push_back(tr("paused"));
    m_status->setText(parts.join(QStringLiteral("  ·  ")));
}

} // namespace memlong::ui
