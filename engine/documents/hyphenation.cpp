#include "engine/documents/hyphenation.h"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/base/hash.h"
#include "engine/documents/clean_text.h"

namespace memlong::pdf {
namespace {

// Bounds the memory of a long document; by then its words are known.
constexpr std::size_t kMaxWords = 200000;

// First parts that rarely stand in front of a syllable.
constexpr std::array<std::string_view, 10> kHyphenatingParts = {"self", "well",  "half", "high", "low",
                                                                "long", "short", "ever", "all",  "cross"};

std::string smallLetters(std::string_view word) {
    std::string out;
    for (int32_t at = 0; at < static_cast<int32_t>(word.size());) {
        UChar32 c = 0;
        U8_NEXT(word.data(), at, static_cast<int32_t>(word.size()), c);
        if (c < 0)
            continue;
        c = u_tolower(c == 0x2010 ? '-' : c);
        char bytes[U8_MAX_LENGTH];
        int32_t length = 0;
        U8_APPEND_UNSAFE(bytes, length, c);
        out.append(bytes, static_cast<std::size_t>(length));
    }
    return out;
}

bool isWordCharacter(char32_t c) {
    return isLetter(c) || c == '\'' || c == 0x2019;
}

} // namespace

void Hyphenation::count(std::string_view word) {
    const std::uint64_t key = hash64(smallLetters(word));
    const auto known = m_words.find(key);
    if (known != m_words.end())
        ++known->second;
    else if (m_words.size() < kMaxWords)
        m_words.emplace(key, 1);
}

std::uint32_t Hyphenation::seen(std::string_view word) const {
    const auto known = m_words.find(hash64(smallLetters(word)));
    return known == m_words.end() ? 0 : known->second;
}

void Hyphenation::learn(std::string_view line) {
    const auto size = static_cast<int32_t>(line.size());
    int32_t begin = 0;
    const auto word = [&](int32_t end, bool last) {
        std::string_view text =
            line.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        if (text.empty() || (last && isHyphen(lastCodePoint(text))) || isHyphen(firstCodePoint(text)))
            return;
        if (text.size() > 2 && text.size() < 80)
            count(text);
    };
    for (int32_t at = 0; at < size;) {
        const int32_t start = at;
        UChar32 c = 0;
        U8_NEXT(line.data(), at, size, c);
        const auto character = static_cast<char32_t>(std::max<UChar32>(c, 0));
        if (!isWordCharacter(character) && !isHyphen(character)) {
            word(start, false);
            begin = at;
        }
    }
    word(size, true);
}

bool Hyphenation::keepsHyphen(std::string_view first, std::string_view second) const {
    const std::string joined = std::string(first) + std::string(second);
    const std::string hyphenated = std::string(first) + '-' + std::string(second);
    const std::uint32_t whole = seen(joined);
    const std::uint32_t parted = seen(hyphenated);
    if (whole != parted)
        return parted > whole;
    const std::string small = smallLetters(first);
    return whole == 0 &&
           std::find(kHyphenatingParts.begin(), kHyphenatingParts.end(), small) != kHyphenatingParts.end() &&
           seen(second) > 0;
}

bool Hyphenation::isOneWord(std::string_view first, std::string_view second) const {
    return seen(std::string(first) + std::string(second)) >
           seen(std::string(first) + '-' + std::string(second));
}

std::string_view lastWordBeforeHyphen(std::string_view text) {
    const auto end = static_cast<int32_t>(withoutLast(text).size());
    int32_t begin = end;
    while (begin > 0) {
        int32_t at = begin;
        UChar32 c = 0;
        U8_PREV(text.data(), 0, at, c);
        if (c < 0 || !isWordCharacter(static_cast<char32_t>(c)))
            break;
        begin = at;
    }
    return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

std::string_view firstWord(std::string_view text) {
    const auto size = static_cast<int32_t>(text.size());
    int32_t end = 0;
    while (end < size) {
        int32_t at = end;
        UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
        if (c < 0 || !isWordCharacter(static_cast<char32_t>(c)))
            break;
        end = at;
    }
    return text.substr(0, static_cast<std::size_t>(end));
}

} // namespace memlong::pdf
