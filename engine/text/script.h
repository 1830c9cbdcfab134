// Scripts of characters, as far as searching needs them.
#pragma once

#include <unicode/umachine.h>

namespace memlong {

enum class Script {
    Other,
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Han,
    Kana,
    Hangul,
    SouthEastAsian
};

/// Of a letter; Other for the rest.
Script scriptOf(UChar32 c);

} // namespace memlong
