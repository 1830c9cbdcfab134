#include "ui/models/command_model.h"

#include <algorithm>

#include <QAction>

namespace memlong::ui {

void CommandModel::setCommands(std::vector<Command> commands) {
    beginResetModel();
    m_commands = std::move(commands);
    endResetModel();
}

QAction* CommandModel::action(int row) const {
    return row < 0 || row >= rowCount() ? nullptr : m_commands[static_cast<std::size_t>(row)].action.data();
}

int CommandModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_commands.size());
}

QVariant CommandModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Command& command = m_commands[static_cast<std::size_t>(index.row())];
    if (command.action.isNull())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return command.action->text().remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    case Qt::DecorationRole:
        return command.action->icon();
    case ShortcutRole:
        return command.action->shortcut().toString(QKeySequence::NativeText);
    case MenuRole:
        return command.menu;
    case EnabledRole:
        return command.action->isEnabled();
    default:
        return {};
    }
}

Qt::ItemFlags CommandModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    return index.isValid() && !data(index, EnabledRole).toBool() ? flags & ~Qt::ItemIsEnabled : flags;
}

CommandFilter::CommandFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setDynamicSortFilter(true);
    sort(0);
}

void CommandFilter::setQuery(const QString& query) {
    m_query = query.trimmed();
    m_words = m_query.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidate();
}

bool CommandFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const QString text =
        index.data().toString() + QLatin1Char(' ') + index.data(CommandModel::MenuRole).toString();
    return std::ranges::all_of(m_words,
                               [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool CommandFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const bool leftBegins =
        !m_query.isEmpty() && left.data().toString().startsWith(m_query, Qt::CaseInsensitive);
    const bool rightBegins =
        !m_query.isEmpty() && right.data().toString().startsWith(m_query, Qt::CaseInsensitive);
    if (leftBegins != rightBegins)
        return leftBegins;
    return left.row() < right.row();
}

} // namespace memlong::ui
