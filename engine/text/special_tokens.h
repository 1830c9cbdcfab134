// Special and added tokens as Hugging Face folders declare them beside the vocabulary.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace memlong {

struct SpecialTokens {
    std::map<std::string, TokenId, std::less<>> added; // text to id, from the files that give ids
    std::optional<std::string> bos, eos, unknown;      // their texts
};

/// From tokenizer_config.json, special_tokens_map.json and added_tokens.json of `folder`; what is absent is
/// empty.
Result<SpecialTokens> readSpecialTokens(const std::filesystem::path& folder);

} // namespace memlong
