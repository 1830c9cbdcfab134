// The window's menus and shortcuts.
#include <QMenuBar>

#include "ui/main_window.h"
#include "ui/views/chat_view.h"
#include "ui/views/composer.h"
#include "ui/views/sessions_pane.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {

void MainWindow::buildActions() {
    const auto add = [this](QMenu* menu, const char* icon, const QString& text, const QKeySequence& shortcut,
                            auto&& run) {
        QAction* const action = menu->addAction(lineIcon(icon), text);
        action->setShortcut(shortcut);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    QMenu* const session = menuBar()->addMenu(tr("&Session"));
    add(session, "add", tr("&New session …"), QKeySequence::New, [this] { createSession(); });
    add(session, "edit", tr("&Rename"), Qt::Key_F2, [this] { m_sessionsPane->editCurrent(); });
    add(session, "copy", tr("&Duplicate"), {}, [this] {
        if (!m_session.isEmpty())
            m_catalog.duplicate(m_session);
    });
    session->addSeparator();
    add(session, "download", tr("&Import …"), {}, [this] { importSession(); });
    add(session, "export", tr("&Export …"), {}, [this] {
        if (!m_session.isEmpty())
            exportSession(m_session);
    });
    session->addSeparator();
    add(session, "remove", tr("De&lete"), {}, [this] {
        if (!m_session.isEmpty())
            deleteSession(m_session);
    });
    session->addSeparator();
    add(session, "close", tr("&Quit"), QKeySequence::Quit, [this] { close(); });

    QMenu* const documents = menuBar()->addMenu(tr("&Documents"));
    add(documents, "document", tr("&Add documents …"), QKeySequence::Open, [this] { addDocuments(); });
    add(documents, "folder", tr("Add a &folder …"), Qt::CTRL | Qt::SHIFT | Qt::Key_O,
        [this] { addFolder(); });
    add(documents, "copy", tr("&Paste text as a document"), Qt::CTRL | Qt::SHIFT | Qt::Key_V,
        [this] { pasteDocument(); });
    documents->addSeparator();
    add(documents, "pause", tr("Pause or go &on"), {}, [this] { m_queue.setPaused(!m_queue.isPaused()); });
    add(documents, "close", tr("&Cancel reading"), {}, [this] { m_queue.cancelAll(m_session); });

    QMenu* const chat = menuBar()->addMenu(tr("&Conversation"));
    add(chat, "ask", tr("&Write a question"), Qt::CTRL | Qt::Key_L, [this] { m_composer->focusText(); });
    add(chat, "stop", tr("&Stop the answer"), Qt::CTRL | Qt::Key_Period, [this] { m_conversation.stop(); });
    add(chat, "refresh", tr("Answer &again"), Qt::CTRL | Qt::Key_R,
        [this] { m_conversation.regenerate(m_chat.rowCount() - 1, askOptions()); });
    add(chat, "edit", tr("&Edit the last question"), Qt::CTRL | Qt::Key_Up,
        [this] { m_chatView->editLastQuestion(); });
    chat->addSeparator();
    add(chat, "remove", tr("&Clear the conversation"), {}, [this] { m_conversation.clear(); });
}

} // namespace memlong::ui
