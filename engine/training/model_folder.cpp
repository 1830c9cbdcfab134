#include "engine/training/model_folder.h"

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/json.h"
#include "engine/training/tensor_file.h"

namespace memlong {
namespace {

using Json = nlohmann::ordered_json;

Json toJson(const MemorySettings& memory) {
    return {{"mem_layer", memory.memoryLayer},
            {"ret_attn_layers", memory.retrievalLayers},
            {"mem_group_size", memory.memoryGroupTokens},
            {"ret_group_size", memory.retrievalGroups},
            {"memory_size", memory.memoryTokens},
            {"position_type", memory.positionType == PositionType::Zero ? "Zero" : "Continual"},
            {"use_gate", memory.useGate}};
}

} // namespace

std::string configText(const ModelConfig& config) {
    Json json = {{"architectures", {"LlamaForCausalLM"}},
                 {"model_type", "llama"},
                 {"vocab_size", config.vocabularySize},
                 {"hidden_size", config.hiddenSize},
                 {"intermediate_size", config.intermediateSize},
                 {"num_hidden_layers", config.layers},
                 {"num_attention_heads", config.heads},
                 {"num_key_value_heads", config.kvHeads},
                 {"head_dim", config.headDim},
                 {"hidden_act", "silu"},
                 {"max_position_embeddings", config.contextTokens},
                 {"rms_norm_eps", config.normEpsilon},
                 {"rope_theta", config.rope.theta},
                 {"attention_bias", config.attentionBias},
                 {"mlp_bias", config.mlpBias},
                 {"tie_word_embeddings", config.tiedEmbeddings}};
    if (!config.bosIds.empty())
        json["bos_token_id"] = config.bosIds.front();
    if (!config.eosIds.empty())
        json["eos_token_id"] = config.eosIds.front();
    if (config.memory.fromCheckpoint)
        json["memlong"] = toJson(config.memory);
    return json.dump(2) + "\n";
}

Result<std::string> configTextWithMemory(const std::filesystem::path& base, const MemorySettings& memory) {
    MEMLONG_ASSIGN(nlohmann::json json, readJsonObject(base / "config.json"));
    json["memlong"] = toJson(memory);
    return json.dump(2) + "\n";
}

Result<void> saveModel(const std::filesystem::path& folder, const std::string& config,
                       const std::vector<NamedTensor>& weights, bool bf16) {
    Json described = Json::parse(config, nullptr, false);
    if (!described.is_object())
        return makeError(ErrorCode::Internal, "the model's configuration is no JSON object");
    described["torch_dtype"] = bf16 ? "bfloat16" : "float32";
    std::vector<NamedTensor> stored;
    for (const NamedTensor& weight : weights)
        stored.push_back(
            {weight.name, bf16 ? weight.value.detach().to(at::kBFloat16) : weight.value.detach()});
    MEMLONG_TRY(saveTensors(folder / "model.safetensors", stored, {{"format", "pt"}}));
    return replaceFile(folder / "config.json", described.dump(2) + "\n");
}

} // namespace memlong
