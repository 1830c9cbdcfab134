// Checkpoints with random weights in real shapes, for benchmarks, tests and training from scratch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/checkpoint/tensor_type.h"

namespace memlong {

/// Names that namedConfig knows, smallest first.
std::vector<std::string> namedConfigs();

/// The config.json of a named shape ("tiny", "tinyllama-1.1b", ...).
std::optional<std::string> namedConfig(std::string_view name);

/// Writes config.json and model.safetensors into `folder`, tensor by tensor. Matrices have a standard
/// deviation of 0.02 as in Hugging Face's initialisation, norms are one, biases and gates zero. The same seed
/// gives the same file on every machine.
Result<void> writeRandomCheckpoint(const std::string& configJson, std::uint64_t seed, TensorType type,
                                   const std::filesystem::path& folder, const ProgressFn& progress,
                                   std::stop_token stop);

} // namespace memlong
