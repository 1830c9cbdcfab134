// Hand-written equivalents of the splitting patterns of GPT-2, Llama 3 and Qwen 2, several times faster than
// a general regular expression engine.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/text/pretokenizer.h"

namespace memlong {

struct WordScannerRules {
    /// GPT-2: lower-case contractions, " ?" before letters, digits and symbols. Llama 3: contractions in any
    /// case, any one symbol before letters, line ends kept with the symbols or spaces before them.
    enum class Family { Gpt2, Llama3 } family = Family::Gpt2;
    int maxDigits = 0; // in a word; 0 is any number
};

/// Nothing when the pattern is none of the known ones.
std::optional<WordScannerRules> scannerRulesFor(std::string_view pattern);

/// Appends the words of text[word]; they cover it.
void scanWords(std::string_view text, WordRange word, const WordScannerRules& rules,
               std::vector<WordRange>& words);

} // namespace memlong
