#include "storage/embedding_table.h"

#include <charconv>
#include <unordered_set>

#include "engine/base/hash.h"
#include "storage/blobs.h"
#include "storage/session_state.h"

namespace memlong {
namespace {

// Values of the column `type`, which are stored: never change one.
constexpr int kHalves = 0; // written by version 1
constexpr int kByteRows = 1;

std::int64_t checksumOf(std::string_view data) {
    return static_cast<std::int64_t>(hash64(data));
}

/// Nothing when the data is malformed.
std::optional<std::vector<float>> decode(int type, std::string_view data) {
    switch (type) {
    case kHalves:
        return unpackHalves(data);
    case kByteRows:
        return unpackByteRows(data);
    default:
        return {};
    }
}

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
    m_insert.bind(3, checksumOf(data));
    m_insert.bind(4, kByteRows);
    m_insert.exec();
}

std::size_t embeddingDimension(SQLite::Database& handle) {
    std::size_t dimension = 0;
    if (const auto text = readSetting(handle, "retriever.dimension"))
        std::from_chars(text->data(), text->data() + text->size(), dimension);
    return dimension;
}

void visitStoredEmbeddings(SQLite::Database& handle,
                           const std::function<bool(RowId, const Result<std::vector<float>>&)>& visit) {
    const std::size_t dimension = embeddingDimension(handle);
    SQLite::Statement query(handle, "SELECT chunk, data, checksum, type FROM embedding ORDER BY chunk");
    while (query.executeStep()) {
        const RowId chunk = query.getColumn(0).getInt64();
        const std::string_view data = viewOf(query.getColumn(1));
        const auto damaged = [&](const char* how) {
            return makeError(ErrorCode::Corrupt, "the embedding of chunk " + std::to_string(chunk) + how);
        };
        if (checksumOf(data) != query.getColumn(2).getInt64()) {
            if (!visit(chunk, damaged(" is damaged: its checksum does not match")))
                return;
            continue;
        }
        auto rows = decode(query.getColumn(3).getInt(), data);
        const bool fits = rows && !rows->empty() && (dimension == 0 || rows->size() % dimension == 0);
        if (!(fits ? visit(chunk, std::move(*rows)) : visit(chunk, damaged(" has the wrong length"))))
            return;
    }
}

std::vector<RowId> readChunksWithoutEmbeddings(SQLite::Database& handle) {
    std::unordered_set<RowId> good;
    visitStoredEmbeddings(handle, [&](RowId chunk, const Result<std::vector<float>>& rows) {
        if (rows)
            good.insert(chunk);
        return true;
    });
    SQLite::Statement query(handle, "SELECT id FROM chunk ORDER BY document, ordinal");
    std::vector<RowId> ids;
    while (query.executeStep())
        if (const RowId chunk = query.getColumn(0).getInt64(); !good.contains(chunk))
            ids.push_back(chunk);
    return ids;
}

} // namespace memlong
