// BPE tokenizers of tokenizer.json: byte-level (GPT-2, Llama 3, Qwen, SmolLM2) and SentencePiece-like as
// Hugging Face writes them (TinyLlama, Mistral).
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"
#include "engine/text/special_tokens.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// `file` is the name for messages, `fingerprint` the hash of the file.
Result<std::shared_ptr<const Tokenizer>> makeBpeTokenizer(const nlohmann::json& description,
                                                          const std::string& file, std::string fingerprint,
                                                          const SpecialTokens& special);

} // namespace memlong
