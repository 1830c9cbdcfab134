#include "ui/models/documents_model.h"

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/widgets/figures.h"

namespace memlong::ui {
namespace {

using Status = DocumentsModel::Status;

Status statusOf(const std::string& name) {
    if (name == "ready")
        return Status::Ready;
    if (name == "scanned")
        return Status::Scanned;
    if (name == "encrypted")
        return Status::Encrypted;
    if (name == "unavailable")
        return Status::Unavailable;
    if (name == "reading")
        return Status::Unfinished;
    return Status::Failed;
}

} // namespace

DocumentsModel::DocumentsModel(IngestQueue& queue, QObject* parent)
    : QAbstractListModel(parent), m_queue(queue) {
    connect(&m_queue, &IngestQueue::itemsChanged, this, &DocumentsModel::rebuild);
    connect(&m_queue, &IngestQueue::progressed, this, [this](quint64 key) {
        const auto row = std::ranges::find(m_rows, key, &Row::key);
        const IngestItem* const item = m_queue.item(key);
        if (row == m_rows.end() || item == nullptr)
            return;
        *row = rowOf(*item);
        const QModelIndex changed = index(static_cast<int>(row - m_rows.begin()));
        Q_EMIT dataChanged(changed, changed);
    });
}

void DocumentsModel::setSession(const QString& session) {
    m_session = session;
    m_documents.clear();
    rebuild();
}

void DocumentsModel::setDocuments(const std::vector<DocumentSummary>& documents) {
    m_documents = documents;
    rebuild();
}

int DocumentsModel::rowOfDocument(Id document) const {
    const auto found = std::ranges::find(m_rows, document, &Row::document);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

DocumentsModel::Row DocumentsModel::rowOf(const DocumentSummary& document) {
    Row row;
    row.document = document.id;
    row.title = toQt(document.title);
    row.path = toQt(document.path);
    row.problem = toQt(document.problem);
    row.format = toQt(document.format);
    row.status = statusOf(document.status);
    row.pages = document.pages;
    row.chunks = document.chunks;
    return row;
}

DocumentsModel::Row DocumentsModel::rowOf(const IngestItem& item) const {
    Row row;
    row.key = item.key;
    row.document = item.document;
    row.title = item.title;
    row.path = item.path;
    row.problem = item.problem;
    row.pages = item.pages;
    row.chunks = item.chunks;
    row.damagedPages = item.damagedPages;
    row.done = item.done;
    row.total = item.total;
    row.tokensPerSecond = item.tokensPerSecond;
    row.secondsLeft = item.secondsLeft;
    switch (item.state) {
    case IngestItem::State::Waiting:
        row.status = m_queue.isPaused() ? Status::Paused : Status::Waiting;
        break;
    case IngestItem::State::Reading:
        row.status = m_queue.isPaused()                         ? Status::Paused
                     : item.stage == QStringLiteral("encoding") ? Status::Encoding
                                                                : Status::Reading;
        break;
    case IngestItem::State::Ready:
    case IngestItem::State::AlreadyThere:
        row.status = Status::Ready;
        break;
    case IngestItem::State::Scanned:
        row.status = Status::Scanned;
        break;
    case IngestItem::State::Encrypted:
        row.status = Status::Encrypted;
        break;
    case IngestItem::State::Failed:
        row.status = Status::Failed;
        break;
    case IngestItem::State::Cancelled:
        row.status = Status::Cancelled;
        break;
    }
    return row;
}

/// Stored documents first, each replaced by its place in the queue while it has one that tells more.
void DocumentsModel::rebuild() {
    std::vector<Row> rows;
    for (const DocumentSummary& document : m_documents)
        if (document.format != "chat")
            rows.push_back(rowOf(document));
    for (const IngestItem& item : m_queue.items()) {
        if (item.session != m_session)
            continue;
        const QString path = item.path;
        const auto stored = std::ranges::find_if(rows, [&](const Row& row) {
            return (item.document != 0 && row.document == item.document) || row.path == path;
        });
        Row row = rowOf(item);
        if (stored == rows.end()) {
            rows.push_back(std::move(row));
            continue;
        }
        const bool good = row.status == Status::Ready;
        if (good) {
            stored->damagedPages = row.damagedPages;
            continue;
        }
        row.document = stored->document;
        row.format = stored->format;
        if (row.title.isEmpty() || !item.isOpen())
            row.title = stored->title;
        *stored = std::move(row);
    }
    // Rows of the same documents stay, so that selection and scroll position do too.
    const auto same = [](const Row& a, const Row& b) {
        return a.path == b.path && (a.document == b.document || a.document == 0 || b.document == 0);
    };
    std::size_t kept = 0;
    while (kept < rows.size() && kept < m_rows.size() && same(rows[kept], m_rows[kept]))
        ++kept;
    if (kept < m_rows.size()) {
        beginRemoveRows({}, static_cast<int>(kept), static_cast<int>(m_rows.size()) - 1);
        m_rows.resize(kept);
        endRemoveRows();
    }
    std::copy(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), m_rows.begin());
    if (kept > 0)
        Q_EMIT dataChanged(index(0), index(static_cast<int>(kept) - 1));
    if (kept < rows.size()) {
        beginInsertRows({}, static_cast<int>(kept), static_cast<int>(rows.size()) - 1);
        m_rows.insert(m_rows.end(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
        endInsertRows();
    }
}

QString DocumentsModel::statusText(const Row& row) const {
    switch (row.status) {
    case Status::Waiting:
        return tr("Waiting");
    case Status::Reading:
    case Status::Encoding: {
        QString text = row.status == Status::Reading ? tr("Reading") : tr("Adding to memory");
        if (row.total > 0)
            text += QStringLiteral(" · %1 %").arg(row.done * 100 / row.total);
        const QString left = secondsLeftText(row.secondsLeft);
        if (!left.isEmpty())
            text += QStringLiteral(" · ") + left;
        return text;
    }
    case Status::Paused:
        return row.total > 0 ? tr("Paused at %1 %").arg(row.done * 100 / row.total) : tr("Paused");
    case Status::Ready: {
        QString text = row.pages > 0 ? tr("%n page(s)", nullptr, row.pages)
                                     : tr("%n passage(s)", nullptr, static_cast<int>(row.chunks));
        if (row.damagedPages > 0)
            text += QStringLiteral(" · ") + tr("%n page(s) unreadable", nullptr, row.damagedPages);
        return text;
    }
    case Status::Unfinished:
        return tr("Interrupted – can go on");
    case Status::Scanned:
        return tr("Scanned – no text yet");
    case Status::Encrypted:
        return tr("Needs a password");
    case Status::Unavailable:
        return tr("File not found – still answers");
    case Status::Failed:
        return tr("Failed");
    case Status::Cancelled:
        return tr("Cancelled");
    }
    return {};
}

int DocumentsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant DocumentsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return row.title;
    case StatusRole:
        return QVariant::fromValue(row.status);
    case StatusTextRole:
        return statusText(row);
    case ProblemRole:
        return row.problem;
    case ProgressRole: {
        const bool open = row.status == Status::Reading || row.status == Status::Encoding ||
                          (row.status == Status::Paused && row.total > 0);
        if (!open)
            return -1.0;
        return row.total > 0 ? static_cast<double>(row.done) / static_cast<double>(row.total) : 0.0;
    }
    case PathRole:
        return row.path;
    case DocumentRole:
        return QVariant::fromValue<qint64>(row.document);
    case QueueKeyRole:
        return QVariant::fromValue<quint64>(row.key);
    case Qt::ToolTipRole: {
        QString text = row.path;
        if (row.tokensPerSecond > 0 && row.total > 0)
            text += QLatin1Char('\n') +
                    tr("%1 tokens a second").arg(countText(static_cast<qint64>(row.tokensPerSecond)));
        if (!row.problem.isEmpty())
            text += QStringLiteral("\n\n") + row.problem;
        return text;
    }
    case Qt::AccessibleTextRole:
        return row.title + QStringLiteral(", ") + statusText(row);
    default:
        return {};
    }
}

} // namespace memlong::ui
