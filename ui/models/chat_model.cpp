#include "ui/models/chat_model.h"

#include "ui/bridge/text.h"

namespace memlong::ui {

ChatModel::ChatModel(Conversation& conversation, QObject* parent)
    : QAbstractListModel(parent), m_conversation(conversation),
      m_rows(static_cast<int>(conversation.entries().size())) {
    const auto size = [this] { return static_cast<int>(m_conversation.entries().size()); };
    connect(&conversation, &Conversation::aboutToReset, this, [this] { beginResetModel(); });
    connect(&conversation, &Conversation::reset, this, [this, size] {
        m_rows = size();
        endResetModel();
    });
    connect(&conversation, &Conversation::aboutToInsert, this,
            [this](int first, int last) { beginInsertRows({}, first, last); });
    connect(&conversation, &Conversation::inserted, this, [this, size] {
        m_rows = size();
        endInsertRows();
    });
    connect(&conversation, &Conversation::aboutToRemove, this,
            [this](int first, int last) { beginRemoveRows({}, first, last); });
    connect(&conversation, &Conversation::removed, this, [this, size] {
        m_rows = size();
        endRemoveRows();
    });
    connect(&conversation, &Conversation::changed, this,
            [this](int row) { Q_EMIT dataChanged(index(row), index(row)); });
    connect(&conversation, &Conversation::textArrived, this, [this](int row) {
        Q_EMIT dataChanged(index(row), index(row), {Qt::DisplayRole, TextRole});
    });
}

const ChatEntry& ChatModel::entry(int row) const {
    return m_conversation.entries()[static_cast<std::size_t>(row)];
}

int ChatModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

QVariant ChatModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ChatEntry& shown = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case TextRole:
        return shown.text;
    case FromUserRole:
        return shown.fromUser;
    case RunningRole:
        return shown.isRunning();
    case ProblemRole:
        return shown.problem;
    case QuotesRole: {
        QStringList quotes;
        for (const Quote& quote : shown.report.quotes)
            quotes.push_back(toQt(quote.text));
        return quotes;
    }
    default:
        return {};
    }
}

} // namespace memlong::ui
