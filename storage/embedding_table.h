// Table embedding: the rows of a chunk in one byte a number; those of older sessions in half precision.
// Functions throw SQLite::Exception.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "engine/base/result.h"
#include "storage/records.h"

namespace memlong {

class EmbeddingWriter {
public:
    explicit EmbeddingWriter(SQLite::Database& handle);
    /// Replaces what the chunk has; empty removes it.
    void write(RowId chunk, std::span<const float> rows);

private:
    std::size_t m_dimension; // 0: unknown
    SQLite::Statement m_insert;
    SQLite::Statement m_remove;
};

/// Of the setting retriever.dimension; 0 when it is missing.
std::size_t embeddingDimension(SQLite::Database& handle);
/// In order of chunk ids, row-major [n, dimension], or Corrupt with what is wrong. Ends when `visit` returns
/// false.
void visitStoredEmbeddings(SQLite::Database& handle,
                           const std::function<bool(RowId, const Result<std::vector<float>>&)>& visit);
/// And those whose embeddings are damaged. In document and ordinal order.
std::vector<RowId> readChunksWithoutEmbeddings(SQLite::Database& handle);

} // namespace memlong
