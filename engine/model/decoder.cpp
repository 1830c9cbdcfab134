#include "engine/model/decoder.h"

#include <limits>
#include <set>

namespace memlong {
namespace {

/// Additive mask [T, n] of new tokens that follow n - T old ones: 0 where token i may see token j.
at::Tensor causalMask(std::int64_t queries, std::int64_t keys, int window, const at::TensorOptions& options) {
    const std::int64_t past = keys - queries;
    const at::TensorOptions index = options.dtype(at::kLong);
    const at::Tensor i = at::arange(past, keys, index).unsqueeze(1); // [T, 1]
    const at::Tensor j = at::arange(0, keys, index).unsqueeze(0);    // [1, n]
    at::Tensor hidden = j > i;
    if (window > 0)
        hidden = hidden.logical_or(j <= i - window);
    return at::zeros({queries, keys}, options).masked_fill(hidden, -std::numeric_limits<float>::infinity());
}

} // namespace

Mlp::Mlp(const WeightSource& source, const std::string& name, const ModelConfig& config) {
    const std::int64_t hidden = config.hiddenSize, wide = config.intermediateSize;
    const auto linear = [&](const std::string& part, std::int64_t in, std::int64_t out) {
        return register_module(part,
                               std::make_shared<Linear>(source, name + "." + part, in, out, config.mlpBias));
    };
    m_gate = linear("gate_proj", hidden, wide);
    m_up = linear("up_proj", hidden, wide);
    m_down = linear("down_proj", wide, hidden);
}

at::Tensor Mlp::forward(const at::Tensor& x) const {
    return m_down->forward(at::silu(m_gate->forward(x)) * m_up->forward(x));
}

DecoderLayer::DecoderLayer(const WeightSource& source, const std::string& name, const ModelConfig& config,
                           int layer) {
    const auto norm = [&](const std::string& part) {
        return register_module(part, std::make_shared<RmsNorm>(source, name + "." + part, config.hiddenSize,
                                                               config.normEpsilon));
    };
    m_inputNorm = norm("input_layernorm");
    m_attention =
        register_module("self_attn", std::make_shared<Attention>(source, name + ".self_attn", config, layer));
    m_postAttentionNorm = norm("post_attention_layernorm");
    m_mlp = register_module("mlp", std::make_shared<Mlp>(source, name + ".mlp", config));
}

at::Tensor DecoderLayer::forward(const at::Tensor& x, ForwardPass& pass) const {
    const at::Tensor attended = x + m_attention->forward(m_inputNorm->forward(x), pass);
    return attended + m_mlp->forward(m_postAttentionNorm->forward(attended));
}

LayerKeysValues DecoderLayer::keysValues(const at::Tensor& x) const {
    return m_attention->keysValues(m_inputNorm->forward(x));
}

DecoderStack::DecoderStack(const WeightSource& source, const ModelConfig& config)
    : m_embedding(register_module("embed_tokens",
                                  std::make_shared<Embedding>(source, "model.embed_tokens",
                                                              config.vocabularySize, config.hiddenSize))) {
    const auto layers = register_module("layers", std::make_shared<torch::nn::ModuleListImpl>());
    for (int i = 0; i < config.layers; ++i) {
        m_layers.push_back(
            std::make_shared<DecoderLayer>(source, "model.layers." + std::to_string(i), config, i));
        layers->push_back(std::static_pointer_cast<torch::nn::Module>(m_layers.back()));
    }
    m_norm = register_module(
        "norm", std::make_shared<RmsNorm>(source, "model.norm", config.hiddenSize, config.normEpsilon));
}

Decoder::Decoder(const WeightSource& source, ModelConfig config, at::Device device, at::ScalarType type)
    : m_config(std::move(config)), m_device(device), m_type(type), m_rotary(m_config),
      m_model(register_module("model", std::make_shared<DecoderStack>(source, m_config))) {
    if (m_config.tiedEmbeddings)
        m_head = std::make_shared<Linear>(m_model->embedding().weight());
    else
        m_head = register_module("lm_head", std::make_shared<Linear>(source, "lm_head", m_config.hiddenSize,
                                                                     m_config.vocabularySize, false));
}

ForwardPass Decoder::beginPass(const Input& input) const {
    const std::int64_t count = input.tokens.size(1);
    const std::int64_t past = input.cache != nullptr ? input.cache->tokens() : 0;
    const std::int64_t first = input.cache != nullptr ? input.cache->nextPosition() : input.firstPosition;
    ForwardPass pass;
    pass.rotary = m_rotary.table(first, count, first + count, activations());
    pass.cache = input.cache;
    pass.memory = input.memory;
    pass.shares = input.shares;
    if (input.cache != nullptr)
        input.cache->reserve(count, activations());
    if (count > 1)
        for (const int window : std::set<int>(m_config.slidingWindow.begin(), m_config.slidingWindow.end()))
            pass.masks[window] = causalMask(count, past + count, window, activations());
    return pass;
}

at::Tensor Decoder::forward(const Input& input) const {
    ForwardPass pass = beginPass(input);
    const std::int64_t count = input.tokens.size(1);
    at::Tensor x = m_model->embedding().forward(input.tokens, m_type); // [B, T, hidden]
    for (int layer = 0; layer < m_config.layers; ++layer)
        x = m_model->layer(layer).forward(x, pass);
    if (input.cache != nullptr)
        input.cache->advance(count);
    if (!input.allLogits)
        x = x.narrow(1, count - 1, 1);
    return m_head->forward(m_model->norm().forward(x)).to(at::kFloat);
}

LayerKeysValues Decoder::encode(const at::Tensor& tokens) const {
    Input input;
    input.tokens = tokens;
    input.firstPosition = firstLocalPosition();
    ForwardPass pass = beginPass(input);
    at::Tensor x = m_model->embedding().forward(tokens, m_type); // [B, T, hidden]
    for (int layer = 0; layer < m_config.memory.memoryLayer; ++layer)
        x = m_model->layer(layer).forward(x, pass);
    return m_model->layer(m_config.memory.memoryLayer).keysValues(x);
}

std::uint64_t Decoder::weightBytes() const {
    std::uint64_t total = 0;
    for (const at::Tensor& tensor : parameters())
        total += tensor.nbytes();
    for (const at::Tensor& tensor : buffers())
        total += tensor.nbytes();
    return total;
}

} // namespace memlong
