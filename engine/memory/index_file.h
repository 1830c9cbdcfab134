// The bytes of index.faiss: stamp, chunk of each row, 16-bit rows. Layout: storage/FORMAT.md, "index.faiss".
// FAISS's own reader trusts lengths in the file, so the rows are stored plainly and the FAISS object is
// rebuilt.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/memory/vector_index.h"

namespace memlong {

/// Rows as they lie in the file: `codes` is IEEE half precision, [rows, dimension].
struct IndexRows {
    IndexStamp stamp;
    std::vector<ChunkId> chunkOfRow;
    std::vector<std::byte> codes;
};

std::string encodeIndexFile(const IndexStamp& stamp, std::span<const ChunkId> chunkOfRow,
                            std::span<const std::byte> codes);

/// Corrupt when any length, checksum or field contradicts another. Never reads outside `bytes` and never
/// allocates more than they hold. `name` is for the message.
Result<IndexRows> decodeIndexFile(std::span<const std::byte> bytes, const std::filesystem::path& name);

} // namespace memlong
