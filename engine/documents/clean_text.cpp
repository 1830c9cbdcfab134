#include "engine/documents/clean_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "engine/base/utf8.h"

namespace memlong::pdf {
namespace {

constexpr char32_t kSoftHyphen = 0x00AD;

void append(std::string& out, char32_t c) {
    char bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(c));
    out.append(bytes, static_cast<std::size_t>(length));
}

bool isPresentationForm(char32_t c) {
    return (c >= 0xFB00 && c <= 0xFDFB) || (c >= 0xFE70 && c <= 0xFEFC);
}

/// TeX's fonts have ligatures where control characters stand; poppler passes them on when the font does not
/// say what they are. Empty: none.
std::string_view texLigature(char32_t c) {
    switch (c) {
    case 0x0E:
    case 0x1E:
        return "ffi";
    case 0x0F:
    case 0x1F:
        return "ffl";
    case 0x1B:
        return "ff";
    case 0x1C:
        return "fi";
    case 0x1D:
        return "fl";
    default:
        return {};
    }
}

bool isLetterAt(std::string_view text, std::size_t at) {
    return at < text.size() &&
           (static_cast<unsigned char>(text[at]) >= 0x80 || u_isalpha(static_cast<unsigned char>(text[at])));
}

/// The letters a presentation form stands for.
void appendCompatible(std::string& out, char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* forms = icu::Normalizer2::getNFKCInstance(status);
    if (U_FAILURE(status))
        return append(out, c);
    forms->normalize(icu::UnicodeString(static_cast<UChar32>(c)), status).toUTF8String(out);
}

/// The characters of Adobe's fonts with old-style digits and small capitals that Unicode has no other place
/// for: their low byte says which they are. Others as they are.
char32_t withoutStyle(char32_t c) {
    const char32_t low = c & 0xFF;
    switch (c >> 8 == 0xF7 ? low : 0) {
    case '!':
    case '$':
    case '&':
    case '?':
    case 0xA2:
    case 0xBF:
        return low;
    default:
        break;
    }
    if (c >= 0xF730 && c <= 0xF739)
        return low;
    if ((c >= 0xF761 && c <= 0xF77A) || (c >= 0xF7E0 && c <= 0xF7FE && c != 0xF7F7))
        return low - 0x20; // the capital
    return c == 0xF7FF ? U'\u0178' : c;
}

char32_t decode(std::string_view text, std::size_t& at) {
    int32_t index = static_cast<int32_t>(at);
    UChar32 c = 0;
    U8_NEXT(text.data(), index, static_cast<int32_t>(text.size()), c);
    at = static_cast<std::size_t>(index);
    return c < 0 ? U'\uFFFD' : static_cast<char32_t>(c);
}

bool isCloser(char32_t c) {
    switch (u_charType(static_cast<UChar32>(c))) {
    case U_END_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
        return true;
    default:
        return c == '"' || c == '\'' || c == 0x201C || c == 0x2018; // German closes with the opening sign
    }
}

bool isTerminal(char32_t c) {
    switch (c) {
    case '.':
    case '!':
    case '?':
    case ':':
    case ';':
    case 0x2026:
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0xFF0E:
    case 0x061F:
    case 0x06D4:
    case 0x0964:
        return true;
    default:
        return false;
    }
}

} // namespace

std::string cleanLine(std::string_view raw) {
    const std::string text = repairUtf8(raw);
    std::string out;
    out.reserve(text.size());
    bool pendingSpace = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = withoutStyle(decode(text, at));
        if (u_isUWhiteSpace(static_cast<UChar32>(c))) {
            pendingSpace = !out.empty();
            continue;
        }
        if (const std::string_view ligature = texLigature(c);
            !ligature.empty() &&
            ((!pendingSpace && !out.empty() && isLetterAt(out, out.size() - 1)) || isLetterAt(text, at))) {
            if (pendingSpace)
                out += ' ';
            pendingSpace = false;
            out += ligature;
            continue;
        }
        const bool privateUse = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
        const bool invisible = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200B || c == 0x2060 ||
                               c == 0xFEFF || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) ||
                               (c == kSoftHyphen && at < text.size());
        if (privateUse || invisible)
            continue;
        if (pendingSpace)
            out += ' ';
        pendingSpace = false;
        if (isPresentationForm(c))
            appendCompatible(out, c);
        else
            append(out, c);
    }
    return out;
}

char32_t firstCodePoint(std::string_view text) {
    std::size_t at = 0;
    return text.empty() ? 0 : decode(text, at);
}

char32_t lastCodePoint(std::string_view text) {
    if (text.empty())
        return 0;
    auto at = static_cast<int32_t>(text.size());
    UChar32 c = 0;
    U8_PREV(text.data(), 0, at, c);
    return c < 0 ? U'\uFFFD' : static_cast<char32_t>(c);
}

std::string_view withoutLast(std::string_view text) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
        text.remove_suffix(1);
    text.remove_suffix(text.empty() ? 0 : 1);
    return text;
}

char32_t lastBeforeClosers(std::string_view text) {
    std::string_view rest = text;
    char32_t c = lastCodePoint(rest);
    const auto drop = [&] {
        rest = withoutLast(rest);
        c = lastCodePoint(rest);
    };
    std::string_view whole = rest;
    int digits = 0;
    while (!rest.empty() && isDigit(c) && digits < 3) {
        drop();
        ++digits;
    }
    if (digits > 0 && !isTerminal(c) && !isCloser(c)) { // a number of the text, not a footnote mark
        rest = whole;
        return lastCodePoint(rest);
    }
    while (!rest.empty() && isCloser(c))
        drop();
    return c;
}

bool isLower(char32_t c) {
    return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_LOWERCASE) != 0;
}
bool isUpper(char32_t c) {
    return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_UPPERCASE) != 0;
}
bool isLetter(char32_t c) {
    return u_isalpha(static_cast<UChar32>(c)) != 0;
}
bool isDigit(char32_t c) {
    return u_isdigit(static_cast<UChar32>(c)) != 0;
}

bool isUnspaced(char32_t c) {
    if ((c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF60))
        return true;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(static_cast<UChar32>(c), &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
        return true;
    default:
        return c == 0x30FC;
    }
}

bool isHyphen(char32_t c) {
    return c == '-' || c == 0x2010 || c == kSoftHyphen;
}

bool endsSentence(std::string_view text) {
    return isTerminal(lastBeforeClosers(text));
}

} // namespace memlong::pdf
