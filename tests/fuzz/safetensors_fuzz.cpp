// Headers of safetensors files: any bytes give a header or an error.
#include <cstddef>
#include <cstdint>

#include "engine/checkpoint/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    const auto header = memlong::parseSafetensorsHeader(bytes, size, "input");
    if (header)
        for (const auto& [name, entry] : header->tensors)
            if (header->dataOffset + entry.end > size || entry.begin > entry.end)
                __builtin_trap();
    return 0;
}
