// How close an answer is to the right ones: exact match and F1 of words (SQuAD's measures).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace memlong {

/// Words in lower case without punctuation and English articles.
std::string normalisedAnswer(std::string_view text);

struct AnswerScore {
    bool exact = false;
    double f1 = 0; // of the words, in [0, 1]
};

/// Against the right answer that fits best.
AnswerScore scoreAnswer(std::string_view answer, std::span<const std::string> right);

/// Whether one of the right answers stands in the text, word for word.
bool containsAnswer(std::string_view text, std::span<const std::string> right);

} // namespace memlong
