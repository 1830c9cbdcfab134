// JSON files of tokenizers, read with limits.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// No vocabulary has more; keeps tables that are indexed by id small whatever a file says.
inline constexpr TokenId kMaxTokenId = 4'000'000;

/// Corrupt when `file` is not a JSON object (or nests absurdly deep), naming the file.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& file);

} // namespace memlong
