#include "engine/text/bert_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace memlong {
namespace {

bool isSpace(UChar32 c) {
    return u_isUWhiteSpace(c) != 0;
}

bool isControl(UChar32 c) {
    constexpr std::uint32_t kMask = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK;
    return c != '\t' && c != '\n' && c != '\r' && (U_GET_GC_MASK(c) & kMask) != 0;
}

bool isPunctuation(UChar32 c) {
    if (c < 0x80)
        return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
    return (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

/// The blocks of Chinese characters that BERT sets apart; kana and Hangul are not among them.
bool isChinese(UChar32 c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) ||
           (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

class WordReader {
public:
    WordReader(const BertRules& rules, std::vector<BertWord>& words) : m_rules(rules), m_words(words) {
        UErrorCode status = U_ZERO_ERROR;
        m_decomposer = icu::Normalizer2::getNFDInstance(status);
    }

    void add(UChar32 c, std::uint32_t originEnd) {
        if (m_rules.cleanText) {
            if (c == 0 || c == 0xFFFD || isControl(c))
                return;
            if (isSpace(c))
                c = ' ';
        }
        const bool apart = m_rules.separateChinese && isChinese(c);
        if (apart)
            endWord();
        if (c < 0x80) {
            put(m_rules.lowercase && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c, originEnd);
        } else if (icu::UnicodeString decomposition; m_rules.stripAccents && m_decomposer != nullptr &&
                                                     m_decomposer->getDecomposition(c, decomposition)) {
            for (int32_t i = 0; i < decomposition.length(); i = decomposition.moveIndex32(i, 1))
                addDecomposed(decomposition.char32At(i), originEnd);
        } else {
            addDecomposed(c, originEnd);
        }
        if (apart)
            endWord();
    }
    void endWord() {
        if (!m_word.empty())
            m_words.push_back(std::move(m_word));
        m_word.clear();
    }

private:
    void addDecomposed(UChar32 c, std::uint32_t originEnd) {
        if (m_rules.stripAccents && u_charType(c) == U_NON_SPACING_MARK)
            return;
        if (!m_rules.lowercase)
            return put(c, originEnd);
        if (c == 0x130) { // the one letter with a longer lower case, whatever the locale
            put('i', originEnd);
            return put(0x307, originEnd);
        }
        put(u_tolower(c), originEnd);
    }

    void put(UChar32 c, std::uint32_t originEnd) {
        if (isSpace(c))
            return endWord();
        const bool apart = isPunctuation(c);
        if (apart)
            endWord();
        m_word.push_back({static_cast<char32_t>(c), originEnd});
        if (apart)
            endWord();
    }

    const BertRules& m_rules;
    std::vector<BertWord>& m_words;
    BertWord m_word;
    const icu::Normalizer2* m_decomposer = nullptr;
};

} // namespace

std::vector<BertWord> bertWords(std::string_view text, const BertRules& rules) {
    std::vector<BertWord> words;
    WordReader reader(rules, words);
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int64_t>(text.size());
    for (int64_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, size, c);
        reader.add(c, static_cast<std::uint32_t>(i));
    }
    reader.endWord();
    return words;
}

} // namespace memlong
