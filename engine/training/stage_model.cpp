#include "engine/training/stage_model.h"

#include <algorithm>

#include "engine/checkpoint/peft_adapter.h"
#include "engine/training/model_folder.h"
#include "engine/training/tokenizer_files.h"

namespace memlong {
namespace {

void applySettings(const MemoryRunSettings& settings, ModelConfig& config) {
    MemorySettings& memory = config.memory;
    if (settings.memoryLayer >= 0)
        memory.memoryLayer = static_cast<int>(settings.memoryLayer);
    if (!settings.retrievalLayers.empty()) {
        memory.retrievalLayers.assign(settings.retrievalLayers.begin(), settings.retrievalLayers.end());
        std::ranges::sort(memory.retrievalLayers);
    }
    memory.positionType = settings.positions == "Continual" ? PositionType::Continual : PositionType::Zero;
    memory.memoryGroupTokens = static_cast<int>(settings.chunkTokens);
    memory.retrievalGroups = static_cast<int>(settings.topK);
    memory.memoryTokens = static_cast<std::uint64_t>(settings.memoryTokens);
    memory.fromCheckpoint = true;
}

Result<void> check(const ModelConfig& config, const MemoryStageSettings& settings) {
    const MemorySettings& memory = config.memory;
    const auto wrong = [](std::string message) {
        return makeError(ErrorCode::InvalidArgument, std::move(message));
    };
    if (memory.memoryLayer >= config.layers)
        return wrong("memory_layer must be below the model's number of layers, " +
                     std::to_string(config.layers));
    for (const int layer : memory.retrievalLayers)
        if (layer < memory.memoryLayer || layer >= config.layers)
            return wrong("retrieval_layers must lie between the memory layer, " +
                         std::to_string(memory.memoryLayer) + ", and the last layer, " +
                         std::to_string(config.layers - 1));
    if (settings.frozenLayers > config.layers)
        return wrong("frozen_layers is more than the model's " + std::to_string(config.layers) + " layers");
    return {};
}

/// Norms that were trained beside an adapter.
std::vector<NamedTensor> replacedTensors(const TrainableDecoder& model) {
    std::vector<NamedTensor> replaced;
    for (const NamedTensor& weight : model.weights())
        if (weight.value.requires_grad())
            replaced.push_back(weight);
    return replaced;
}

Result<void> saveAsAdapter(const std::filesystem::path& folder, const TrainableDecoder& model,
                           const StageModel& base, const MemoryStageSettings& settings) {
    std::error_code failure;
    const auto absolute = std::filesystem::weakly_canonical(base.model, failure);
    std::filesystem::create_directories(folder, failure);
    return saveAdapter(folder, model.adapters(), replacedTensors(model), settings.lora,
                       failure ? base.model.string() : absolute.string());
}

Result<void> saveAsModel(const std::filesystem::path& folder, const TrainableDecoder& model,
                         const StageModel& base, bool bf16) {
    MEMLONG_ASSIGN(const std::string config, configTextWithMemory(base.model, model.config().memory));
    MEMLONG_TRY(saveModel(folder, config, model.mergedWeights(), bf16));
    return copyTokenizerFiles(base.model, folder);
}

} // namespace

Result<TrainableDecoder> loadStageModel(const StageModel& base, const MemoryStageSettings& settings,
                                        at::Device device) {
    MEMLONG_ASSIGN(TrainableDecoder model,
                   TrainableDecoder::load(base.model, base.adapter, device, [&](ModelConfig& config) {
                       applySettings(settings.memory, config);
                   }));
    MEMLONG_TRY(check(model.config(), settings));
    const auto first = static_cast<int>(settings.frozenLayers);
    if (settings.fullWeights) {
        model.trainLayers(first);
    } else {
        model.addAdapters(settings.lora, first, static_cast<std::uint64_t>(settings.run.seed));
        if (settings.trainNorms)
            model.trainNorms(first);
    }
    return model;
}

Result<std::string> stageInputs(const StageModel& base, const Retriever& retriever) {
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(base.model));
    std::string inputs = "# input model " + base.model.string() + " " + checkpoint.fingerprint() + "\n";
    if (!base.adapter.empty()) {
        MEMLONG_ASSIGN(const PeftAdapter adapter, PeftAdapter::open(base.adapter));
        inputs += "# input adapter " + base.adapter.string() + " " + adapter.fingerprint() + "\n";
    }
    return inputs + "# input retriever " + retriever.name() + " " + retriever.fingerprint() + "\n";
}

Result<void> saveStageResult(const std::filesystem::path& folder, const TrainableDecoder& model,
                             const StageModel& base, const MemoryStageSettings& settings) {
    const bool bf16 = settings.run.resultPrecision == "bf16";
    if (settings.fullWeights)
        return saveAsModel(folder, model, base, bf16);
    // An adapter's base is a model in a folder; one on top of another adapter makes no sense to others.
    if (!settings.merge && base.adapter.empty())
        return saveAsAdapter(folder, model, base, settings);
    MEMLONG_TRY(saveAsModel(folder, model, base, bf16));
    return base.adapter.empty() ? saveAsAdapter(folder / "adapter", model, base, settings) : Result<void>();
}

Result<void> saveStageCheckpoint(const std::filesystem::path& folder, const TrainableDecoder& model,
                                 const StageModel& base, const MemoryStageSettings& settings) {
    if (settings.fullWeights)
        return saveAsModel(folder, model, base, false);
    return saveAsAdapter(folder, model, base, settings);
}

} // namespace memlong
