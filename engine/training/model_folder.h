// Writing of a trained decoder as a Hugging Face folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/checkpoint/model_config.h"
#include "engine/training/adamw.h"

namespace memlong {

/// config.json of a decoder of the llama family, with a "memlong" object where the settings say so.
std::string configText(const ModelConfig& config);

/// `base`'s config.json with this memory in its "memlong" object.
Result<std::string> configTextWithMemory(const std::filesystem::path& base, const MemorySettings& memory);

/// config.json and model.safetensors, float32 or bf16.
Result<void> saveModel(const std::filesystem::path& folder, const std::string& config,
                       const std::vector<NamedTensor>& weights, bool bf16);

} // namespace memlong
