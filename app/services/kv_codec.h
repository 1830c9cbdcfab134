// Blocks of keys and values as bytes in a slot of a K/V file: storage/FORMAT.md, "Blocks".
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/memory/memory_bank.h"
#include "engine/runtime/runtime.h"
#include "storage/kv_file.h"

namespace memlong {

/// Type, kv heads, head dim and tokens as little-endian 32-bit numbers, then the block's data.
inline constexpr std::size_t kKvBlockHeaderBytes = 16;

std::vector<std::byte> encodeKvBlock(const KvBlock& block);

/// Corrupt when the header contradicts itself, `layout` or the length.
Result<std::shared_ptr<const KvBlock>> decodeKvBlock(std::span<const std::byte> bytes,
                                                     const KvLayout& layout);

/// The form in which this decoder's blocks are stored: what it computes in, at most 16 bits a value.
KvBlock::Type storedKvType(const DecoderInfo& decoder);

/// For chunks of up to `chunkTokens` tokens of the decoder's tokenizer.
KvLayout kvLayoutFor(const DecoderInfo& decoder, int chunkTokens);

/// One block of several, in order, along the tokens. All have the heads and the type (16 or 32 bits) of the
/// first.
std::shared_ptr<const KvBlock> joinKvBlocks(std::span<const std::shared_ptr<const KvBlock>> blocks);

} // namespace memlong
