#include "ui/models/sessions_model.h"

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/models/phrases.h"
#include "ui/widgets/figures.h"

namespace memlong::ui {

void SessionsModel::setSessions(std::vector<SessionDetails> sessions) {
    std::ranges::stable_sort(sessions,
                             [](const auto& a, const auto& b) { return a.changedAt > b.changedAt; });
    const bool sameOrder =
        std::ranges::equal(sessions, m_sessions, {}, &SessionDetails::name, &SessionDetails::name);
    if (!sameOrder)
        beginResetModel();
    m_sessions = std::move(sessions);
    if (!sameOrder)
        endResetModel();
    else if (!m_sessions.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_sessions.size()) - 1));
}

int SessionsModel::rowOf(const QString& name) const {
    const auto found = std::ranges::find(m_sessions, fromQt(name), &SessionDetails::name);
    return found == m_sessions.end() ? -1 : static_cast<int>(found - m_sessions.begin());
}

const SessionDetails* SessionsModel::at(int row) const {
    return row < 0 || row >= rowCount() ? nullptr : &m_sessions[static_cast<std::size_t>(row)];
}

int SessionsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_sessions.size());
}

QVariant SessionsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SessionDetails& session = m_sessions[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case NameRole:
        return toQt(session.name);
    case SubtitleRole: {
        if (!session.problem.empty())
            return tr("Cannot be read");
        if (session.chunks == 0)
            return tr("Empty");
        const QString when = whenText(toQt(session.changedAt));
        const QString passages = tr("%1 passages").arg(countText(session.chunks));
        return when.isEmpty() ? passages : passages + QStringLiteral(" · ") + when;
    }
    case ProblemRole:
        return toQt(session.problem);
    case Qt::ToolTipRole:
        if (!session.problem.empty())
            return toQt(session.problem);
        return tr("%1\n%2 passages, %3 tokens, %4 messages\n%5 on disk")
            .arg(toQt(session.name), countText(session.chunks), countText(session.tokens),
                 countText(session.messages), bytesText(session.sizeBytes));
    case Qt::AccessibleTextRole:
        return toQt(session.name) + QStringLiteral(", ") + data(index, SubtitleRole).toString();
    default:
        return {};
    }
}

} // namespace memlong::ui
