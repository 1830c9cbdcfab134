// The window's actions as a list that can be searched by typing: the command palette's content.
#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QPointer>
#include <QSortFilterProxyModel>

class QAction;

namespace memlong::ui {

class CommandModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { ShortcutRole = Qt::UserRole + 1, MenuRole, EnabledRole };
    using QAbstractListModel::QAbstractListModel;

    struct Command {
        QPointer<QAction> action;
        QString menu; // where it is found otherwise
    };
    void setCommands(std::vector<Command> commands);
    QAction* action(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    std::vector<Command> m_commands;
};

/// Keeps what holds every word of the query, in any order; those whose name begins with it first.
class CommandFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit CommandFilter(QObject* parent = nullptr);
    void setQuery(const QString& query);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_query;
    QStringList m_words;
};

} // namespace memlong::ui
