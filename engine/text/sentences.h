// Sentence boundaries (ICU) for quotes, and index terms for full-text search.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace memlong {

struct TextRange {
    std::size_t begin = 0, end = 0; // bytes
    bool operator==(const TextRange&) const = default;
};

/// Sentences of `text` in order, trimmed of white space; titles such as "Mr." do not end one. A sentence of
/// more than `maxCharacters` code points is cut at the best boundary before.
std::vector<TextRange> splitSentences(std::string_view text, std::size_t maxCharacters = 600);

/// Normalised index terms of `text`: words as Unicode has them, case folding, accents removed, Snowball stems
/// for the language of the script (Latin: `language`, Cyrillic: Russian), bigrams for Chinese, Japanese and
/// Korean. `language` is an ISO 639-1 code ("" guesses from function words). Stop words stay: BM25 weighs
/// them.
std::vector<std::string> searchTerms(std::string_view text, std::string_view language = {});

/// ISO 639-1 code guessed from script and function words; "" when unsure.
std::string guessLanguage(std::string_view text);

} // namespace memlong
