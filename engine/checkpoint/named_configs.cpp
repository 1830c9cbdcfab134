#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/checkpoint/random_checkpoint.h"

namespace memlong {
namespace {

/// The sizes of published models, from their config.json; tiny and nano are ours.
struct Shape {
    std::string_view name;
    std::string_view modelType;
    int vocabulary, hidden, intermediate, layers, heads, kvHeads, headDim, context;
    double theta;
    double epsilon;
    bool tied;
};

constexpr Shape kShapes[] = {
    {"tiny", "llama", 32000, 64, 172, 4, 4, 2, 16, 512, 10000, 1e-6, true},
    {"nano", "llama", 32000, 256, 688, 8, 8, 4, 32, 1024, 10000, 1e-6, true},
    {"smollm2-135m", "llama", 49152, 576, 1536, 30, 9, 3, 64, 8192, 100000, 1e-5, true},
    {"smollm2-360m", "llama", 49152, 960, 2560, 32, 15, 5, 64, 8192, 100000, 1e-5, true},
    {"qwen2-0.5b", "qwen2", 151936, 896, 4864, 24, 14, 2, 64, 32768, 1000000, 1e-6, true},
    {"qwen3-0.6b", "qwen3", 151936, 1024, 3072, 28, 16, 8, 128, 40960, 1000000, 1e-6, true},
    {"tinyllama-1.1b", "llama", 32000, 2048, 5632, 22, 32, 4, 64, 2048, 10000, 1e-5, false},
    {"qwen2-1.5b", "qwen2", 151936, 1536, 8960, 28, 12, 2, 128, 32768, 1000000, 1e-6, true},
    {"smollm2-1.7b", "llama", 49152, 2048, 8192, 24, 32, 32, 64, 8192, 130000, 1e-5, true},
    {"openllama-3b", "llama", 32000, 3200, 8640, 26, 32, 32, 100, 2048, 10000, 1e-6, false},
    {"mistral-7b", "mistral", 32000, 4096, 14336, 32, 32, 8, 128, 32768, 10000, 1e-5, false},
    {"llama3-8b", "llama", 128256, 4096, 14336, 32, 32, 8, 128, 8192, 500000, 1e-5, false},
};

} // namespace

std::vector<std::string> namedConfigs() {
    std::vector<std::string> names;
    for (const Shape& shape : kShapes)
        names.emplace_back(shape.name);
    return names;
}

std::optional<std::string> namedConfig(std::string_view name) {
    const auto* shape = std::find_if(std::begin(kShapes), std::end(kShapes),
                                     [&](const Shape& candidate) { return candidate.name == name; });
    if (shape == std::end(kShapes))
        return std::nullopt;
    nlohmann::ordered_json config;
    config["model_type"] = std::string(shape->modelType);
    config["vocab_size"] = shape->vocabulary;
    config["hidden_size"] = shape->hidden;
    config["intermediate_size"] = shape->intermediate;
    config["num_hidden_layers"] = shape->layers;
    config["num_attention_heads"] = shape->heads;
    config["num_key_value_heads"] = shape->kvHeads;
    config["head_dim"] = shape->headDim;
    config["max_position_embeddings"] = shape->context;
    config["hidden_act"] = "silu";
    config["rms_norm_eps"] = shape->epsilon;
    config["rope_theta"] = shape->theta;
    config["tie_word_embeddings"] = shape->tied;
    config["bos_token_id"] = 1;
    config["eos_token_id"] = 2;
    return config.dump(2) + "\n";
}

} // namespace memlong
