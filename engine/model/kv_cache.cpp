#include "engine/model/kv_cache.h"

#include <cstring>

#include "engine/checkpoint/tensor_type.h"

namespace memlong {
namespace {

constexpr std::int64_t kMinCapacity = 256;

std::span<const std::byte> part(const KvBlock& block, std::size_t begin, std::size_t size) {
    return std::span(block.data).subspan(begin, size);
}

} // namespace

KvCache::KvCache(const ModelConfig& config, std::int64_t firstPosition)
    : m_keys(static_cast<std::size_t>(config.layers)), m_values(m_keys.size()), m_kvHeads(config.kvHeads),
      m_headDim(config.headDim), m_firstPosition(firstPosition) {}

void KvCache::reserve(std::int64_t count, const at::TensorOptions& options) {
    if (m_tokens + count <= m_capacity)
        return;
    const std::int64_t capacity = std::max({m_capacity * 2, m_tokens + count, kMinCapacity});
    const auto grow = [&](at::Tensor& buffer) {
        at::Tensor larger = at::empty({1, m_kvHeads, capacity, m_headDim}, options);
        if (m_tokens > 0)
            larger.narrow(2, 0, m_tokens).copy_(buffer.narrow(2, 0, m_tokens));
        buffer = std::move(larger);
    };
    for (std::size_t layer = 0; layer < m_keys.size(); ++layer) {
        grow(m_keys[layer]);
        grow(m_values[layer]);
    }
    m_capacity = capacity;
}

std::pair<at::Tensor, at::Tensor> KvCache::append(int layer, const at::Tensor& k, const at::Tensor& v) {
    const auto i = static_cast<std::size_t>(layer);
    const std::int64_t count = k.size(2);
    m_keys[i].narrow(2, m_tokens, count).copy_(k);
    m_values[i].narrow(2, m_tokens, count).copy_(v);
    return {m_keys[i].narrow(2, 0, m_tokens + count), m_values[i].narrow(2, 0, m_tokens + count)};
}

Result<at::Tensor> blockToTensor(const KvBlock& block) {
    const std::int64_t rows = std::int64_t{2} * block.kvHeads * block.tokens;
    if (block.kvHeads < 1 || block.headDim < 1 || block.tokens < 1 ||
        block.data.size() != KvBlock::sizeBytes(block.type, block.kvHeads, block.headDim, block.tokens))
        return makeError(ErrorCode::Corrupt,
                         "the stored keys and values of a chunk contradict their description; "
                         "encode the document again");
    at::Tensor wide = at::empty({2, block.kvHeads, block.tokens, block.headDim}, at::kFloat);
    const std::span<float> out(wide.data_ptr<float>(), static_cast<std::size_t>(wide.numel()));
    switch (block.type) {
    case KvBlock::Type::F32:
        convertToFloat(TensorType::F32, block.data, out);
        break;
    case KvBlock::Type::F16: { // LibTorch's conversion is vectorised
        at::Tensor half = at::empty(wide.sizes(), at::kHalf);
        std::memcpy(half.data_ptr(), block.data.data(), block.data.size());
        wide.copy_(half);
        break;
    }
    case KvBlock::Type::Bf16: {
        at::Tensor half = at::empty(wide.sizes(), at::kBFloat16);
        std::memcpy(half.data_ptr(), block.data.data(), block.data.size());
        wide.copy_(half);
        break;
    }
    case KvBlock::Type::Int8: {
        const auto scaleBytes = static_cast<std::size_t>(rows) * sizeof(float);
        std::vector<float> scales(static_cast<std::size_t>(rows));
        convertToFloat(TensorType::F32, part(block, out.size(), scaleBytes), scales);
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<float>(static_cast<std::int8_t>(block.data[i])) *
                     scales[i / static_cast<std::size_t>(block.headDim)];
        break;
    }
    }
    return wide;
}

KvBlock tensorToBlock(const at::Tensor& kv, KvBlock::Type type) {
    const at::Tensor wide = kv.to(at::kCPU, at::kFloat).contiguous(); // [2, Hkv, tokens, D]
    KvBlock block;
    block.type = type;
    block.kvHeads = static_cast<int>(wide.size(1));
    block.tokens = static_cast<int>(wide.size(2));
    block.headDim = static_cast<int>(wide.size(3));
    block.data.resize(KvBlock::sizeBytes(type, block.kvHeads, block.headDim, block.tokens));
    const auto store = [&](const at::Tensor& values, std::size_t offset) {
        const at::Tensor contiguous = values.contiguous();
        std::memcpy(block.data.data() + offset, contiguous.data_ptr(), contiguous.nbytes());
    };
    switch (type) {
    case KvBlock::Type::F32:
        store(wide, 0);
        break;
    case KvBlock::Type::F16:
        store(wide.to(at::kHalf), 0);
        break;
    case KvBlock::Type::Bf16:
        store(wide.to(at::kBFloat16), 0);
        break;
    case KvBlock::Type::Int8: {
        const at::Tensor scales = (wide.abs().amax(-1) / 127.0).clamp_min(1e-12); // [2, Hkv, tokens]
        store((wide / scales.unsqueeze(-1)).round().clamp(-127, 127).to(at::kChar), 0);
        store(scales, static_cast<std::size_t>(wide.numel()));
        break;
    }
    }
    return block;
}

Result<MemoryView> makeMemoryView(std::span<const std::shared_ptr<const KvBlock>> chunks,
                                  const ModelConfig& config, const Rotary& rotary,
                                  const at::TensorOptions& options) {
    MemoryView view;
    if (chunks.empty())
        return view;
    std::vector<at::Tensor> parts;
    std::int64_t tokens = 0;
    for (const auto& block : chunks) {
        if (!block || block->kvHeads != config.kvHeads || block->headDim != config.headDim)
            return makeError(
                ErrorCode::InvalidArgument,
                "a retrieved chunk holds keys and values of another model; encode the session again "
                "with this one");
        MEMLONG_ASSIGN(at::Tensor part, blockToTensor(*block));
        parts.push_back(std::move(part));
        tokens += block->tokens;
        view.chunkEnds.push_back(tokens);
    }
    const at::Tensor all = at::cat(parts, 2); // [2, Hkv, M, D]
    at::Tensor keys = all.select(0, 0).unsqueeze(0);
    if (config.memory.positionType == PositionType::Continual)
        keys = rotate(keys, rotary.table(-tokens, tokens, tokens, at::kFloat));
    view.keys = keys.to(options).contiguous();
    view.values = all.select(0, 1).unsqueeze(0).to(options).contiguous();
    return view;
}

} // namespace memlong
