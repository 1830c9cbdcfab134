#include "storage/embedding_table.h"

#include "engine/base/hash.h"
#include "storage/blobs.h"

namespace memlong {

EmbeddingWriter::EmbeddingWriter(SQLite::Database& handle)
    : m_insert(handle, "INSERT INTO embedding (chunk, data, checksum) VALUES (?, ?, ?) ON CONFLICT (chunk) "
                       "DO UPDATE SET data = excluded.data, checksum = excluded.checksum"),
      m_remove(handle, "DELETE FROM embedding WHERE chunk = ?") {}

void EmbeddingWriter::write(RowId chunk, std::span<const float> rows) {
    if (rows.empty()) {
        m_remove.reset();
        m_remove.bind(1, chunk);
        m_remove.exec();
        return;
    }
    const std::string data = packHalves(rows);
    m_insert.reset();
    m_insert.bind(1, chunk);
    m_insert.bind(2, data.data(), static_cast<int>(data.size()));
    m_insert.bind(3, embeddingChecksum(data));
    m_insert.exec();
}

std::int64_t embeddingChecksum(std::string_view data) {
    return static_cast<std::int64_t>(hash64(data));
}

Result<void> visitEmbeddingRows(SQLite::Database& handle,
                                const std::function<bool(RowId, std::span<const float>)>& visit) {
    SQLite::Statement query(handle, "SELECT chunk, data FROM embedding ORDER BY chunk");
    while (query.executeStep()) {
        const RowId chunk = query.getColumn(0).getInt64();
        const SQLite::Column data = query.getColumn(1);
        const auto* bytes = static_cast<const char*>(data.getBlob());
        const auto rows =
            unpackHalves({bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(data.getBytes())});
        if (!rows)
            return makeError(ErrorCode::Corrupt, "the embedding of chunk " + std::to_string(chunk) +
                                                     " is damaged; remove its document and ingest it again");
        if (!visit(chunk, *rows))
            return {};
    }
    return {};
}

std::vector<RowId> readChunksWithoutEmbeddings(SQLite::Database& handle) {
    SQLite::Statement query(handle, "SELECT id FROM chunk WHERE id NOT IN (SELECT chunk FROM embedding) "
                                    "ORDER BY document, ordinal");
    std::vector<RowId> ids;
    while (query.executeStep())
        ids.push_back(query.getColumn(0).getInt64());
    return ids;
}

void deleteEmbeddings(SQLite::Database& handle) {
    handle.exec("DELETE FROM embedding");
}

} // namespace memlong
