// Tensors of a training run in safetensors files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/training/adamw.h"

namespace memlong {

/// float32, bfloat16, float16, int64 and byte tensors of any device. Atomic.
Result<void> saveTensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors,
                         const std::map<std::string, std::string>& metadata = {});
/// On the CPU.
Result<std::map<std::string, at::Tensor>> loadTensors(const std::filesystem::path& file);

} // namespace memlong
