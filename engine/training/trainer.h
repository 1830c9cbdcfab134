// The loop that all stages share: steps, log, evaluation, checkpoints, resume.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/training/run_folder.h"
#include "engine/training/trainable_decoder.h"
#include "engine/training/training_runtime.h"

namespace memlong {

/// What one stage does differently.
class TrainingTask {
public:
    virtual ~TrainingTask() = default;
    virtual TrainableDecoder& model() = 0;

    struct StepLoss {
        double loss = 0; // mean over the counted targets
        std::uint64_t tokens = 0;
    };
    /// Forward and backward passes of one optimizer step: adds the gradient of the mean loss.
    virtual Result<StepLoss> accumulateGradients() = 0;
    /// Named figures of the held-out text; must leave the position and the generators as they were.
    virtual Result<std::map<std::string, double>> evaluate(std::stop_token stop) = 0;

    // What a resumed run needs beside weights, optimizer and generators.
    virtual nlohmann::json position() const = 0;
    virtual Result<void> seek(const nlohmann::json& position) = 0;
    virtual std::vector<NamedTensor> memoryState() const { return {}; }
    virtual Result<void> restoreMemory(const std::map<std::string, at::Tensor>&) { return {}; }

    /// The model as others read it: a Hugging Face folder, or an adapter. Exact: resume reads it back.
    virtual Result<void> saveCheckpoint(const std::filesystem::path& folder) const = 0;
    /// The result of the whole run.
    virtual Result<void> saveResult(const std::filesystem::path& folder) const = 0;
};

/// Runs to the last step or until `stop`; then a checkpoint is written and the error is Cancelled. A folder
/// with a checkpoint goes on there, and ends with the same weights as if it had never stopped.
Result<TrainReport> runTraining(TrainingTask& task, const RunSettings& settings, RunFolder& folder,
                                const TrainProgressFn& progress, std::stop_token stop);

/// bf16 where the settings and the device say so: `auto` is bf16 on a GPU that has it and on processors that
/// are fast at it.
bool usesBf16(const RunSettings& settings, at::Device device);

} // namespace memlong
