// Tokenizers in the SentencePiece format (LLaMA, Mistral, XLM-RoBERTa, the built-in one).
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/text/special_tokens.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// From the bytes of a model file; `name` is the file for messages. Added tokens keep their given ids.
/// Ids are those of the model: an XLM-RoBERTa encoder shifts them itself (specialId("<unk>") is 0 there).
Result<std::shared_ptr<const Tokenizer>>
makeSentencePieceTokenizer(std::string_view bytes, std::string_view name, const SpecialTokens& special = {});

} // namespace memlong
