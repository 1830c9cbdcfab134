// Folding of words to index terms.
#pragma once

#include <string>

namespace memlong {

/// Unicode NFKC case folding.
std::string foldCase(const std::string& word);

/// Without accents where they do not make another letter: Latin and Greek lose all, Cyrillic only "ё" and
/// stress marks, Arabic and Hebrew the vowel points. Other scripts keep their marks, which are vowels there.
std::string stripAccents(const std::string& word);

} // namespace memlong
