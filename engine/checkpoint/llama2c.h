// Import of llama2.c checkpoints (https://github.com/karpathy/llama2.c: export.py, run.c).
#pragma once

#include <filesystem>

#include "engine/base/result.h"

namespace memlong {

/// Reads `checkpoint` (version 0, or version 1 with magic "ak42"; float32) and its tokenizer.bin, and writes
/// config.json, model.safetensors and tokenizer.model into `folder`.
Result<void> importLlama2c(const std::filesystem::path& checkpoint, const std::filesystem::path& tokenizer,
                           const std::filesystem::path& folder);

} // namespace memlong
