// JSON of strangers, parsed with limits; errors name the file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "engine/base/result.h"

namespace memlong {

/// Corrupt when `text` is not one JSON object or nests absurdly deep. `source` names it in the error.
Result<nlohmann::json> parseJsonObject(std::string_view text, const std::string& source);

/// The same for a file of at most 256 MiB.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& file);

} // namespace memlong
