// The first 4096 bytes of a K/V file and the 16 bytes before each block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "engine/base/result.h"
#include "storage/kv_file.h"

namespace memlong {

inline constexpr std::size_t kKvHeaderBytes = 4096;
inline constexpr std::uint32_t kKvMaxSlotBytes = 1u << 30;

struct KvSlotHeader {
    std::uint32_t lengthBytes = 0; // of the block; 0: the slot is empty
    std::uint32_t reserved = 0;
    std::uint64_t checksum = 0; // of the block, seeded with slot number and length: see kvSlotChecksum
};
static_assert(sizeof(KvSlotHeader) == 16);

/// From the beginning of one slot to the next.
std::uint64_t kvSlotStride(const KvLayout& layout);

/// A block in the wrong place is as bad as a damaged one, so its slot number takes part.
std::uint64_t kvSlotChecksum(std::uint64_t slot, std::span<const std::byte> block);

/// InvalidArgument when the layout cannot be written (fingerprint or slot too long).
Result<std::string> encodeKvHeader(const KvLayout& layout);

/// `bytes` may be a whole file. Corrupt or UnsupportedVersion; `name` is for the message.
Result<KvLayout> decodeKvHeader(std::span<const std::byte> bytes, const std::filesystem::path& name);

} // namespace memlong
