// Tables chunk and chunk_content. Functions throw SQLite::Exception.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "engine/base/result.h"
#include "storage/records.h"

namespace memlong {

/// Prepared once for a batch of inserts.
class ChunkInserter {
public:
    explicit ChunkInserter(SQLite::Database& handle);
    RowId insert(RowId document, const ChunkRow& row);

private:
    SQLite::Database& m_handle;
    SQLite::Statement m_chunk;
    SQLite::Statement m_content;
};

/// Of text, token ids and page starts as stored; finds changed bytes that SQLite itself does not notice.
std::int64_t chunkContentChecksum(std::string_view text, std::string_view tokenIds,
                                  std::string_view pageStarts);

/// One more than the last ordinal.
int nextOrdinal(SQLite::Database& handle, RowId document);
/// NotFound or Corrupt as errors, the rest as exceptions.
Result<std::vector<ChunkRow>> readChunks(SQLite::Database& handle, std::span<const RowId> ids);
Result<void> visitChunkRows(SQLite::Database& handle, const std::function<bool(const ChunkRow&)>& visit);
std::optional<RowId> findChunk(SQLite::Database& handle, RowId document, int ordinal);
std::vector<RowId> readChunkIds(SQLite::Database& handle, std::optional<RowId> document);

} // namespace memlong
