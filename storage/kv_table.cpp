#include "storage/kv_table.h"

#include <SQLiteCpp/Statement.h>

namespace memlong {
namespace {

void bindLayout(SQLite::Statement& statement, const KvLayout& layout) {
    statement.bind(1, layout.fingerprint);
    statement.bind(2, layout.layer);
    statement.bind(3, layout.dtype);
    statement.bind(4, layout.kvHeads);
    statement.bind(5, layout.headDim);
    statement.bind(6, layout.chunkTokens);
    statement.bind(7, layout.slotBytes);
}

} // namespace

std::vector<KvLayoutRow> readKvLayouts(SQLite::Database& handle) {
    SQLite::Statement query(
        handle, "SELECT id, fingerprint, layer, dtype, kv_heads, head_dim, chunk_tokens, slot_bytes "
                "FROM kv_layout ORDER BY id");
    const auto number = [&](int column) {
        return static_cast<std::uint32_t>(query.getColumn(column).getInt64());
    };
    std::vector<KvLayoutRow> rows;
    while (query.executeStep())
        rows.push_back({query.getColumn(0).getInt64(), KvLayout{.fingerprint = query.getColumn(1).getString(),
                                                                .layer = number(2),
                                                                .dtype = number(3),
                                                                .kvHeads = number(4),
                                                                .headDim = number(5),
                                                                .chunkTokens = number(6),
                                                                .slotBytes = number(7)}});
    return rows;
}

std::optional<std::int64_t> findKvLayout(SQLite::Database& handle, const KvLayout& layout) {
    SQLite::Statement query(handle,
                            "SELECT id FROM kv_layout WHERE fingerprint = ? AND layer = ? AND dtype = ? AND "
                            "kv_heads = ? AND head_dim = ? AND chunk_tokens = ? AND slot_bytes = ?");
    bindLayout(query, layout);
    if (!query.executeStep())
        return {};
    return query.getColumn(0).getInt64();
}

std::int64_t findOrAddKvLayout(SQLite::Database& handle, const KvLayout& layout) {
    if (const auto found = findKvLayout(handle, layout))
        return *found;
    SQLite::Statement insert(handle, "INSERT INTO kv_layout (fingerprint, layer, dtype, kv_heads, head_dim, "
                                     "chunk_tokens, slot_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)");
    bindLayout(insert, layout);
    insert.exec();
    return handle.getLastInsertRowid();
}

std::optional<KvPlace> findKvSlot(SQLite::Database& handle, RowId chunk, std::int64_t layout) {
    SQLite::Statement query(handle, "SELECT document, slot FROM kv_slot JOIN chunk ON id = chunk "
                                    "WHERE chunk = ? AND layout = ?");
    query.bind(1, chunk);
    query.bind(2, layout);
    if (!query.executeStep())
        return {};
    return KvPlace{query.getColumn(0).getInt64(), static_cast<std::uint64_t>(query.getColumn(1).getInt64())};
}

std::vector<std::pair<RowId, KvPlace>> readKvPlaces(SQLite::Database& handle, std::int64_t layout) {
    SQLite::Statement query(handle, "SELECT chunk, document, slot FROM kv_slot JOIN chunk ON id = chunk "
                                    "WHERE layout = ? ORDER BY document, slot");
    query.bind(1, layout);
    std::vector<std::pair<RowId, KvPlace>> places;
    while (query.executeStep())
        places.push_back(
            {query.getColumn(0).getInt64(),
             {query.getColumn(1).getInt64(), static_cast<std::uint64_t>(query.getColumn(2).getInt64())}});
    return places;
}

void writeKvSlot(SQLite::Database& handle, RowId chunk, std::int64_t layout, std::uint64_t slot) {
    SQLite::Statement insert(handle, "INSERT INTO kv_slot (chunk, layout, slot) VALUES (?, ?, ?) "
                                     "ON CONFLICT (chunk, layout) DO UPDATE SET slot = excluded.slot");
    insert.bind(1, chunk);
    insert.bind(2, layout);
    insert.bind(3, static_cast<std::int64_t>(slot));
    insert.exec();
}

void dropKvSlotsWithoutFile(SQLite::Database& handle, RowId document,
                            const std::function<bool(const KvLayout&)>& hasFile) {
    for (const auto& [id, layout] : readKvLayouts(handle)) {
        if (hasFile(layout))
            continue;
        SQLite::Statement remove(handle, "DELETE FROM kv_slot WHERE layout = ? AND chunk IN "
                                         "(SELECT id FROM chunk WHERE document = ?)");
        remove.bind(1, id);
        remove.bind(2, document);
        remove.exec();
    }
}

std::vector<RowId> readChunksWithoutKv(SQLite::Database& handle, std::optional<std::int64_t> layout) {
    SQLite::Statement query(
        handle, "SELECT id FROM chunk WHERE NOT EXISTS (SELECT 1 FROM kv_slot WHERE chunk = id AND "
                "layout = ?) ORDER BY document, ordinal");
    query.bind(1, layout.value_or(0)); // no layout has the id 0
    std::vector<RowId> ids;
    while (query.executeStep())
        ids.push_back(query.getColumn(0).getInt64());
    return ids;
}

} // namespace memlong
