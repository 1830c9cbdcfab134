// The tokenizer of the built-in retriever: a SentencePiece unigram model over folded text.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

/// The bytes of a model with byte fallback, NFKC and case folding; no control pieces but <unk> 0.
/// `lines` are sentences or short paragraphs; the call takes minutes and cannot be interrupted.
Result<std::string> trainUnigram(const std::vector<std::string>& lines, int vocabularySize, int threads = 2);

} // namespace memlong
