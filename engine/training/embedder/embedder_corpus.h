// Texts as token ids, sentence by sentence, and pairs of texts that belong together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace memlong {

using TokenIds = std::vector<TokenId>;

/// A text as a run of tokens with sentence boundaries.
struct TrainingBook {
    TokenIds tokens;
    std::vector<std::uint32_t> sentences; // where each begins; ends with tokens.size()
    std::size_t sentenceCount() const { return sentences.empty() ? 0 : sentences.size() - 1; }
    std::span<const TokenId> range(std::size_t firstSentence, std::size_t lastSentence) const {
        return std::span(tokens).subspan(sentences[firstSentence],
                                         sentences[lastSentence] - sentences[firstSentence]);
    }
};

struct TrainingPair {
    TokenIds query, passage;
};

/// All *.txt files of `texts`, folders walked, sorted.
Result<std::vector<std::filesystem::path>> collectTexts(std::span<const std::filesystem::path> texts);

/// `bytes` from the middle of a file, valid UTF-8, lines of a paragraph joined.
Result<std::string> readStretch(const std::filesystem::path& file, std::uint64_t bytes);

/// Sentences for a tokenizer, about `bytes` of them, out of the middle of every text; the share of a language
/// grows with the square root of its texts' sizes.
Result<std::vector<std::string>> tokenizerLines(std::span<const std::filesystem::path> files,
                                                std::uint64_t bytes);

TrainingBook readBook(std::string_view text, const Tokenizer& tokenizer);

/// A pair out of `book`: neighbouring windows, or a sentence with some of its words left out against the
/// passage around it. `book` has at least kLeastSentences.
inline constexpr std::size_t kLeastSentences = 24;
TrainingPair drawPair(const TrainingBook& book, std::mt19937_64& random);

} // namespace memlong
