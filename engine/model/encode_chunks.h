// DESIGN 2.1 for several chunks at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/decoder.h"

namespace memlong {

/// K (un-rotated) and V of the memory layer for chunks of one length, float32 on the processor:
/// [B, 2, Hkv, T, D].
at::Tensor encodeChunkBatch(const Decoder& decoder, std::span<const std::span<const std::int32_t>> chunks);

} // namespace memlong
