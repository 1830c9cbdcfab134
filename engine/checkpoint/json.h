// JSON of checkpoints (headers, configurations), parsed with limits; errors name the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/result.h"

namespace memlong {

/// Corrupt when `text` is not one JSON object or nests absurdly deep. `source` names it in the error.
Result<nlohmann::json> parseCheckpointJson(std::string_view text, const std::string& source);

/// The same for a file of at most 64 MiB.
Result<nlohmann::json> readCheckpointJson(const std::filesystem::path& file);

} // namespace memlong
