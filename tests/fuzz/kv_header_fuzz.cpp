// The header of a K/V file from a stranger, and the blobs of a database: errors or values that can be written
// again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "storage/blobs.h"
#include "storage/kv_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto layout = memlong::decodeKvHeader(std::as_bytes(std::span(data, size)), "1.kv");
    if (layout && (!memlong::encodeKvHeader(*layout) || memlong::kvSlotStride(*layout) < layout->slotBytes))
        std::abort();
    const std::string_view blob(reinterpret_cast<const char*>(data), size);
    (void)memlong::unpackPageStarts(blob);
    (void)memlong::unpackHalves(blob);
    (void)memlong::unpackByteRows(blob);
    if (const auto ids = memlong::unpackTokenIds(blob); ids && memlong::packTokenIds(*ids).size() > size)
        std::abort();
    return 0;
}
