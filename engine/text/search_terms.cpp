#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "engine/text/script.h"
#include "engine/text/sentences.h"
#include "engine/text/stemmer.h"
#include "engine/text/term_folding.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxWordBytes = 96; // the rest of a longer word does not tell it from others

void appendUtf8(std::string& out, UChar32 c) {
    uint8_t bytes[4];
    int32_t used = 0;
    U8_APPEND_UNSAFE(bytes, used, c);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(used));
}

bool isAsciiLetter(UChar32 c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isAsciiDigit(UChar32 c) {
    return c >= '0' && c <= '9';
}
bool isApostrophe(UChar32 c) {
    return c == '\'' || c == 0x2019 || c == 0x2BC || c == 0xFF07;
}

bool isWordCharacter(UChar32 c) {
    if (c < 0x80)
        return isAsciiLetter(c) || isAsciiDigit(c);
    constexpr uint32_t kWordMask =
        U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK | U_GC_CF_MASK;
    return (U_GET_GC_MASK(c) & kWordMask) != 0;
}

/// Written without spaces: found by bigrams.
bool isBigramScript(Script script) {
    return script == Script::Han || script == Script::Kana || script == Script::Hangul;
}

bool splitsAtApostrophe(std::string_view language) {
    return language == "fr" || language == "it" || language == "ca";
}

class TermReader {
public:
    TermReader(std::string_view text, std::string_view latinLanguage, std::vector<std::string>& terms)
        : m_bytes(reinterpret_cast<const uint8_t*>(text.data())), m_size(static_cast<int32_t>(text.size())),
          m_latinLanguage(latinLanguage), m_terms(terms) {}

    void readAll() {
        for (int32_t i = 0; i < m_size;) {
            const int32_t begin = i;
            const UChar32 c = next(i);
            if (!isWordCharacter(c))
                continue;
            i = begin;
            const Script script = c < 0x250 ? Script::Latin : scriptOf(c);
            if (isBigramScript(script))
                readBigrams(i);
            else if (script == Script::SouthEastAsian)
                readSegmented(i);
            else
                readWord(i);
        }
    }

private:
    UChar32 next(int32_t& i) const {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(m_bytes, i, m_size, c);
        return c;
    }
    UChar32 peek(int32_t i) const { return i < m_size ? next(i) : 0; }

    /// A run of letters, digits and marks; apostrophes inside stay, so do points and commas in numbers.
    void readWord(int32_t& i) {
        m_word.clear();
        m_ascii = true;
        bool digitsOnly = true;
        bool lettersSingle = true; // "U.S.A."
        std::size_t letters = 0;
        const bool inGroups = i >= 2 && m_bytes[i - 1] == '.' && isAsciiDigit(m_bytes[i - 2]);
        int32_t end = i;
        while (i < m_size) {
            const UChar32 c = next(i);
            if (isWordCharacter(c)) {
                if (c >= 0x250) {
                    const Script script = scriptOf(c);
                    if (isBigramScript(script) || script == Script::SouthEastAsian)
                        break;
                }
                digitsOnly = digitsOnly && isAsciiDigit(c);
                lettersSingle = lettersSingle && isAsciiLetter(c) && letters == 0;
                ++letters;
                append(c);
            } else if (!m_word.empty() && isApostrophe(c) && isWordCharacter(peek(i))) {
                append('\'');
            } else if (digitsOnly && c == ',' && isThousands(i)) {
                // "1,000" is 1000
            } else if (digitsOnly && !inGroups && c == '.' && isDecimals(i)) {
                append('.');
                digitsOnly = false;
            } else if (lettersSingle && letters == 1 && c == '.' && isSingleLetter(i)) {
                letters = 0;
            } else {
                break;
            }
            end = i;
        }
        i = end;
        finishWord();
    }

    bool isThousands(int32_t i) const {
        if (i + 3 > m_size)
            return false;
        return isAsciiDigit(m_bytes[i]) && isAsciiDigit(m_bytes[i + 1]) && isAsciiDigit(m_bytes[i + 2]) &&
               (i + 3 == m_size || !isAsciiDigit(m_bytes[i + 3]));
    }
    /// Digits that are not one of several groups, as in a date or a version.
    bool isDecimals(int32_t i) const {
        const int32_t begin = i;
        while (i < m_size && isAsciiDigit(m_bytes[i]))
            ++i;
        const bool anotherGroup = i + 1 < m_size && m_bytes[i] == '.' && isAsciiDigit(m_bytes[i + 1]);
        return i > begin && !anotherGroup;
    }
    bool isSingleLetter(int32_t i) const {
        if (i >= m_size || !isAsciiLetter(m_bytes[i]))
            return false;
        return i + 1 == m_size || !isWordCharacter(peek(i + 1));
    }

    void append(UChar32 c) {
        if (m_word.size() >= kMaxWordBytes)
            return;
        if (c < 0x80) {
            m_word += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        } else {
            m_ascii = false;
            appendUtf8(m_word, c);
        }
    }

    void finishWord() {
        if (!m_ascii)
            m_word = foldCase(m_word);
        if (m_word.find_first_of("' ") == std::string::npos)
            return addTerm(m_word);
        // Folding may make several words of one ligature.
        const std::string_view separators = splitsAtApostrophe(m_latinLanguage) ? "' " : " ";
        if (m_word.find_first_of(separators) != std::string::npos) {
            for (std::size_t begin = 0; begin < m_word.size();) {
                const std::size_t end = std::min(m_word.find_first_of(separators, begin), m_word.size());
                addTerm(m_word.substr(begin, end - begin));
                begin = end + 1;
            }
            return;
        }
        if (m_word.ends_with("'s"))
            m_word.resize(m_word.size() - 2);
        std::erase(m_word, '\'');
        addTerm(m_word);
    }

    std::string_view languageOf(const std::string& word) const {
        const UChar32 first = firstCodePoint(word);
        if (!u_isalpha(first))
            return {};
        switch (scriptOf(first)) {
        case Script::Latin:
            return m_latinLanguage;
        case Script::Cyrillic:
            return "ru";
        case Script::Greek:
            return "el";
        case Script::Arabic:
            return "ar";
        case Script::Devanagari:
            return "hi";
        default:
            return {};
        }
    }

    static UChar32 firstCodePoint(const std::string& word) {
        UChar32 c = 0;
        int32_t i = 0;
        U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(word.data()), i, static_cast<int32_t>(word.size()),
                        c);
        return c;
    }

    void addTerm(const std::string& word) {
        if (word.empty())
            return;
        if (m_ascii) {
            m_terms.push_back(stemOf(word, m_latinLanguage));
            return;
        }
        // Stress marks would hide an ending from the Russian stemmer; a French one needs its accents.
        const std::string_view language = languageOf(word);
        const bool stripFirst = language == "ru" || language == "ar";
        const std::string prepared = stripFirst ? stripAccents(word) : word;
        std::string term = stripAccents(stemOf(prepared, language));
        if (!term.empty())
            m_terms.push_back(std::move(term));
    }

    /// A run for which `belongs` holds, as folded text.
    template <class Belongs> std::string readRun(int32_t& i, Belongs belongs) {
        std::string run;
        while (i < m_size) {
            const int32_t begin = i;
            const UChar32 c = next(i);
            if (!isWordCharacter(c) || !belongs(scriptOf(c))) {
                i = begin;
                break;
            }
            appendUtf8(run, c);
        }
        return foldCase(run);
    }

    void readBigrams(int32_t& i) {
        const std::string run = readRun(i, [](Script script) { return isBigramScript(script); });
        const auto length = static_cast<int32_t>(run.size());
        const auto* bytes = reinterpret_cast<const uint8_t*>(run.data());
        int32_t previous = -1;
        int32_t position = 0;
        while (position < length) {
            const int32_t begin = position;
            U8_FWD_1(bytes, position, length);
            if (previous >= 0)
                m_terms.push_back(run.substr(static_cast<std::size_t>(previous),
                                             static_cast<std::size_t>(position - previous)));
            else if (position == length)
                m_terms.push_back(run);
            previous = begin;
        }
    }

    /// Thai and its neighbours: words from ICU's dictionaries.
    void readSegmented(int32_t& i) {
        const std::string run = readRun(i, [](Script script) { return script == Script::SouthEastAsian; });
        UErrorCode status = U_ZERO_ERROR;
        thread_local const std::unique_ptr<icu::BreakIterator> words(
            icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
        if (!words) {
            m_terms.push_back(run);
            return;
        }
        const icu::UnicodeString text = icu::UnicodeString::fromUTF8(run);
        words->setText(text);
        for (int32_t begin = words->first(), end = words->next(); end != icu::BreakIterator::DONE;
             begin = end, end = words->next()) {
            std::string term;
            text.tempSubStringBetween(begin, end).toUTF8String(term);
            m_terms.push_back(std::move(term));
        }
    }

    const uint8_t* m_bytes;
    int32_t m_size;
    std::string_view m_latinLanguage;
    std::vector<std::string>& m_terms;
    std::string m_word;
    bool m_ascii = true;
};

bool isLatinLanguage(std::string_view language) {
    constexpr std::array<std::string_view, 7> kOthers{"ru", "el", "ar", "hi", "ne", "ta", "yi"};
    return std::find(kOthers.begin(), kOthers.end(), language) == kOthers.end() && hasStemmer(language);
}

} // namespace

std::vector<std::string> searchTerms(std::string_view text, std::string_view language) {
    constexpr std::size_t kMaxBytes = 1u << 30; // ICU counts in 32 bits
    text = text.substr(0, kMaxBytes);
    std::string guessed;
    if (language.empty()) {
        guessed = guessLanguage(text);
        language = guessed;
    }
    std::vector<std::string> terms;
    terms.reserve(text.size() / 6);
    TermReader(text, isLatinLanguage(language) ? language : "en", terms).readAll();
    return terms;
}

} // namespace memlong
