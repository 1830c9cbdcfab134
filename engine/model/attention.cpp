#include "engine/model/attention.h"

#include <algorithm>
#include <cmath>

namespace memlong {
namespace {

/// Mean over heads of the last query's weights on each chunk. weights [B * Hkv, G * T, M + n], B = 1.
std::vector<float> sharesOf(const at::Tensor& weights, std::int64_t queries, const MemoryView& memory) {
    const std::int64_t tokens = memory.keys.size(2);
    const at::Tensor last =
        weights.view({-1, queries, weights.size(-1)}).select(1, queries - 1).narrow(-1, 0, tokens);
    const at::Tensor mean = last.mean(0).to(at::kCPU, at::kFloat).contiguous(); // [M]
    const float* values = mean.data_ptr<float>();
    std::vector<float> shares;
    std::int64_t begin = 0;
    for (const std::int64_t end : memory.chunkEnds) {
        float sum = 0;
        for (std::int64_t i = begin; i < end; ++i)
            sum += values[i];
        shares.push_back(sum);
        begin = end;
    }
    return shares;
}

} // namespace

RetrievalGate::RetrievalGate(const WeightSource& source, const std::string& name, std::int64_t heads)
    : m_gate(register_parameter(
          "output_gate", source(name + ".output_gate", {1, heads, 1, 1}, WeightKind::Vector).values, false)) {
}

Attention::Attention(const WeightSource& source, const std::string& name, const ModelConfig& config,
                     int layer)
    : m_layer(layer), m_heads(config.heads), m_kvHeads(config.kvHeads), m_headDim(config.headDim),
      m_slidingWindow(config.slidingWindow[static_cast<std::size_t>(layer)]),
      m_retrieves(std::binary_search(config.memory.retrievalLayers.begin(),
                                     config.memory.retrievalLayers.end(), layer)) {
    const std::int64_t hidden = config.hiddenSize;
    const auto linear = [&](const std::string& part, std::int64_t in, std::int64_t out, bool bias) {
        return register_module(part, std::make_shared<Linear>(source, name + "." + part, in, out, bias));
    };
    m_q = linear("q_proj", hidden, m_heads * m_headDim, config.attentionBias);
    m_k = linear("k_proj", hidden, m_kvHeads * m_headDim, config.attentionBias);
    m_v = linear("v_proj", hidden, m_kvHeads * m_headDim, config.attentionBias);
    m_o = linear("o_proj", m_heads * m_headDim, hidden, config.outputBias);
    const auto norm = [&](const std::string& part) {
        return register_module(
            part, std::make_shared<RmsNorm>(source, name + "." + part, m_headDim, config.normEpsilon));
    };
    if (config.queryKeyNorm) {
        m_qNorm = norm("q_norm");
        m_kNorm = norm("k_norm");
    }
    if (config.memory.useGate && m_retrieves)
        m_gate =
            register_module("ret_gate", std::make_shared<RetrievalGate>(source, name + ".ret_gate", m_heads));
}

at::Tensor Attention::split(const at::Tensor& x, std::int64_t heads) const {
    return x.view({x.size(0), x.size(1), heads, m_headDim}).transpose(1, 2);
}

LayerKeysValues Attention::keysValues(const at::Tensor& x) const {
    at::Tensor keys = split(m_k->forward(x), m_kvHeads);
    if (m_kNorm)
        keys = m_kNorm->forward(keys);
    return {keys, split(m_v->forward(x), m_kvHeads)};
}

at::Tensor Attention::forward(const at::Tensor& x, ForwardPass& pass) const {
    at::Tensor q = split(m_q->forward(x), m_heads); // [B, H, T, D]
    if (m_qNorm)
        q = m_qNorm->forward(q);
    auto [k, v] = keysValues(x);
    q = rotate(q, pass.rotary);
    k = rotate(k, pass.rotary);
    if (pass.cache != nullptr)
        std::tie(k, v) = pass.cache->append(m_layer, k, v);
    if (m_slidingWindow > 0 && x.size(1) == 1 && k.size(2) > m_slidingWindow) {
        // One token sees exactly its window: older keys are left out instead of masked.
        k = k.narrow(2, k.size(2) - m_slidingWindow, m_slidingWindow);
        v = v.narrow(2, v.size(2) - m_slidingWindow, m_slidingWindow);
    }
    return m_o->forward(fuse(q, k, v, pass));
}

/// One softmax over the scores of the memory and of the local window, DESIGN 2.3 (eager path of
/// RetrievalCausalAttention in the reference). q [B, H, T, D], k and v [B, Hkv, n, D]; returns [B, T, H * D].
/// Queries that share a key head are rows of one product, so keys and values are never repeated.
at::Tensor Attention::fuse(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                           ForwardPass& pass) const {
    const std::int64_t batch = q.size(0), queries = q.size(2), groups = m_heads / m_kvHeads;
    const std::int64_t pairs = batch * m_kvHeads;
    const auto perHead = [&](const at::Tensor& x) { return x.reshape({pairs, x.size(2), m_headDim}); };
    const at::Tensor rows =
        q.reshape({pairs, groups * queries, m_headDim}) * (1.0 / std::sqrt(static_cast<double>(m_headDim)));
    at::Tensor scores = at::bmm(rows, perHead(k).transpose(1, 2)); // [B * Hkv, G * T, n]

    const bool fused = m_retrieves && pass.memory != nullptr && !pass.memory->empty();
    at::Tensor memoryScores; // [B * Hkv, G * T, M]
    if (fused) {
        memoryScores = at::bmm(rows, perHead(pass.memory->keys).transpose(1, 2));
        if (m_gate) {
            const at::Tensor share = m_gate->memoryShare().to(scores.scalar_type()); // [1, H, 1, 1]
            const auto scale = [&](const at::Tensor& s, const at::Tensor& factor) {
                return (s.view({batch, m_heads, queries, s.size(-1)}) * factor).view(s.sizes());
            };
            memoryScores = scale(memoryScores, share);
            scores = scale(scores, 1 - share);
        }
    }
    const auto mask = pass.masks.find(m_slidingWindow);
    if (mask != pass.masks.end() && mask->second.defined())
        scores.view({pairs, groups, queries, scores.size(-1)}).add_(mask->second);
    if (fused)
        scores = at::cat({memoryScores, scores}, -1);
    const at::Tensor weights = at::softmax(scores, -1, at::kFloat).to(q.scalar_type());

    at::Tensor output; // [B * Hkv, G * T, D]
    if (fused) {
        const std::int64_t memoryTokens = pass.memory->keys.size(2);
        output = at::bmm(weights.narrow(-1, 0, memoryTokens), perHead(pass.memory->values));
        output = at::baddbmm(output, weights.narrow(-1, memoryTokens, k.size(2)), perHead(v));
        if (pass.shares != nullptr)
            (*pass.shares)[m_layer] = sharesOf(weights, queries, *pass.memory);
    } else {
        output = at::bmm(weights, perHead(v));
    }
    return output.view({batch, m_heads, queries, m_headDim})
        .transpose(1, 2)
        .reshape({batch, queries, m_heads * m_headDim});
}

} // namespace memlong
