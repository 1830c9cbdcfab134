#include "storage/chunk_table.h"

#include "engine/base/hash.h"
#include "storage/blobs.h"

namespace memlong {
namespace {

constexpr const char* kColumns = "SELECT id, document, ordinal, token_begin, token_end, char_begin, "
                                 "char_end, first_page, last_page, triggers, "
                                 "last_triggered_at, pinned, is_chat, text, token_ids, page_starts FROM "
                                 "chunk JOIN chunk_content ON chunk = id ";

std::uint64_t unsignedOf(const SQLite::Column& column) {
    return static_cast<std::uint64_t>(column.getInt64());
}

Result<ChunkRow> rowOf(SQLite::Statement& query) {
    ChunkRow row;
    row.id = query.getColumn(0).getInt64();
    row.document = query.getColumn(1).getInt64();
    row.ordinal = query.getColumn(2).getInt();
    row.tokenBegin = unsignedOf(query.getColumn(3));
    row.tokenEnd = unsignedOf(query.getColumn(4));
    row.charBegin = unsignedOf(query.getColumn(5));
    row.charEnd = unsignedOf(query.getColumn(6));
    row.firstPage = query.getColumn(7).getInt();
    row.lastPage = query.getColumn(8).getInt();
    row.triggers = unsignedOf(query.getColumn(9));
    row.lastTriggeredAt = query.getColumn(10).getString();
    row.pinned = query.getColumn(11).getInt() != 0;
    row.isChat = query.getColumn(12).getInt() != 0;
    row.text = query.getColumn(13).getString();
    auto tokenIds = unpackTokenIds(viewOf(query.getColumn(14)));
    auto pageStarts = unpackPageStarts(viewOf(query.getColumn(15)));
    if (!tokenIds || !pageStarts)
        return makeError(ErrorCode::Corrupt,
                         "chunk " + std::to_string(row.id) +
                             " of the session is damaged; remove its document and ingest it again");
    row.tokenIds = std::move(*tokenIds);
    row.pageStarts = std::move(*pageStarts);
    return row;
}

} // namespace

ChunkInserter::ChunkInserter(SQLite::Database& handle)
    : m_handle(handle),
      m_chunk(
          handle,
          "INSERT INTO chunk (document, ordinal, token_begin, token_end, char_begin, char_end, first_page, "
          "last_page, triggers, last_triggered_at, pinned, is_chat) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      m_content(handle, "INSERT INTO chunk_content (chunk, text, token_ids, page_starts, checksum) "
                        "VALUES (?, ?, ?, ?, ?)") {}

RowId ChunkInserter::insert(RowId document, const ChunkRow& row) {
    m_chunk.reset();
    m_chunk.bind(1, document);
    m_chunk.bind(2, row.ordinal);
    m_chunk.bind(3, static_cast<std::int64_t>(row.tokenBegin));
    m_chunk.bind(4, static_cast<std::int64_t>(row.tokenEnd));
    m_chunk.bind(5, static_cast<std::int64_t>(row.charBegin));
    m_chunk.bind(6, static_cast<std::int64_t>(row.charEnd));
    m_chunk.bind(7, row.firstPage);
    m_chunk.bind(8, row.lastPage);
    m_chunk.bind(9, static_cast<std::int64_t>(row.triggers));
    m_chunk.bind(10, row.lastTriggeredAt);
    m_chunk.bind(11, row.pinned ? 1 : 0);
    m_chunk.bind(12, row.isChat ? 1 : 0);
    m_chunk.exec();
    const RowId id = m_handle.getLastInsertRowid();

    const std::string tokenIds = packTokenIds(row.tokenIds);
    const std::string pageStarts = packPageStarts(row.pageStarts);
    m_content.reset();
    m_content.bind(1, id);
    m_content.bind(2, row.text);
    m_content.bind(3, tokenIds.data(), static_cast<int>(tokenIds.size()));
    m_content.bind(4, pageStarts.data(), static_cast<int>(pageStarts.size()));
    m_content.bind(5, chunkContentChecksum(row.text, tokenIds, pageStarts));
    m_content.exec();
    return id;
}

std::int64_t chunkContentChecksum(std::string_view text, std::string_view tokenIds,
                                  std::string_view pageStarts) {
    const std::uint64_t parts[3] = {hash64(text), hash64(tokenIds), hash64(pageStarts)};
    return static_cast<std::int64_t>(hash64(std::as_bytes(std::span(parts))));
}

int nextOrdinal(SQLite::Database& handle, RowId document) {
    SQLite::Statement query(handle, "SELECT ifnull(max(ordinal) + 1, 0) FROM chunk WHERE document = ?");
    query.bind(1, document);
    query.executeStep();
    return query.getColumn(0).getInt();
}

Result<std::vector<ChunkRow>> readChunks(SQLite::Database& handle, std::span<const RowId> ids) {
    std::vector<ChunkRow> rows;
    rows.reserve(ids.size());
    SQLite::Statement query(handle, std::string(kColumns) + "WHERE id = ?");
    for (const RowId id : ids) {
        query.reset();
        query.bind(1, id);
        if (!query.executeStep())
            return makeError(ErrorCode::NotFound,
                             "there is no chunk " + std::to_string(id) + " in the session");
        MEMLONG_ASSIGN(ChunkRow row, rowOf(query));
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<void> visitChunkRows(SQLite::Database& handle, const std::function<bool(const ChunkRow&)>& visit) {
    SQLite::Statement query(handle, std::string(kColumns) + "ORDER BY document, ordinal");
    while (query.executeStep()) {
        MEMLONG_ASSIGN(const ChunkRow row, rowOf(query));
        if (!visit(row))
            return {};
    }
    return {};
}

std::optional<RowId> findChunk(SQLite::Database& handle, RowId document, int ordinal) {
    SQLite::Statement query(handle, "SELECT id FROM chunk WHERE document = ? AND ordinal = ?");
    query.bind(1, document);
    query.bind(2, ordinal);
    if (!query.executeStep())
        return {};
    return query.getColumn(0).getInt64();
}

std::vector<RowId> readChunkIds(SQLite::Database& handle, std::optional<RowId> document) {
    SQLite::Statement query(handle, document ? "SELECT id FROM chunk WHERE document = ? ORDER BY ordinal"
                                             : "SELECT id FROM chunk ORDER BY document, ordinal");
    if (document)
        query.bind(1, *document);
    std::vector<RowId> ids;
    while (query.executeStep())
        ids.push_back(query.getColumn(0).getInt64());
    return ids;
}

} // namespace memlong
