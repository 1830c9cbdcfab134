#include "storage/memory_table.h"

#include <SQLiteCpp/Statement.h>

#include "storage/session_state.h"

namespace memlong {

void countTriggers(SQLite::Database& handle, std::span<const RowId> chunks) {
    SQLite::Statement update(handle,
                             "UPDATE chunk SET triggers = triggers + 1, last_triggered_at = ? WHERE id = ?");
    const std::string now = currentTime();
    for (const RowId chunk : chunks) {
        update.reset();
        update.bind(1, now);
        update.bind(2, chunk);
        update.exec();
    }
}

bool writePinned(SQLite::Database& handle, RowId chunk, bool pinned) {
    SQLite::Statement update(handle, "UPDATE chunk SET pinned = ? WHERE id = ?");
    update.bind(1, pinned ? 1 : 0);
    update.bind(2, chunk);
    return update.exec() > 0;
}

std::vector<SessionStore::TriggerRow> readTriggerRows(SQLite::Database& handle) {
    SQLite::Statement query(
        handle, "SELECT id, triggers, pinned, token_end - token_begin FROM chunk ORDER BY document, ordinal");
    std::vector<SessionStore::TriggerRow> rows;
    while (query.executeStep())
        rows.push_back({.chunk = query.getColumn(0).getInt64(),
                        .triggers = static_cast<std::uint64_t>(query.getColumn(1).getInt64()),
                        .pinned = query.getColumn(2).getInt() != 0,
                        .tokens = query.getColumn(3).getInt()});
    return rows;
}

} // namespace memlong
