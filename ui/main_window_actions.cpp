// The window's menus and shortcuts; the command palette offers the same.
#include <QActionGroup>
#include <QApplication>
#include <QMenuBar>
#include <QMessageBox>

#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/views/chat_view.h"
#include "ui/views/command_palette.h"
#include "ui/views/composer.h"
#include "ui/views/memory_inspector.h"
#include "ui/views/sessions_pane.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page_view.h"

namespace memlong::ui {

void MainWindow::buildActions() {
    std::vector<CommandModel::Command> commands;
    const auto menu = [this](const QString& title) { return menuBar()->addMenu(title); };
    const auto remember = [&](QMenu* where, QAction* action) {
        commands.push_back({action, where->title().remove(QLatin1Char('&'))});
        return action;
    };
    const auto add = [&](QMenu* where, const char* icon, const QString& text, const QKeySequence& shortcut,
                         auto&& run) {
        QAction* const action = where->addAction(lineIcon(icon), text);
        action->setShortcut(shortcut);
        connect(action, &QAction::triggered, this, run);
        return remember(where, action);
    };
    /// Of the page view: in the menu, and enabled when it says so.
    const auto take = [&](QMenu* where, QAction* action, const QKeySequence& shortcut) {
        if (action->shortcut().isEmpty())
            action->setShortcut(shortcut);
        where->addAction(action);
        remember(where, action);
    };
    const auto ofSession = [this](auto&& run) {
        return [this, run] {
            if (!m_session.isEmpty())
                run();
        };
    };

    QMenu* const session = menu(tr("&Session"));
    add(session, "add", tr("&New session …"), QKeySequence::New, [this] { createSession(); });
    add(session, "find", tr("&Search sessions"), Qt::CTRL | Qt::Key_J,
        [this] { m_sessionsPane->focusSearch(); });
    add(session, "edit", tr("&Rename"), Qt::Key_F2, [this] { m_sessionsPane->editCurrent(); });
    add(session, "copy", tr("&Duplicate"), {}, ofSession([this] { m_catalog.duplicate(m_session); }));
    session->addSeparator();
    add(session, "download", tr("&Import …"), Qt::CTRL | Qt::Key_I, [this] { importSession(); });
    add(session, "export", tr("&Export …"), Qt::CTRL | Qt::Key_E,
        ofSession([this] { exportSession(m_session); }));
    session->addSeparator();
    add(session, "remove", tr("De&lete session"), {}, ofSession([this] { deleteSession(m_session); }));
    session->addSeparator();
    add(session, "settings", tr("Se&ttings …"), QKeySequence::Preferences, [this] {
        showSettings();
    })->setMenuRole(QAction::PreferencesRole);
    QAction* const quit = add(session, "close", tr("&Quit"), QKeySequence::Quit, [this] { close(); });
    quit->setMenuRole(QAction::QuitRole);

    QMenu* const documents = menu(tr("&Documents"));
    add(documents, "document", tr("&Add documents …"), QKeySequence::Open, [this] { addDocuments(); });
    add(documents, "folder", tr("Add a &folder …"), Qt::CTRL | Qt::SHIFT | Qt::Key_O,
        [this] { addFolder(); });
    add(documents, "copy", tr("&Paste text as a document"), Qt::CTRL | Qt::SHIFT | Qt::Key_V,
        [this] { pasteDocument(); });
    documents->addSeparator();
    add(documents, "pause", tr("Pause or go &on"), Qt::CTRL | Qt::SHIFT | Qt::Key_Space,
        [this] { m_queue.setPaused(!m_queue.isPaused()); });
    add(documents, "close", tr("&Cancel reading"), {}, [this] { m_queue.cancelAll(m_session); });

    documents->addSeparator();
    add(documents, "refresh", tr("&Read the passages again …"), {}, ofSession([this] { readAgain(); }));

    QMenu* const chat = menu(tr("&Conversation"));
    add(chat, "ask", tr("&Write a question"), Qt::CTRL | Qt::Key_L, [this] { m_composer->focusText(); });
    add(chat, "stop", tr("&Stop the answer"), Qt::CTRL | Qt::Key_Period, [this] { m_conversation.stop(); });
    add(chat, "refresh", tr("Answer &again"), Qt::CTRL | Qt::Key_R,
        [this] { answerAgain(m_chat.rowCount() - 1); });
    add(chat, "edit", tr("&Edit the last question"), Qt::CTRL | Qt::Key_Up,
        [this] { m_chatView->editLastQuestion(); });
    add(chat, "copy", tr("&Copy the last answer"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
        [this] { copyAnswer(m_chat.rowCount() - 1); });
    add(chat, "memory", tr("Show the &memory behind the answer"), Qt::CTRL | Qt::Key_M,
        [this] { inspect(m_chat.rowCount() - 1); });
    chat->addSeparator();
    add(chat, "export", tr("E&xport the conversation …"), Qt::CTRL | Qt::SHIFT | Qt::Key_E,
        [this] { exportChat(); });
    add(chat, "remove", tr("C&lear the conversation …"), {}, [this] {
        if (m_chat.rowCount() > 0 &&
            confirmed(tr("Clear the conversation"),
                      tr("Delete all questions and answers of “%1”? Its documents stay.").arg(m_session)))
            m_conversation.clear();
    });

    QMenu* const view = menu(tr("&View"));
    m_sideAction = view->addAction(lineIcon("outline"), tr("Page and memory"));
    m_sideAction->setCheckable(true);
    m_sideAction->setShortcut(Qt::Key_F9);
    connect(m_sideAction, &QAction::triggered, this, [this](bool shown) { setSideVisible(shown); });
    remember(view, m_sideAction);
    add(view, "document", tr("Show the page"), Qt::CTRL | Qt::Key_1, [this] { showSide(m_pageView); });
    add(view, "memory", tr("Show the memory map"), Qt::CTRL | Qt::Key_2, [this] {
        showSide(m_inspector);
        m_inspector->showMap();
        refreshMemory();
    });
    view->addSeparator();
    take(view, m_pageView->findAction(), QKeySequence::Find);
    take(view, m_pageView->outlineAction(), Qt::CTRL | Qt::Key_B);
    take(view, m_pageView->previousPageAction(), Qt::ALT | Qt::Key_Up);
    take(view, m_pageView->nextPageAction(), Qt::ALT | Qt::Key_Down);
    take(view, m_pageView->backAction(), Qt::ALT | Qt::Key_Left);
    take(view, m_pageView->zoomInAction(), QKeySequence::ZoomIn);
    take(view, m_pageView->zoomOutAction(), QKeySequence::ZoomOut);
    take(view, m_pageView->fitWidthAction(), Qt::CTRL | Qt::Key_0);
    take(view, m_pageView->fitPageAction(), {});
    take(view, m_pageView->askSelectionAction(), Qt::CTRL | Qt::SHIFT | Qt::Key_A);
    view->addSeparator();
    add(view, "find", tr("&Command palette …"), Qt::CTRL | Qt::Key_K, [this] { m_palette->open(); });

    QMenu* const models = menu(tr("&Models"));
    add(models, "model", tr("&Models …"), {}, [this] { showModels(); });

    QMenu* const help = menu(tr("&Help"));
    add(help, "ask", tr("&Welcome and sample book"), QKeySequence::HelpContents, [this] { showFirstRun(); });
    add(help, "document", tr("&About MemLong"), {}, [this] {
        QMessageBox::about(
            this, tr("About MemLong"),
            tr("<b>MemLong</b><br>Ask questions across book-length documents on your own machine."
               "<br><br>%1<br><br>Free software under the GNU General Public License, version 3 or later.")
                .arg(toQt(versionText()).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"))));
    });
    m_commands.setCommands(std::move(commands));
}

} // namespace memlong::ui
