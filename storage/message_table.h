// Tables message, citation, citation_attention. Functions throw SQLite::Exception.
#pragma once

#include <vector>

#include <SQLiteCpp/Database.h>

#include "storage/records.h"

namespace memlong {

RowId insertMessage(SQLite::Database& handle, const MessageRow& message);
/// Everything but the id; false when there is no such message.
bool updateMessageRow(SQLite::Database& handle, const MessageRow& message);
std::vector<MessageRow> readMessages(SQLite::Database& handle);
void deleteMessagesFrom(SQLite::Database& handle, RowId message);
/// A question goes with the answers that follow it.
void deleteMessage(SQLite::Database& handle, RowId message);

} // namespace memlong
