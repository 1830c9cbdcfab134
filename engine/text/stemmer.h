// Snowball stems with a cache per thread.
#pragma once

#include <string>
#include <string_view>

namespace memlong {

/// True when Snowball knows the language (ISO 639-1 code).
bool hasStemmer(std::string_view language);

/// The stem of a lower-case word; the word itself when the language has no stemmer. The reference stays
/// valid until the next call on the same thread.
const std::string& stemOf(const std::string& word, std::string_view language);

} // namespace memlong
