// The conversation as a list model over the bridge's Conversation.
#pragma once

#include <QAbstractListModel>

#include "ui/bridge/conversation.h"

namespace memlong::ui {

class ChatModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { TextRole = Qt::UserRole + 1, FromUserRole, RunningRole, ProblemRole, QuotesRole };
    explicit ChatModel(Conversation& conversation, QObject* parent = nullptr);

    const ChatEntry& entry(int row) const;
    Conversation& conversation() const { return m_conversation; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    Conversation& m_conversation;
    int m_rows = 0; // as the views know
};

} // namespace memlong::ui
