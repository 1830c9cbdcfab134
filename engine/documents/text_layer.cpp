#include "engine/documents/text_layer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace memlong::pdf {
namespace {

constexpr std::size_t kFewestCharacters = 20; // of a page that is judged
// Over the PDFs of the tests, at most 5 % of a good page's characters and at least 39 % of a bad one's are in
// words with meaningless codes.
constexpr double kMostGarbled = 0.2;
constexpr std::size_t kShortestGarbledWord = 4; // shorter ones are symbols of formulas and drawings
constexpr std::size_t kLeastMeaningless = 8;    // a garbled word has one meaningless code in so many
// Pages in German, English, French, Spanish and program code need 4.0 to 4.8 bits a letter, letters that
// stand for others 4.6 to 6.4.
constexpr double kMostLetterBits = 5.1;
constexpr std::size_t kFewestLetters = 200;
constexpr double kLongestMeanWord = 20; // letters; above, it is data and no text
constexpr double kMostHighLatin = 0.5;  // of the letters: an 8-bit encoding of another alphabet, misread

// Minus the binary logarithm of the frequency of a to z in English, German, French and Spanish together.
constexpr std::array<float, 26> kLetterBits = {3.6F, 6.1F, 4.9F, 4.4F, 2.8F, 5.9F, 5.7F, 4.8F, 3.7F,
                                               8.5F, 7.1F, 4.4F, 5.2F, 3.6F, 4.1F, 5.8F, 8.3F, 3.9F,
                                               3.9F, 3.8F, 4.6F, 6.6F, 6.4F, 9.1F, 6.9F, 7.7F};

bool isMeaningless(UChar32 c) {
    // The end of the private area has agreed meanings: small capitals, old-style digits, Thai.
    if (c >= 0xF700 && c <= 0xF8FF)
        return false;
    switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
    case U_UNASSIGNED:
        return true;
    default:
        return c == 0xFFFD;
    }
}

/// The letter from a to z without its accents, or 0.
char baseLetter(UChar32 c) {
    UChar32 base = u_tolower(c);
    if (base >= 0xC0 && base < 0x250) {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* const forms = icu::Normalizer2::getNFDInstance(status);
        icu::UnicodeString parts;
        if (forms != nullptr && forms->getDecomposition(base, parts) && !parts.isEmpty())
            base = parts.char32At(0);
    }
    return base >= 'a' && base <= 'z' ? static_cast<char>(base) : '\0';
}

class Statistics {
public:
    void add(std::string_view line) {
        const auto size = static_cast<int32_t>(line.size());
        for (int32_t at = 0; at < size;) {
            UChar32 c = 0;
            U8_NEXT(line.data(), at, size, c);
            if (c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000) {
                endWord();
                continue;
            }
            m_word.push_back(c < 0 ? 0xFFFD : c);
        }
        endWord();
    }

    bool isReadable() const {
        if (m_characters < kFewestCharacters)
            return true;
        const auto of = [](std::size_t part, std::size_t whole) {
            return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1));
        };
        if (of(m_garbled, m_characters) > kMostGarbled)
            return false;
        if (m_letters < kFewestLetters)
            return true;
        if (of(m_highLatin, m_letters) > kMostHighLatin)
            return false;
        const bool mostlyLatin = of(m_latin, m_characters) > 0.3 && m_latin >= kFewestLetters;
        return !mostlyLatin || of(m_letters, m_words) > kLongestMeanWord ||
               m_bits / static_cast<double>(m_latin) < kMostLetterBits;
    }

private:
    void endWord() {
        m_characters += m_word.size();
        if (isGarbled())
            m_garbled += m_word.size();
        bool anyLetter = false;
        for (const UChar32 c : m_word) {
            if (!u_isalpha(c))
                continue;
            anyLetter = true;
            ++m_letters;
            m_highLatin += c >= 0xC0 && c <= 0xFF;
            if (const char letter = baseLetter(c)) {
                ++m_latin;
                m_bits += static_cast<double>(kLetterBits[static_cast<std::size_t>(letter - 'a')]);
            }
        }
        m_words += anyLetter;
        m_word.clear();
    }

    bool isGarbled() const {
        std::span<const UChar32> rest(m_word);
        if (!rest.empty() && isMeaningless(rest.front())) // the sign of a list may touch the word
            rest = rest.subspan(1);
        if (!rest.empty() && isMeaningless(rest.back()))
            rest = rest.first(rest.size() - 1);
        const auto meaningless =
            static_cast<std::size_t>(std::count_if(rest.begin(), rest.end(), isMeaningless));
        const bool leader = std::all_of(m_word.begin(), m_word.end(), // dots of a table of contents, rules
                                        [&](UChar32 c) { return c == m_word.front(); });
        return m_word.size() >= kShortestGarbledWord && meaningless * kLeastMeaningless >= m_word.size() &&
               meaningless > 0 && !leader;
    }

    std::vector<UChar32> m_word;
    std::size_t m_characters = 0, m_garbled = 0;
    std::size_t m_words = 0, m_letters = 0, m_highLatin = 0, m_latin = 0;
    double m_bits = 0; // of the m_latin letters
};

} // namespace

bool isReadable(std::span<const Line> lines) {
    Statistics statistics;
    for (const Line& line : lines)
        statistics.add(line.text);
    return statistics.isReadable();
}

} // namespace memlong::pdf
