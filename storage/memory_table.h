// Trigger counters and pins of the chunks. Functions throw SQLite::Exception.
#pragma once

#include <span>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "storage/session_store.h"

namespace memlong {

void countTriggers(SQLite::Database& handle, std::span<const RowId> chunks);
/// False when there is no such chunk.
bool writePinned(SQLite::Database& handle, RowId chunk, bool pinned);
std::vector<SessionStore::TriggerRow> readTriggerRows(SQLite::Database& handle);

} // namespace memlong
