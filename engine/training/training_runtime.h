// Training, behind plain values: what the terminal program sees. Needs LibTorch only at run time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/runtime/runtime.h"
#include "engine/training/settings.h"

namespace memlong {

struct TrainProgress {
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double loss = 0;
    double learningRate = 0;
    double tokensPerSecond = 0;
    double secondsLeft = 0;
};
/// Called on the worker's thread after each step; must not block.
using TrainProgressFn = std::function<void(const TrainProgress&)>;

struct TrainReport {
    std::filesystem::path model; // folder of the result
    std::int64_t steps = 0;
    std::uint64_t tokens = 0; // predicted in all
    double loss = 0;          // of the last steps logged
    double seconds = 0;       // of this call
    double tokensPerSecond = 0;
    std::uint64_t parameters = 0;
    std::uint64_t trainableParameters = 0;
    std::map<std::string, double> evaluation; // last evaluation's figures by name
};

struct PretrainRequest {
    std::filesystem::path data;  // of `train prepare`
    std::filesystem::path model; // goes on from these weights, whose shape then counts; may be empty
    std::filesystem::path output;
    PretrainSettings settings;
    bool restart = false;
};

/// The model that a later stage begins with.
struct StageModel {
    std::filesystem::path model;     // Hugging Face folder
    std::filesystem::path adapter;   // merged into it before; may be empty
    std::filesystem::path retriever; // built-in kind or a transformer's Hugging Face folder
};

/// Stages 1 and 2.
struct MemoryStageRequest {
    std::string stage; // "warmup" or "memory"
    std::filesystem::path data;
    StageModel base;
    std::filesystem::path output;
    MemoryStageSettings settings;
    bool restart = false;
};

struct InstructRequest {
    std::vector<std::filesystem::path> questions;           // JSON lines, see engine/datasets/question_set.h
    std::vector<std::filesystem::path> validationQuestions; // may be empty
    StageModel base;
    std::filesystem::path output;
    InstructSettings settings;
    bool restart = false;
};

class TrainingRuntime {
public:
    virtual ~TrainingRuntime() = default;
    virtual Result<TrainReport> pretrain(const PretrainRequest& request, const TrainProgressFn& progress,
                                         std::stop_token stop) = 0;
    virtual Result<TrainReport> memoryStage(const MemoryStageRequest& request,
                                            const TrainProgressFn& progress, std::stop_token stop) = 0;
    virtual Result<TrainReport> instruct(const InstructRequest& request, const TrainProgressFn& progress,
                                         std::stop_token stop) = 0;
};

/// Raised with every change of this header or of the settings.
inline constexpr std::uint32_t kTrainingAbi = 1;
inline constexpr const char* kTrainingFactory = "memlongCreateTrainingRuntime";

/// From the shared library, as openTorchRuntime().
Result<std::unique_ptr<TrainingRuntime>> openTrainingRuntime(const RuntimeOptions& options);

} // namespace memlong
