// index.faiss from a stranger: an error or rows that agree with each other.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "engine/memory/index_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto rows = memlong::decodeIndexFile(std::as_bytes(std::span(data, size)), "index.faiss");
    if (rows && (rows->codes.size() != rows->rows * static_cast<std::size_t>(rows->stamp.dimension) ||
                 rows->scales.size() != rows->rows * sizeof(float) ||
                 rows->chunkOfRow.size() != rows->rows * sizeof(memlong::ChunkId)))
        std::abort();
    return 0;
}
