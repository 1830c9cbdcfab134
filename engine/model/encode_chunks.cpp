#include "engine/model/encode_chunks.h"

#include <algorithm>

namespace memlong {

at::Tensor encodeChunkBatch(const Decoder& decoder, std::span<const std::span<const std::int32_t>> chunks) {
    const auto length = static_cast<std::int64_t>(chunks.front().size());
    at::Tensor tokens = at::empty({static_cast<std::int64_t>(chunks.size()), length}, at::kLong);
    std::int64_t* out = tokens.data_ptr<std::int64_t>();
    for (const auto& chunk : chunks)
        out = std::copy(chunk.begin(), chunk.end(), out);
    const LayerKeysValues kv = decoder.encode(tokens.to(decoder.activations().device()));
    return at::stack({kv.keys, kv.values}, 1).to(at::kCPU, at::kFloat);
}

} // namespace memlong
