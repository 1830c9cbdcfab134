#include "engine/checkpoint/model_config.h"

namespace memlong {

std::vector<ExpectedTensor> expectedTensors(const ModelConfig& config) {
    const std::int64_t hidden = config.hiddenSize;
    const std::int64_t wide = config.intermediateSize;
    const std::int64_t queries = std::int64_t{config.heads} * config.headDim;
    const std::int64_t keys = std::int64_t{config.kvHeads} * config.headDim;
    std::vector<ExpectedTensor> tensors;
    const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in, bool bias) {
        tensors.push_back({name + ".weight", {out, in}});
        if (bias)
            tensors.push_back({name + ".bias", {out}});
    };
    const auto norm = [&](const std::string& name, std::int64_t width) {
        tensors.push_back({name + ".weight", {width}, true});
    };
    linear("model.embed_tokens", config.vocabularySize, hidden, false);
    for (int layer = 0; layer < config.layers; ++layer) {
        const std::string prefix = "model.layers." + std::to_string(layer) + ".";
        const std::string attention = prefix + "self_attn.";
        norm(prefix + "input_layernorm", hidden);
        linear(attention + "q_proj", queries, hidden, config.attentionBias);
        linear(attention + "k_proj", keys, hidden, config.attentionBias);
        linear(attention + "v_proj", keys, hidden, config.attentionBias);
        linear(attention + "o_proj", hidden, queries, config.outputBias);
        if (config.queryKeyNorm) {
            norm(attention + "q_norm", config.headDim);
            norm(attention + "k_norm", config.headDim);
        }
        norm(prefix + "post_attention_layernorm", hidden);
        linear(prefix + "mlp.gate_proj", wide, hidden, config.mlpBias);
        linear(prefix + "mlp.up_proj", wide, hidden, config.mlpBias);
        linear(prefix + "mlp.down_proj", hidden, wide, config.mlpBias);
    }
    if (config.memory.useGate)
        for (const int layer : config.memory.retrievalLayers)
            tensors.push_back({"model.layers." + std::to_string(layer) + ".self_attn.ret_gate.output_gate",
                               {1, config.heads, 1, 1}});
    norm("model.norm", hidden);
    if (!config.tiedEmbeddings)
        linear("lm_head", config.vocabularySize, hidden, false);
    return tensors;
}

std::uint64_t parameterCount(const ModelConfig& config) {
    std::uint64_t total = 0;
    for (const ExpectedTensor& tensor : expectedTensors(config)) {
        std::uint64_t elements = 1;
        for (const std::int64_t extent : tensor.shape)
            elements *= static_cast<std::uint64_t>(extent);
        total += elements;
    }
    return total;
}

std::string scalesName(const std::string& weight) {
    constexpr std::string_view kSuffix = "weight";
    return weight.substr(0, weight.size() - kSuffix.size()) + "scales";
}

Result<void> checkTensors(const ModelConfig& config, const Checkpoint& checkpoint) {
    for (const ExpectedTensor& expected : expectedTensors(config)) {
        MEMLONG_ASSIGN(const TensorView tensor, checkpoint.require(expected.name, expected.shape));
        if (tensor.type == TensorType::F32 || tensor.type == TensorType::F16 ||
            tensor.type == TensorType::Bf16)
            continue;
        const bool int8 = tensor.type == TensorType::I8 && expected.product();
        if (!int8)
            return makeError(ErrorCode::UnsupportedVersion,
                             checkpoint.path().string() + ": tensor \"" + expected.name + "\" holds " +
                                 std::string(tensorTypeName(tensor.type)) +
                                 "; weights must be F32, F16 or BF16, and those of linear layers may be I8");
        MEMLONG_ASSIGN(const TensorView scales,
                       checkpoint.require(scalesName(expected.name), {expected.shape[0]}));
        if (scales.type != TensorType::F32)
            return makeError(ErrorCode::Corrupt, checkpoint.path().string() + ": the scales of \"" +
                                                     expected.name + "\" are not F32");
    }
    return {};
}

} // namespace memlong
