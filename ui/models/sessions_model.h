// The sessions of the data folder, as a list.
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "app/services/types.h"

namespace memlong::ui {

class SessionsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { NameRole = Qt::UserRole + 1, SubtitleRole, ProblemRole };
    using QAbstractListModel::QAbstractListModel;

    /// Newest first. Rows that are there already stay, so that selection and scroll position do too.
    void setSessions(std::vector<SessionDetails> sessions);
    int rowOf(const QString& name) const; // -1: not there
    const SessionDetails* at(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<SessionDetails> m_sessions;
};

} // namespace memlong::ui
