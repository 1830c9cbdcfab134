#include "engine/retriever/encoder/encoder_model.h"

#include <cmath>
#include <limits>

namespace memlong {

/// Takes tensors by name; the first error is kept.
struct EncoderModel::Loader {
    const Checkpoint& checkpoint;
    at::Device device;
    std::string prefix; // "bert." or "roberta." where the checkpoint is of a model with a head
    std::optional<Error> error;

    at::Tensor take(const std::string& name, const TensorShape& shape) {
        if (error)
            return {};
        Result<std::vector<float>> values = checkpoint.requireFloats(prefix + name, shape);
        if (!values) {
            error = std::move(values).error();
            return {};
        }
        return at::from_blob(values->data(), shape, at::kFloat).clone().to(device);
    }
    Linear linear(const std::string& name, std::int64_t out, std::int64_t in) {
        at::Tensor weight = take(name + ".weight", {out, in});
        return {std::move(weight), take(name + ".bias", {out})};
    }
    Norm norm(const std::string& name, std::int64_t size) {
        at::Tensor weight = take(name + ".weight", {size});
        return {std::move(weight), take(name + ".bias", {size})};
    }
};

Result<EncoderModel> EncoderModel::load(const Checkpoint& checkpoint, const EncoderConfig& config,
                                        at::Device device) {
    EncoderModel model(config, device);
    Loader loader{checkpoint, device, {}, {}};
    for (const char* prefix : {"", "bert.", "roberta."})
        if (checkpoint.find(std::string(prefix) + "embeddings.word_embeddings.weight") != nullptr)
            loader.prefix = prefix;
    const std::int64_t hidden = config.hiddenSize, inner = config.intermediateSize;
    model.m_words = loader.take("embeddings.word_embeddings.weight", {config.vocabularySize, hidden});
    model.m_positions = loader.take("embeddings.position_embeddings.weight", {config.positions, hidden});
    model.m_tokenTypes = loader.take("embeddings.token_type_embeddings.weight", {config.tokenTypes, hidden});
    model.m_embeddingNorm = loader.norm("embeddings.LayerNorm", hidden);
    for (int i = 0; i < config.layers && !loader.error; ++i) {
        const std::string at = "encoder.layer." + std::to_string(i) + ".";
        Layer layer;
        layer.query = loader.linear(at + "attention.self.query", hidden, hidden);
        layer.key = loader.linear(at + "attention.self.key", hidden, hidden);
        layer.value = loader.linear(at + "attention.self.value", hidden, hidden);
        layer.attentionOutput = loader.linear(at + "attention.output.dense", hidden, hidden);
        layer.attentionNorm = loader.norm(at + "attention.output.LayerNorm", hidden);
        layer.intermediate = loader.linear(at + "intermediate.dense", inner, hidden);
        layer.output = loader.linear(at + "output.dense", hidden, inner);
        layer.outputNorm = loader.norm(at + "output.LayerNorm", hidden);
        model.m_layers.push_back(std::move(layer));
    }
    if (loader.error)
        return std::move(*loader.error);
    return model;
}

at::Tensor EncoderModel::normalise(const at::Tensor& x, const Norm& norm) const {
    return at::layer_norm(x, {m_config.hiddenSize}, norm.weight, norm.bias, m_config.layerNormEpsilon);
}

at::Tensor EncoderModel::attend(const Layer& layer, const at::Tensor& x, const at::Tensor& mask) const {
    const std::int64_t batch = x.size(0), length = x.size(1);
    const auto split = [&](const Linear& projection) { // [B, heads, T, head]
        return at::linear(x, projection.weight, projection.bias)
            .view({batch, length, m_config.heads, m_config.headSize()})
            .transpose(1, 2);
    };
    const at::Tensor query = split(layer.query) / std::sqrt(static_cast<double>(m_config.headSize()));
    at::Tensor scores = at::matmul(query, split(layer.key).transpose(2, 3)); // [B, heads, T, T]
    if (mask.defined())
        scores = scores + mask;
    const at::Tensor mixed = at::matmul(at::softmax(scores, -1), split(layer.value));
    return mixed.transpose(1, 2).reshape({batch, length, m_config.hiddenSize});
}

at::Tensor EncoderModel::forward(const at::Tensor& ids, const at::Tensor& lengths,
                                 const at::Tensor& types) const {
    const at::InferenceMode inference;
    const std::int64_t length = ids.size(1);
    // Padding stands at the end of a row, so all tokens have the positions of a row without padding.
    const at::Tensor positions = m_positions.narrow(0, m_config.firstPosition(), length);
    const at::Tensor type = types.defined() ? at::embedding(m_tokenTypes, types) : m_tokenTypes.select(0, 0);
    at::Tensor x = at::embedding(m_words, ids) + type + positions;
    x = normalise(x, m_embeddingNorm);
    at::Tensor mask; // [B, 1, 1, T], left out when no row has padding
    const at::Tensor padded =
        at::arange(length, ids.options()).unsqueeze(0).ge(lengths.unsqueeze(1)); // [B, T]
    if (padded.any().item<bool>())
        mask = at::zeros({ids.size(0), 1, 1, length}, x.options())
                   .masked_fill(padded.unsqueeze(1).unsqueeze(1), -std::numeric_limits<float>::infinity());
    for (const Layer& layer : m_layers) {
        const at::Tensor attended =
            at::linear(attend(layer, x, mask), layer.attentionOutput.weight, layer.attentionOutput.bias);
        x = normalise(attended + x, layer.attentionNorm);
        const at::Tensor inner = at::gelu(at::linear(x, layer.intermediate.weight, layer.intermediate.bias),
                                          m_config.tanhGelu ? "tanh" : "none");
        x = normalise(at::linear(inner, layer.output.weight, layer.output.bias) + x, layer.outputNorm);
    }
    return x;
}

} // namespace memlong
