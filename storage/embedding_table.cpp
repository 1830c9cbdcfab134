#include "storage/embedding_table.h"

#include <charconv>

#include "engine/base/hash.h"
#include "storage/blobs.h"
#include "storage/session_state.h"

namespace memlong {
namespace {

// Values of the column `type`, which are stored: never change one.
constexpr int kHalves = 0; // written by version 1
constexpr int kByteRows = 1;

} // namespace

EmbeddingWriter::EmbeddingWriter(SQLite::Database& handle)
    : m_dimension(embeddingDimension(handle)),
      m_insert(handle, "INSERT INTO embedding (chunk, data, checksum, type) VALUES (?, ?, ?, ?) ON CONFLICT "
                       "(chunk) DO UPDATE SET data = excluded.data, checksum = excluded.checksum, "
                       "type = excluded.type"),
      m_remove(handle, "DELETE FROM embedding WHERE chunk = ?") {}

void EmbeddingWriter::write(RowId chunk, std::span<const float> rows) {
    if (rows.empty()) {
        m_remove.reset();
        m_remove.bind(1, chunk);
        m_remove.exec();
        return;
    }
    const bool wholeRows = m_dimension > 0 && rows.size() % m_dimension == 0;
    const std::string data = packByteRows(rows, wholeRows ? m_dimension : rows.size());
    m_insert.reset();
    m_insert.bind(1, chunk);
    m_insert.bind(2, data.data(), static_cast<int>(data.size()));
    m_insert.bind(3, embeddingChecksum(data));
    m_insert.bind(4, kByteRows);
    m_insert.exec();
}

std::int64_t embeddingChecksum(std::string_view data) {
    return static_cast<std::int64_t>(hash64(data));
}

std::size_t embeddingDimension(SQLite::Database& handle) {
    std::size_t dimension = 0;
    if (const auto text = readSetting(handle, "retriever.dimension"))
        std::from_chars(text->data(), text->data() + text->size(), dimension);
    return dimension;
}

std::optional<std::vector<float>> decodeEmbedding(int type, std::string_view data) {
    switch (type) {
    case kHalves:
        return unpackHalves(data);
    case kByteRows:
        return unpackByteRows(data);
    default:
        return {};
    }
}

Result<void> visitEmbeddingRows(SQLite::Database& handle,
                                const std::function<bool(RowId, std::span<const float>)>& visit) {
    SQLite::Statement query(handle, "SELECT chunk, data, type FROM embedding ORDER BY chunk");
    while (query.executeStep()) {
        const RowId chunk = query.getColumn(0).getInt64();
        const SQLite::Column data = query.getColumn(1);
        const auto* bytes = static_cast<const char*>(data.getBlob());
        const auto rows =
            decodeEmbedding(query.getColumn(2).getInt(),
                            {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(data.getBytes())});
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
