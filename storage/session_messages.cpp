// The members of SessionStore for the conversation.
#include "storage/message_table.h"
#include "storage/session_internal.h"

namespace memlong {

Result<RowId> SessionStore::addMessage(const MessageRow& message) {
    return m_state->write(
        [&](SQLite::Database& handle) -> Result<RowId> { return insertMessage(handle, message); });
}

Result<void> SessionStore::updateMessage(const MessageRow& message) {
    const auto update = [&](SQLite::Database& handle) -> Result<void> {
        if (!updateMessageRow(handle, message))
            return noSuch("message", message.id);
        return {};
    };
    if (message.complete)
        return m_state->write(update);
    const RelaxedSync relaxed(m_state->handle()); // several times a second
    return m_state->write(update);
}

Result<std::vector<MessageRow>> SessionStore::messages() const {
    return m_state->read(
        [](SQLite::Database& handle) -> Result<std::vector<MessageRow>> { return readMessages(handle); });
}

Result<void> SessionStore::removeMessagesFrom(RowId message) {
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        deleteMessagesFrom(handle, message);
        return {};
    });
}

Result<void> SessionStore::removeMessage(RowId message) {
    return m_state->write([&](SQLite::Database& handle) -> Result<void> {
        deleteMessage(handle, message);
        return {};
    });
}

} // namespace memlong
