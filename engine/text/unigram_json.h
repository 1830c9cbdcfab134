// Unigram models of tokenizer.json (XLM-RoBERTa, bge-m3 as exported by Hugging Face).
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"
#include "engine/text/special_tokens.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// Ids are those of the file: for XLM-RoBERTa specialId("<s>") is 0 and nothing has to be shifted.
Result<std::shared_ptr<const Tokenizer>> makeUnigramTokenizer(const nlohmann::json& description,
                                                              const std::string& file,
                                                              const SpecialTokens& special);

} // namespace memlong
