// The bytes of index.faiss: stamp, rows of one byte a number, scale and chunk of each row. Layout:
// storage/FORMAT.md, "index.faiss". FAISS's own reader trusts lengths in the file, so the rows are stored
// plainly and the FAISS object is rebuilt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/memory/vector_index.h"

namespace memlong {

/// Writes an index file row by row; holds twelve bytes a row.
class IndexFileWriter {
public:
    static Result<IndexFileWriter> begin(const std::filesystem::path& path, const IndexStamp& stamp);
    /// As of engine/base/byte_rows.h: `codes` [dimension].
    Result<void> add(ChunkId chunk, std::span<const std::uint8_t> codes, float scale);
    /// Puts the file into place.
    Result<void> commit();

private:
    IndexFileWriter(FileReplacement file, const IndexStamp& stamp);
    Result<void> append(std::span<const std::byte> bytes);

    FileReplacement m_file;
    IndexStamp m_stamp;
    Hasher m_bodyHash;
    std::vector<float> m_scales;
    std::vector<ChunkId> m_chunkOfRow;
};

/// Rows as they lie in the file; the spans are of the bytes that were decoded.
struct IndexRows {
    IndexStamp stamp;
    std::size_t rows = 0;
    std::span<const std::byte> codes;      // one byte a number, [rows, dimension]
    std::span<const std::byte> scales;     // [rows] float, perhaps not aligned
    std::span<const std::byte> chunkOfRow; // [rows] ChunkId, perhaps not aligned
};

/// Corrupt when any length, checksum or field contradicts another, UnsupportedVersion for an older or newer
/// file. Never reads outside `bytes`. `name` is for the message.
Result<IndexRows> decodeIndexFile(std::span<const std::byte> bytes, const std::filesystem::path& name);

/// The stamp alone, without a look at the rows; nothing when the file is missing or has no valid one.
std::optional<IndexStamp> readIndexStamp(const std::filesystem::path& path);

} // namespace memlong
