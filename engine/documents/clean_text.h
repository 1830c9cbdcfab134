// Character-level cleaning of text taken from a PDF, and the questions about characters that reflowing asks.
#pragma once

#include <string>
#include <string_view>

namespace memlong::pdf {

/// Valid UTF-8 without control characters; ligatures, Arabic presentation forms, old-style digits and small
/// capitals replaced by what they stand for, every kind of space by a plain one, soft hyphens inside the text
/// removed (one at the end stays: the word goes on), icons of symbol fonts removed; no space at either end.
std::string cleanLine(std::string_view text);

char32_t firstCodePoint(std::string_view text); // 0 for an empty text
char32_t lastCodePoint(std::string_view text);
std::string_view withoutLast(std::string_view text); // one code point shorter
/// The last code point that is not a closing quote, bracket or footnote digit after a full stop.
char32_t lastBeforeClosers(std::string_view text);

bool isLower(char32_t c);
bool isUpper(char32_t c);
bool isLetter(char32_t c);
bool isDigit(char32_t c);
/// Chinese and Japanese characters and punctuation, which are written without spaces between them.
bool isUnspaced(char32_t c);
bool isHyphen(char32_t c); // the signs that may break a word at a line's end
bool endsSentence(std::string_view text);

} // namespace memlong::pdf
