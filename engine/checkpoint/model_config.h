// What config.json and generation_config.json of a decoder say, as plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/checkpoint/safetensors.h"

namespace memlong {

/// Rotary position embedding and how it is stretched beyond the trained context.
struct RopeConfig {
    enum class Scaling { None, Linear, Dynamic, Llama3 };
    Scaling scaling = Scaling::None;
    double theta = 10000.0;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0;  // llama3
    double highFrequencyFactor = 4.0; // llama3
    int originalContextTokens = 0;    // llama3; dynamic scales beyond the model's own context
};

/// Where memory positions lie: DESIGN 2.3.
enum class PositionType { Zero, Continual };

/// MemLong's settings: the `memlong` object of config.json or the flat keys of the reference implementation.
struct MemorySettings {
    int memoryLayer = 0;              // m
    std::vector<int> retrievalLayers; // R, ascending, all >= m
    int memoryGroupTokens = 256;      // mem_group_size: tokens of a chunk
    int retrievalGroups = 8;          // ret_group_size: chunks retrieved
    std::uint64_t memoryTokens = 32768;
    PositionType positionType = PositionType::Zero;
    bool useGate = false;
    bool fromCheckpoint = false; // the checkpoint has such settings, so it was trained with memory
};

struct ModelConfig {
    std::string modelType; // llama, mistral, qwen2, qwen3
    int vocabularySize = 0;
    int hiddenSize = 0;
    int intermediateSize = 0;
    int layers = 0;
    int heads = 0;
    int kvHeads = 0;
    int headDim = 0;
    int contextTokens = 0;
    double normEpsilon = 1e-6;
    RopeConfig rope;
    bool attentionBias = false; // of q, k and v
    bool outputBias = false;    // of o_proj
    bool mlpBias = false;
    bool queryKeyNorm = false; // qwen3
    bool tiedEmbeddings = false;
    std::vector<int> slidingWindow; // per layer; 0: sees everything
    std::vector<int> bosIds;
    std::vector<int> eosIds;
    MemorySettings memory;
};

/// `source` names the file in errors. UnsupportedVersion for an architecture or scaling that is not known.
Result<ModelConfig> parseModelConfig(std::string_view json, const std::string& source);

/// config.json of a folder, and generation_config.json where there is one.
Result<ModelConfig> loadModelConfig(const std::filesystem::path& folder);

/// The settings used when a checkpoint has none: m = L/2 and four retrieval layers from m to L-1.
MemorySettings defaultMemorySettings(int layers);

/// A tensor that a decoder of this configuration needs.
struct ExpectedTensor {
    std::string name; // as in the checkpoint
    TensorShape shape;
    bool norm = false; // a norm's weight: ones in a fresh model
    /// Whether it is a matrix that activations are multiplied with; one of those may be stored as int8 (see
    /// quantize_checkpoint.h).
    bool product() const { return shape.size() == 2 && name != "model.embed_tokens.weight"; }
};
std::vector<ExpectedTensor> expectedTensors(const ModelConfig& config);

/// Elements of all these.
std::uint64_t parameterCount(const ModelConfig& config);

/// "<layer>.scales" of an int8 "<layer>.weight".
std::string scalesName(const std::string& weight);

/// Names, types and shapes only; reads no weights. Corrupt when a tensor is missing or has another shape.
Result<void> checkTensors(const ModelConfig& config, const Checkpoint& checkpoint);

} // namespace memlong
