// Vocabularies of llama2.c (tokenizer.bin), as SentencePiece models.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace memlong {

/// The bytes of a SentencePiece model with the same ids, for saving as tokenizer.model. `name` is the file
/// for messages. Format: int32 longest piece, then per piece float score, int32 length, bytes (little
/// endian).
Result<std::string> sentencePieceFromLlama2c(std::string_view bytes,
                                             std::string_view name = "the vocabulary");

} // namespace memlong
