// What the stages with memory share: the model they begin with, what of it is trained, and their result.
#pragma once

#include <filesystem>
#include <string>

#include "engine/retriever/retriever.h"
#include "engine/training/trainable_decoder.h"
#include "engine/training/training_runtime.h"

namespace memlong {

/// The model with the memory settings of the stage and the trainable parts set up. InvalidArgument for
/// settings that do not fit the model.
Result<TrainableDecoder> loadStageModel(const StageModel& base, const MemoryStageSettings& settings,
                                        at::Device device);

/// Model, adapter and retriever with their hashes, as RunFolder wants them.
Result<std::string> stageInputs(const StageModel& base, const Retriever& retriever);

/// A Hugging Face folder; with an adapter that also lies in its folder "adapter", or that is all where the
/// settings say `merge = false`.
Result<void> saveStageResult(const std::filesystem::path& folder, const TrainableDecoder& model,
                             const StageModel& base, const MemoryStageSettings& settings);

/// What a checkpoint shows to others: the adapter, or the weights.
Result<void> saveStageCheckpoint(const std::filesystem::path& folder, const TrainableDecoder& model,
                                 const StageModel& base, const MemoryStageSettings& settings);

} // namespace memlong
