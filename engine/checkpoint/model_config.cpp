#include "engine/checkpoint/model_config.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/checkpoint/config_reader.h"

namespace memlong {
namespace {

constexpr std::array<std::string_view, 4> kModelTypes{"llama", "mistral", "qwen2", "qwen3"};
constexpr int kMaxLayers = 1024;
constexpr int kMaxWidth = 1 << 20; // hidden, intermediate
constexpr int kMaxVocabulary = 4'000'000;
constexpr int kMaxPositions = 1 << 28;

void readRope(ConfigReader& reader, const ModelConfig& config, RopeConfig& rope) {
    rope.theta = reader.number("rope_theta", 10000.0, 1.0, 1e12);
    // transformers 5 gathers everything under rope_parameters; before, rope_scaling held only the scaling.
    ConfigReader settings = reader.object("rope_parameters");
    if (settings.present())
        rope.theta = settings.number("rope_theta", rope.theta, 1.0, 1e12);
    else
        settings = reader.object("rope_scaling");
    rope.originalContextTokens = config.contextTokens;
    if (!settings.present())
        return;
    const std::string type = settings.text("rope_type", settings.text("type", "default"));
    if (type == "default")
        return;
    rope.factor = settings.number("factor", 1.0, 1.0, 1e6);
    if (type == "linear") {
        rope.scaling = RopeConfig::Scaling::Linear;
    } else if (type == "dynamic") {
        rope.scaling = RopeConfig::Scaling::Dynamic;
    } else if (type == "llama3") {
        rope.scaling = RopeConfig::Scaling::Llama3;
        rope.lowFrequencyFactor = settings.number("low_freq_factor", 1.0, 1e-6, 1e6);
        rope.highFrequencyFactor = settings.number("high_freq_factor", 4.0, 1e-6, 1e6);
        rope.originalContextTokens =
            settings.integer("original_max_position_embeddings", config.contextTokens, 1, kMaxPositions);
        if (rope.highFrequencyFactor <= rope.lowFrequencyFactor)
            reader.fail("its rope scaling has high_freq_factor not above low_freq_factor");
    } else {
        reader.unsupported("it uses rope scaling \"" + type +
                           "\"; known are default, linear, dynamic and llama3");
    }
}

void readSlidingWindow(ConfigReader& reader, ModelConfig& config) {
    config.slidingWindow.assign(static_cast<std::size_t>(config.layers), 0);
    const int window = reader.integer("sliding_window", 0, 0, kMaxPositions);
    const bool qwen = config.modelType == "qwen2" || config.modelType == "qwen3";
    if (window == 0 || config.modelType == "llama" || (qwen && !reader.boolean("use_sliding_window", false)))
        return;
    const std::vector<std::string> types = reader.texts("layer_types", static_cast<std::size_t>(kMaxLayers));
    const int firstWindowed = qwen ? reader.integer("max_window_layers", 28, 0, kMaxLayers) : 0;
    for (int layer = 0; layer < config.layers; ++layer) {
        const auto i = static_cast<std::size_t>(layer);
        const bool windowed = i < types.size() ? types[i] == "sliding_attention" : layer >= firstWindowed;
        config.slidingWindow[i] = windowed ? window : 0;
    }
}

void readMemory(ConfigReader& reader, const ModelConfig& config, MemorySettings& memory) {
    memory = defaultMemorySettings(config.layers);
    ConfigReader own = reader.object("memlong");
    ConfigReader& source =
        own.present() ? own : reader; // the reference keeps the same keys beside the others
    memory.fromCheckpoint = own.present() || reader.has("mem_layer");
    const bool flat = !own.present() && memory.fromCheckpoint;
    memory.memoryLayer = source.integer("mem_layer", memory.memoryLayer, 0, config.layers - 1);
    memory.memoryGroupTokens = source.integer("mem_group_size", memory.memoryGroupTokens, 1, 1 << 16);
    memory.retrievalGroups = source.integer("ret_group_size", memory.retrievalGroups, 1, 4096);
    memory.memoryTokens = static_cast<std::uint64_t>(
        source.integer("memory_size", static_cast<int>(memory.memoryTokens), 1, kMaxPositions));
    memory.useGate = source.boolean("use_gate", false);
    // A checkpoint of the reference that does not say has the reference's default.
    const std::string position = source.text("position_type", flat ? "Continual" : "Zero");
    if (position == "Continual")
        memory.positionType = PositionType::Continual;
    else if (position != "Zero")
        reader.unsupported("it uses position_type \"" + position + "\"; known are Zero and Continual");
    std::vector<int> layers = source.integers("ret_attn_layers", -kMaxLayers, kMaxLayers);
    for (const int layer : layers)
        if (layer < memory.memoryLayer || layer >= config.layers)
            reader.fail("ret_attn_layers names layer " + std::to_string(layer) +
                        ", which is not between mem_layer " + std::to_string(memory.memoryLayer) +
                        " and the last layer");
    if (layers.empty() && memory.memoryLayer != defaultMemorySettings(config.layers).memoryLayer)
        layers = {memory.memoryLayer};
    if (!layers.empty())
        memory.retrievalLayers = std::move(layers);
    std::sort(memory.retrievalLayers.begin(), memory.retrievalLayers.end());
    memory.retrievalLayers.erase(std::unique(memory.retrievalLayers.begin(), memory.retrievalLayers.end()),
                                 memory.retrievalLayers.end());
}

} // namespace

MemorySettings defaultMemorySettings(int layers) {
    constexpr int kRetrievalLayers = 4;
    MemorySettings memory;
    memory.memoryLayer = layers / 2;
    const int span = layers - 1 - memory.memoryLayer;
    for (int i = 0; i < kRetrievalLayers; ++i) {
        const int layer =
            memory.memoryLayer +
            static_cast<int>(std::lround(static_cast<double>(i * span) / (kRetrievalLayers - 1)));
        if (memory.retrievalLayers.empty() || memory.retrievalLayers.back() != layer)
            memory.retrievalLayers.push_back(layer);
    }
    return memory;
}

Result<ModelConfig> parseModelConfig(std::string_view json, const std::string& source) {
    MEMLONG_ASSIGN(ConfigReader reader, ConfigReader::parse(json, source));
    ModelConfig config;
    config.modelType = reader.text("model_type", "");
    if (std::find(kModelTypes.begin(), kModelTypes.end(), config.modelType) == kModelTypes.end()) {
        reader.unsupported("it is of the model type \"" + config.modelType +
                           "\"; known are llama, mistral, qwen2 and qwen3");
        return reader.error();
    }
    const bool qwen2 = config.modelType == "qwen2";
    const bool qwen3 = config.modelType == "qwen3";
    config.vocabularySize = reader.requiredInteger("vocab_size", 1, kMaxVocabulary);
    config.hiddenSize = reader.requiredInteger("hidden_size", 1, kMaxWidth);
    config.intermediateSize = reader.requiredInteger("intermediate_size", 1, kMaxWidth);
    config.layers = reader.requiredInteger("num_hidden_layers", 1, kMaxLayers);
    config.heads = reader.requiredInteger("num_attention_heads", 1, 4096);
    if (reader.failed())
        return reader.error();
    config.kvHeads = reader.integer("num_key_value_heads", config.heads, 1, config.heads);
    config.headDim = reader.integer("head_dim", config.hiddenSize / config.heads, 1, 4096);
    config.contextTokens = reader.integer("max_position_embeddings", 2048, 1, kMaxPositions);
    config.normEpsilon = reader.number("rms_norm_eps", 1e-6, 0.0, 1.0);
    config.attentionBias = qwen2 || reader.boolean("attention_bias", false);
    config.outputBias = !qwen2 && config.attentionBias;
    config.mlpBias = reader.boolean("mlp_bias", false);
    config.queryKeyNorm = qwen3;
    config.tiedEmbeddings = reader.boolean("tie_word_embeddings", false);
    config.bosIds = reader.integers("bos_token_id", 0, config.vocabularySize - 1);
    config.eosIds = reader.integers("eos_token_id", 0, config.vocabularySize - 1);
    const std::string activation = reader.text("hidden_act", "silu");
    if (activation != "silu" && activation != "swish")
        reader.unsupported("it uses the activation \"" + activation + "\"; known is silu");
    if (config.heads % config.kvHeads != 0)
        reader.fail("num_attention_heads is not a multiple of num_key_value_heads");
    if (config.headDim % 2 != 0 || config.headDim < 2) // it may be hidden_size / num_attention_heads
        reader.fail("a head has " + std::to_string(config.headDim) + " dimensions; an even number is needed");
    readRope(reader, config, config.rope);
    readSlidingWindow(reader, config);
    readMemory(reader, config, config.memory);
    if (reader.failed())
        return reader.error();
    return config;
}

Result<ModelConfig> loadModelConfig(const std::filesystem::path& folder) {
    constexpr std::uint64_t kMaxConfigBytes = 1 << 20;
    const auto file = folder / "config.json";
    MEMLONG_ASSIGN(const std::string text, readFile(file, kMaxConfigBytes));
    MEMLONG_ASSIGN(ModelConfig config, parseModelConfig(text, file.string()));
    const auto generationFile = folder / "generation_config.json";
    std::error_code ignored;
    if (std::filesystem::exists(generationFile, ignored)) {
        MEMLONG_ASSIGN(const std::string generationText, readFile(generationFile, kMaxConfigBytes));
        MEMLONG_ASSIGN(ConfigReader reader, ConfigReader::parse(generationText, generationFile.string()));
        for (const int id : reader.integers("eos_token_id", 0, config.vocabularySize - 1))
            if (std::find(config.eosIds.begin(), config.eosIds.end(), id) == config.eosIds.end())
                config.eosIds.push_back(id);
        if (config.bosIds.empty())
            config.bosIds = reader.integers("bos_token_id", 0, config.vocabularySize - 1);
        if (reader.failed())
            return reader.error();
    }
    return config;
}

} // namespace memlong
