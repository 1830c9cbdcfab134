// Causal self-attention with grouped queries, and its fusion with retrieved memory (MemLong, section 3.3).
#pragma once

#include <map>
#include <optional>
#include <vector>

#include <torch/torch.h>

#include "engine/model/kv_cache.h"
#include "engine/model/linear.h"

namespace memlong {

/// Keys and values of one layer for the memory, [B, Hkv, T, D]; keys un-rotated.
struct LayerKeysValues {
    at::Tensor keys;
    at::Tensor values;
};

/// Per retrieval layer: the share of the last token's attention that went to each chunk, mean over heads.
using AttentionShares = std::map<int, std::vector<float>>;

/// What all layers of one forward pass share.
struct ForwardPass {
    RotaryTable rotary;                 // of the new tokens
    KvCache* cache = nullptr;           // null: the new tokens are the whole sequence
    const MemoryView* memory = nullptr; // null or empty: the plain decoder
    std::map<int, at::Tensor> masks;    // additive [T, n] by sliding window (0: none); empty where not needed
    AttentionShares* shares = nullptr;  // filled where not null
};

/// The gate of the reference implementation (use_gate): how a head weighs memory against the local window.
class RetrievalGate : public torch::nn::Module {
public:
    RetrievalGate(const WeightSource& source, const std::string& name, std::int64_t heads);
    /// sigmoid(g) [1, H, 1, 1], for the scores of the memory; the local scores get one minus that.
    at::Tensor memoryShare() const { return m_gate.sigmoid(); }

private:
    at::Tensor m_gate; // [1, H, 1, 1]
};

class Attention : public torch::nn::Module {
public:
    Attention(const WeightSource& source, const std::string& name, const ModelConfig& config, int layer);

    at::Tensor forward(const at::Tensor& x, ForwardPass& pass) const; // [B, T, hidden] -> same
    /// Only the projections of the memory layer.
    LayerKeysValues keysValues(const at::Tensor& x) const; // x [B, T, hidden]

private:
    at::Tensor split(const at::Tensor& x, std::int64_t heads) const; // [B, T, heads * D] -> [B, heads, T, D]
    at::Tensor fuse(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, ForwardPass& pass) const;

    int m_layer;
    std::int64_t m_heads, m_kvHeads, m_headDim;
    int m_slidingWindow;
    bool m_retrieves;
    std::shared_ptr<Linear> m_q, m_k, m_v, m_o;
    std::shared_ptr<RmsNorm> m_qNorm, m_kNorm; // qwen3
    std::shared_ptr<RetrievalGate> m_gate;     // use_gate
};

} // namespace memlong
