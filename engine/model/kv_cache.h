// The local window's keys and values, and those of the retrieved chunks.
#pragma once

#include <span>
#include <vector>

#include <torch/torch.h>

#include "engine/checkpoint/model_config.h"
#include "engine/memory/memory_bank.h"
#include "engine/model/rotary.h"

namespace memlong {

/// Keys (rotated) and values of the tokens seen so far, one sequence. Owned by the caller of
/// Decoder::forward; grows geometrically. Positions never change once a token is in, because rotary scores
/// depend on distances only: memory lies at 0 (Zero: local tokens start at 1) or at -M..-1 (Continual: local
/// tokens start at 0, which gives the same scores as the reference's 0..M-1 and M..).
class KvCache {
public:
    KvCache(const ModelConfig& config, std::int64_t firstPosition);

    std::int64_t tokens() const { return m_tokens; }
    std::int64_t firstPosition() const { return m_firstPosition; }
    /// Position of the next token.
    std::int64_t nextPosition() const { return m_firstPosition + m_tokens; }
    /// Makes room for `count` more tokens in every layer.
    void reserve(std::int64_t count, const at::TensorOptions& options);
    /// Puts k and v [1, Hkv, T, D] of one layer behind the tokens already there; returns views of all of that
    /// layer's keys and values, [1, Hkv, tokens + T, D]. advance() follows when every layer has done so.
    std::pair<at::Tensor, at::Tensor> append(int layer, const at::Tensor& k, const at::Tensor& v);
    void advance(std::int64_t count) { m_tokens += count; }

private:
    std::vector<at::Tensor> m_keys; // per layer [1, Hkv, capacity, D]
    std::vector<at::Tensor> m_values;
    int m_kvHeads;
    int m_headDim;
    std::int64_t m_capacity = 0;
    std::int64_t m_tokens = 0;
    std::int64_t m_firstPosition;
};

/// Retrieved chunks, ready for the retrieval layers: converted and, for Continual, rotated once a retrieval.
struct MemoryView {
    at::Tensor keys;                     // [B, Hkv, M, D]
    at::Tensor values;                   // [B, Hkv, M, D]
    std::vector<std::int64_t> chunkEnds; // chunk i is tokens [chunkEnds[i-1], chunkEnds[i])
    bool empty() const { return !keys.defined() || keys.size(2) == 0; }
};

/// A block as float32 [2, Hkv, tokens, D]; Corrupt when its size contradicts its description.
Result<at::Tensor> blockToTensor(const KvBlock& block);
/// The opposite: kv is float32 [2, Hkv, tokens, D].
KvBlock tensorToBlock(const at::Tensor& kv, KvBlock::Type type);

/// Joins chunks in the given order. InvalidArgument when a block is not of this model's shape.
Result<MemoryView> makeMemoryView(std::span<const std::shared_ptr<const KvBlock>> chunks,
                                  const ModelConfig& config, const Rotary& rotary,
                                  const at::TensorOptions& options);

} // namespace memlong
