#include "engine/text/script.h"

#include <unicode/uscript.h>

namespace memlong {

Script scriptOf(UChar32 c) {
    if (c < 0x250)
        return Script::Latin;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
        return Script::Latin;
    case USCRIPT_CYRILLIC:
        return Script::Cyrillic;
    case USCRIPT_GREEK:
        return Script::Greek;
    case USCRIPT_ARABIC:
        return Script::Arabic;
    case USCRIPT_HEBREW:
        return Script::Hebrew;
    case USCRIPT_DEVANAGARI:
        return Script::Devanagari;
    case USCRIPT_HAN:
        return Script::Han;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return Script::Kana;
    case USCRIPT_HANGUL:
        return Script::Hangul;
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return Script::SouthEastAsian;
    default:
        // The prolonged sound mark and the half-width voicing marks belong to both kana scripts.
        return c == 0x30FC || c == 0xFF70 || c == 0xFF9E || c == 0xFF9F ? Script::Kana : Script::Other;
    }
}

} // namespace memlong
