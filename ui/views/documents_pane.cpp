#include "ui/views/documents_pane.h"

#include <algorithm>

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/models/documents_model.h"
#include "ui/style/theme.h"
#include "ui/views/tool_button.h"
#include "ui/views/two_line_delegate.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {
namespace {

using Status = DocumentsModel::Status;

Status statusOf(const QModelIndex& index) {
    return index.data(DocumentsModel::StatusRole).value<Status>();
}

/// Adds icon and colour of the state, which are the theme's business and not the model's.
class DocumentDelegate final : public TwoLineDelegate {
public:
    explicit DocumentDelegate(QObject* parent)
        : TwoLineDelegate({DocumentsModel::StatusTextRole, DocumentsModel::ProgressRole}, parent) {}

protected:
    QIcon icon(const QModelIndex& index) const override {
        switch (statusOf(index)) {
        case Status::Encrypted:
            return lineIcon("lock");
        case Status::Failed:
        case Status::Scanned:
        case Status::Unavailable:
            return lineIcon("warning");
        case Status::Paused:
            return lineIcon("pause");
        default:
            return lineIcon("document");
        }
    }
    const char* tone(const QModelIndex& index) const override {
        switch (statusOf(index)) {
        case Status::Failed:
            return "danger";
        case Status::Encrypted:
        case Status::Scanned:
        case Status::Unavailable:
        case Status::Unfinished:
            return "warning";
        case Status::Reading:
        case Status::Encoding:
            return "accent";
        default:
            return "muted";
        }
    }
};

} // namespace

DocumentsPane::DocumentsPane(DocumentsModel& model, IngestQueue& queue, QWidget* parent)
    : QFrame(parent), m_model(model), m_queue(queue) {
    setObjectName(QStringLiteral("sidebar"));
    m_title = new QLabel(tr("Documents"));
    m_title->setObjectName(QStringLiteral("sectionTitle"));
    m_pause = toolButton("pause", tr("Pause"));
    m_cancel = toolButton("close", tr("Cancel all"));
    m_add = toolButton("add", tr("Add documents"));
    auto* const head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 10, 0);
    head->setSpacing(2);
    head->addWidget(m_title, 1);
    head->addWidget(m_pause);
    head->addWidget(m_cancel);
    head->addWidget(m_add);

    m_list = new QListView;
    m_list->setModel(&model);
    m_list->setItemDelegate(new DocumentDelegate(this));
    m_list->setMouseTracking(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Documents"));
    auto* const empty = new QLabel(tr("Drop PDF, EPUB, text, Markdown or HTML files here."));
    empty->setObjectName(QStringLiteral("hint"));
    empty->setWordWrap(true);
    empty->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    empty->setContentsMargins(16, 4, 16, 8);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_list);
    m_stack->addWidget(empty);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 8);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);

    connect(m_add, &QToolButton::clicked, this, &DocumentsPane::addRequested);
    connect(m_pause, &QToolButton::clicked, this, [this] { m_queue.setPaused(!m_queue.isPaused()); });
    connect(m_cancel, &QToolButton::clicked, this, [this] { m_queue.cancelAll(m_session); });
    connect(m_list, &QListView::activated, this, &DocumentsPane::activate);
    connect(m_list, &QListView::clicked, this, &DocumentsPane::activate);
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        if (const QModelIndex index = m_list->indexAt(at); index.isValid())
            showMenu(m_list->viewport()->mapToGlobal(at), index);
    });
    connect(&queue, &IngestQueue::itemsChanged, this, &DocumentsPane::updateState);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &DocumentsPane::updateState);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &DocumentsPane::updateState);
    updateState();
}

void DocumentsPane::setSession(const QString& session) {
    m_session = session;
    if (m_menu) // it is of a document of the session before
        m_menu->close();
    updateState();
}

void DocumentsPane::selectDocument(qint64 document) {
    const int row = m_model.rowOfDocument(document);
    if (row >= 0)
        m_list->setCurrentIndex(m_model.index(row));
}

void DocumentsPane::updateState() {
    const bool busy = m_queue.isBusy(m_session);
    m_pause->setVisible(busy || m_queue.isPaused());
    m_pause->setIcon(lineIcon(m_queue.isPaused() ? "resume" : "pause"));
    const QString name = m_queue.isPaused() ? tr("Go on") : tr("Pause");
    m_pause->setToolTip(name);
    m_pause->setAccessibleName(name);
    m_cancel->setVisible(busy);
    m_add->setEnabled(!m_session.isEmpty());
    m_title->setText(m_model.rowCount() == 0 ? tr("Documents")
                                             : tr("Documents (%1)").arg(m_model.rowCount()));
    m_stack->setCurrentIndex(m_model.rowCount() == 0 ? 1 : 0);
}

void DocumentsPane::activate(const QModelIndex& index) {
    if (statusOf(index) == Status::Encrypted) {
        askForPassword(index);
        return;
    }
    if (const qint64 document = index.data(DocumentsModel::DocumentRole).toLongLong(); document != 0)
        Q_EMIT openRequested(document, index.data().toString());
}

void DocumentsPane::askForPassword(const QModelIndex& index) {
    const quint64 key = index.data(DocumentsModel::QueueKeyRole).toULongLong();
    const QString path = index.data(DocumentsModel::PathRole).toString();
    bool accepted = false;
    const QString session = m_session;
    const QString password = QInputDialog::getText(
        this, tr("Password"), tr("“%1” is encrypted. Its password:").arg(index.data().toString()),
        QLineEdit::Password, {}, &accepted);
    if (accepted && !password.isEmpty() && session == m_session)
        Q_EMIT retryRequested(key, path, password, false);
}

void DocumentsPane::showMenu(const QPoint& globalPosition, const QModelIndex& index) {
    const QPersistentModelIndex kept(index);
    const qint64 document = index.data(DocumentsModel::DocumentRole).toLongLong();
    const quint64 key = index.data(DocumentsModel::QueueKeyRole).toULongLong();
    const QString path = index.data(DocumentsModel::PathRole).toString();
    const QString title = index.data().toString();
    const QString problem = index.data(DocumentsModel::ProblemRole).toString();
    const Status status = statusOf(index);
    const bool open = status == Status::Waiting || status == Status::Reading || status == Status::Encoding ||
                      status == Status::Paused;
    QMenu menu;
    m_menu = &menu;
    if (document != 0)
        menu.addAction(lineIcon("document"), tr("Show"), this,
                       [&] { Q_EMIT openRequested(document, title); });
    if (open)
        menu.addAction(lineIcon("close"), tr("Cancel"), this, [&] { m_queue.cancel(key); });
    if (status == Status::Encrypted)
        menu.addAction(lineIcon("lock"), tr("Enter the password …"), this, [&] { askForPassword(kept); });
    if (status == Status::Scanned)
        menu.addAction(lineIcon("find"), tr("Recognise the text (OCR)"), this,
                       [&] { Q_EMIT retryRequested(key, path, {}, true); });
    if (status == Status::Failed || status == Status::Cancelled || status == Status::Unfinished)
        menu.addAction(lineIcon("refresh"),
                       status == Status::Unfinished ? tr("Go on reading") : tr("Try again"), this,
                       [&] { Q_EMIT retryRequested(key, path, {}, false); });
    if (!problem.isEmpty())
        menu.addAction(lineIcon("warning"), tr("What is wrong?"), this,
                       [&] { QMessageBox::information(this, title, problem); });
    if (path.startsWith(QLatin1Char('/')))
        menu.addAction(lineIcon("folder"), tr("Open the folder"), this, [&] {
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
        });
    menu.addSeparator();
    if (document != 0)
        menu.addAction(lineIcon("remove"), tr("Remove from the session …"), this,
                       [&] { Q_EMIT removeRequested(document, title); });
    else if (!open && key != 0)
        menu.addAction(lineIcon("remove"), tr("Take off the list"), this, [&] { m_queue.dismiss(key); });
    menu.exec(globalPosition);
}

} // namespace memlong::ui
