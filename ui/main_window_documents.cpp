// The window's documents: what is added, waits, is removed; drag and drop.
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFrame>
#include <QLabel>
#include <QMap>
#include <QMimeData>
#include <QSettings>

#include "ui/bridge/text.h"
#include "ui/main_window.h"

namespace memlong::ui {
namespace {

const QString kWaiting = QStringLiteral("queue/waiting"); // session and path in turn

} // namespace

void MainWindow::addDocuments() {
    const QString session = m_session; // another one may be open when the dialog is closed
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Add documents"), {},
        tr("Documents (*.pdf *.epub *.txt *.text *.md *.markdown *.html *.htm *.xhtml);;All files (*)"));
    addToSession(session, paths);
}

void MainWindow::addFolder() {
    const QString session = m_session;
    const QString path = QFileDialog::getExistingDirectory(this, tr("Add a folder of documents"));
    if (!path.isEmpty())
        addToSession(session, {path});
}

void MainWindow::pasteDocument() {
    const QString text = QApplication::clipboard()->text();
    if (m_session.isEmpty() || text.trimmed().isEmpty())
        return;
    const QString name = text.trimmed().section(QLatin1Char('\n'), 0, 0).simplified().left(60);
    m_queue.addText(m_session, name, text);
}

void MainWindow::addToSession(const QString& session, const QStringList& paths) {
    if (paths.isEmpty())
        return;
    if (const QString& known = session.isEmpty() ? m_openWhenListed : session; !known.isEmpty()) {
        m_queue.addPaths(known, paths);
        return;
    }
    m_pathsForNew += paths;
    if (!m_newSession.isEmpty())
        return;
    m_newSession = freeName(tr("My documents"));
    m_catalog.create(m_newSession);
}

void MainWindow::openPaths(const QStringList& paths) {
    if (!m_listedOnce) { // a name for a new session is not known to be free
        m_pathsWhenListed += paths;
        return;
    }
    QStringList documents;
    for (const QString& path : paths) {
        if (path.endsWith(QStringLiteral(".memlong"), Qt::CaseInsensitive))
            m_catalog.importArchive(path);
        else
            documents.push_back(path);
    }
    addToSession(m_session, documents);
}

void MainWindow::removeDocument(Id document, const QString& title) {
    if (!confirmed(tr("Remove the document"),
                   tr("Remove “%1” from this session? The file itself stays where it is; answers keep their "
                      "quotes.")
                       .arg(title)))
        return;
    m_engine.run<void>(
        this,
        [name = fromQt(m_session), document](EngineAccess& access) -> Result<void> {
            if (access.sessions.isHeld(name))
                return makeError(
                    ErrorCode::InvalidArgument,
                    fromQt(tr("Documents are being read. Wait until that is done, or cancel it.")));
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            return session->removeDocument(document);
        },
        [this](const Result<void>& done) {
            if (!done)
                showProblem(toQt(done.error().message));
            refreshDetails();
        });
}

void MainWindow::rememberWaiting() {
    QStringList waiting;
    for (const IngestItem& item : m_queue.items())
        if (item.isOpen() && !item.text)
            waiting << item.session << item.path;
    if (m_remembered == waiting)
        return;
    m_remembered = waiting;
    remember(kWaiting, waiting);
}

/// Writing settings syncs a file: not on this thread.
void MainWindow::remember(const QString& key, const QVariant& value) const {
    m_engine.read<void>(
        m_status,
        [key, value](Application&, const std::stop_token&) -> Result<void> {
            QSettings().setValue(key, value);
            return {};
        },
        [](const Result<void>&) {});
}

void MainWindow::resumeWaiting() {
    const QStringList waiting = QSettings().value(kWaiting).toStringList();
    QMap<QString, QStringList> paths;
    for (qsizetype i = 0; i + 1 < waiting.size(); i += 2)
        if (m_sessions.rowOf(waiting[i]) >= 0)
            paths[waiting[i]].push_back(waiting[i + 1]);
    for (auto session = paths.cbegin(); session != paths.cend(); ++session)
        m_queue.addPaths(session.key(), session.value());
}

void MainWindow::retryDocument(quint64 key, const QString& path, const QString& password, bool ocr) {
    if (key != 0) {
        m_queue.retry(key, password, ocr);
        return;
    }
    m_queue.addPaths(m_session, {path}, password, ocr); // of an earlier run
}

// Drag and drop

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasUrls() && !event->mimeData()->hasText())
        return;
    event->acceptProposedAction();
    m_dropTarget->setGeometry(centralWidget()->geometry().adjusted(16, 16, -16, -16));
    m_dropTarget->show();
    m_dropTarget->raise();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    m_dropTarget->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    m_dropTarget->hide();
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths.push_back(url.toLocalFile());
    if (!paths.isEmpty())
        openPaths(paths);
    else if (!m_session.isEmpty() && !event->mimeData()->text().trimmed().isEmpty())
        m_queue.addText(m_session, event->mimeData()->text().simplified().left(60),
                        event->mimeData()->text());
    event->acceptProposedAction();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (m_dropTarget->isVisible())
        m_dropTarget->setGeometry(centralWidget()->geometry().adjusted(16, 16, -16, -16));
}

} // namespace memlong::ui
