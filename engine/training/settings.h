// What a training run can be told: one struct a stage, with DESIGN 2.6's values as defaults. Every field is
// known by name, so that TOML files, flags and the settings.toml of a run all come from one list.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

/// What every stage has: optimizer, schedule, batches and bookkeeping.
struct RunSettings {
    std::int64_t steps = 1000; // optimizer steps in all
    std::int64_t sequenceTokens = 1024;
    std::int64_t batchSequences = 1; // in one forward pass
    std::int64_t accumulation = 8;   // forward passes a step
    double learningRate = 5e-5;
    double weightDecay = 1e-4; // of matrices; norms and biases have none
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double clipNorm = 1.0; // 0: no clipping
    std::string schedule = "cosine";
    std::int64_t warmupSteps = 1000;
    double finalLearningRate = 0.0; // as a share of learningRate
    std::int64_t seed = 1;
    std::string precision = "auto";
    std::string resultPrecision = "f32";
    bool activationCheckpointing = false;
    std::int64_t logSteps = 10;
    std::int64_t checkpointSteps = 100;
    std::int64_t evaluationSteps = 100; // 0: only at the end
    std::int64_t evaluationSequences = 32;
};

/// A decoder from nothing.
struct PretrainSettings {
    PretrainSettings();
    RunSettings run;
    std::int64_t layers = 8;
    std::int64_t hiddenSize = 384;
    std::int64_t heads = 6;
    std::int64_t kvHeads = 6;
    std::int64_t intermediateSize = 1024;
    std::int64_t contextTokens = 1024;
    double ropeTheta = 10000.0;
    bool tiedEmbeddings = true;
    double initialDeviation = 0.02;
};

/// A low-rank adapter.
struct LoraSettings {
    std::int64_t rank = 64;
    double alpha = 8.0;
    double dropout = 0.05;
    std::vector<std::string> targets{"q_proj", "k_proj", "v_proj", "o_proj"};
};

/// How memory takes part in training.
struct MemoryRunSettings {
    std::vector<std::int64_t> retrievalLayers; // empty: the model's own
    std::int64_t memoryLayer = -1;             // -1: the model's own
    std::string positions = "Zero";
    std::int64_t memoryTokens = 32768;
    std::int64_t chunkTokens = 128;
    std::int64_t topK = 8;
    std::string retrieval = "dense"; // random and recent are controls
    std::string query = "previous";  // segment is the reference's, which looks ahead
    std::string eviction = "counter";
};

/// Stages 1 and 2 of the paper: the same machinery with other values.
struct MemoryStageSettings {
    RunSettings run;
    LoraSettings lora;
    MemoryRunSettings memory;
    bool fullWeights = false;      // train the weights themselves instead of an adapter
    bool trainNorms = true;        // the norms of trainable layers too
    std::int64_t frozenLayers = 0; // layers 0..frozenLayers-1 and the embedding stay as they are
    bool merge = true;             // the adapter into the result's weights
};
MemoryStageSettings warmupDefaults(int layers);
MemoryStageSettings memoryDefaults(int memoryLayer);

/// Answering over memory: what stage 2 has, on questions instead of running text.
struct InstructSettings {
    MemoryStageSettings stage;
    double contextShare = 0.25;     // of the questions get their passages in the prompt, too
    std::int64_t answerTokens = 64; // longer answers are passed over
};
InstructSettings instructDefaults(int memoryLayer);

/// One setting by name. `low` and `high` bound numbers; `choices` bounds words.
struct SettingField {
    std::string name;
    std::string description;
    std::variant<std::int64_t*, double*, bool*, std::string*, std::vector<std::int64_t>*,
                 std::vector<std::string>*>
        value;
    double low = 0;
    double high = 0;
    std::vector<std::string> choices;
};

/// Views of the struct's own fields: they live as long as it does.
std::vector<SettingField> settingFields(RunSettings& settings);
std::vector<SettingField> settingFields(PretrainSettings& settings);
std::vector<SettingField> settingFields(MemoryStageSettings& settings);
std::vector<SettingField> settingFields(InstructSettings& settings);

/// From a TOML file of `name = value`. InvalidArgument for a name that is unknown or a value out of range,
/// with file and line.
Result<void> readSettings(const std::filesystem::path& file, const std::vector<SettingField>& fields);
/// One value as text, from a flag. Lists are separated by commas.
Result<void> setSetting(const std::vector<SettingField>& fields, std::string_view name,
                        std::string_view value);
/// The TOML text of all fields, each with its description.
std::string settingsText(const std::vector<SettingField>& fields);

} // namespace memlong
