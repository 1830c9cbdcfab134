#include "engine/text/term_folding.h"

#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "engine/text/script.h"

namespace memlong {
namespace {

bool markIsDropped(UChar32 mark, UChar32 base) {
    if (u_charType(mark) != U_NON_SPACING_MARK)
        return false;
    switch (scriptOf(base)) {
    case Script::Latin:
    case Script::Greek:
    case Script::Arabic:
    case Script::Hebrew:
        return true;
    case Script::Cyrillic:
        return mark == 0x300 || mark == 0x301 || (mark == 0x308 && base == 0x435);
    default:
        return false;
    }
}

} // namespace

std::string foldCase(const std::string& word) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status))
        return word;
    const icu::UnicodeString folded = folder->normalize(icu::UnicodeString::fromUTF8(word), status);
    std::string out;
    return U_FAILURE(status) ? word : folded.toUTF8String(out);
}

std::string stripAccents(const std::string& word) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decomposer = icu::Normalizer2::getNFDInstance(status);
    const icu::Normalizer2* composer = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status))
        return word;
    const icu::UnicodeString decomposed = decomposer->normalize(icu::UnicodeString::fromUTF8(word), status);
    icu::UnicodeString kept;
    UChar32 base = 0;
    for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 c = decomposed.char32At(i);
        if (markIsDropped(c, base))
            continue;
        if (c == 0x131) { // dotless i
            kept.append(static_cast<UChar32>('i'));
        } else if (c != 0x640) { // the Arabic stretching mark
            kept.append(c);
        }
        if (u_isalpha(c))
            base = c;
    }
    const icu::UnicodeString composed = composer->normalize(kept, status);
    std::string out;
    return U_FAILURE(status) ? word : composed.toUTF8String(out);
}

} // namespace memlong
