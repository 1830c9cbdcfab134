#include "engine/text/word_scanner.h"

#include <array>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace memlong {
namespace {

constexpr std::string_view kGpt2 =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kGpt2Optimised =
    R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

enum class Kind : std::uint8_t { End, Space, LineEnd, Letter, Number, Other };

Kind classify(UChar32 c) {
    if (c == '\n' || c == '\r')
        return Kind::LineEnd;
    const std::uint32_t mask = U_GET_GC_MASK(c);
    if ((mask & U_GC_L_MASK) != 0)
        return Kind::Letter;
    if ((mask & U_GC_N_MASK) != 0)
        return Kind::Number;
    return u_isUWhiteSpace(c) ? Kind::Space : Kind::Other;
}

const std::array<Kind, 128>& asciiKinds() {
    static const std::array<Kind, 128> kinds = [] {
        std::array<Kind, 128> built{};
        for (UChar32 c = 0; c < 128; ++c)
            built[static_cast<std::size_t>(c)] = classify(c);
        return built;
    }();
    return kinds;
}

class Scanner {
public:
    Scanner(std::string_view text, WordRange word, const WordScannerRules& rules)
        : m_bytes(reinterpret_cast<const uint8_t*>(text.data())), m_end(static_cast<int32_t>(word.end)),
          m_position(static_cast<int32_t>(word.begin)), m_rules(rules), m_kinds(asciiKinds()) {}

    void run(std::vector<WordRange>& words) {
        while (m_position < m_end) {
            const auto begin = static_cast<std::uint32_t>(m_position);
            const int32_t contraction = contractionLength();
            if (contraction > 0)
                m_position += contraction;
            else if (m_rules.family == WordScannerRules::Family::Gpt2)
                gpt2Word();
            else
                llama3Word();
            words.push_back({begin, static_cast<std::uint32_t>(m_position)});
        }
    }

private:
    struct Character {
        Kind kind = Kind::End;
        int32_t next = 0; // where the following one begins
    };

    Character at(int32_t position) const {
        if (position >= m_end)
            return {Kind::End, position};
        const uint8_t byte = m_bytes[position];
        if (byte < 0x80)
            return {m_kinds[byte], position + 1};
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(m_bytes, position, m_end, c);
        return {classify(c), position};
    }

    static bool isSpace(Kind kind) { return kind == Kind::Space || kind == Kind::LineEnd; }

    /// 's 't 're 've 'm 'll 'd; of Llama 3 in any case, where the long s is an s.
    int32_t contractionLength() const {
        if (m_bytes[m_position] != '\'')
            return 0;
        const bool anyCase = m_rules.family == WordScannerRules::Family::Llama3;
        const auto byteAt = [&](int32_t offset) -> int {
            const int32_t position = m_position + offset;
            if (position >= m_end)
                return 0;
            const int byte = m_bytes[position];
            return anyCase && byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
        };
        const int first = byteAt(1);
        const int second = byteAt(2);
        if (anyCase && first == 0xC5 && second == 0xBF)
            return 3;
        if (first == 's' || first == 't' || first == 'm' || first == 'd')
            return 2;
        const bool two = (first == 'r' && second == 'e') || (first == 'v' && second == 'e') ||
                         (first == 'l' && second == 'l');
        return two ? 3 : 0;
    }

    void takeWhile(Kind kind) {
        for (Character c = at(m_position); c.kind == kind; c = at(m_position))
            m_position = c.next;
    }

    void takeNumber() {
        int digits = 0;
        for (Character c = at(m_position); c.kind == Kind::Number; c = at(m_position)) {
            if (m_rules.maxDigits > 0 && digits++ == m_rules.maxDigits)
                return;
            m_position = c.next;
        }
    }

    void gpt2Word() {
        const Character first = at(m_position);
        Character head = first;
        if (m_bytes[m_position] == ' ') {
            const Character second = at(first.next);
            if (second.kind == Kind::Letter || second.kind == Kind::Number || second.kind == Kind::Other) {
                m_position = first.next;
                head = second;
            }
        }
        if (isSpace(head.kind))
            return takeSpaces(false);
        takeWhile(head.kind);
    }

    void llama3Word() {
        const Character first = at(m_position);
        if (first.kind == Kind::Letter)
            return takeWhile(Kind::Letter);
        if (first.kind == Kind::Number)
            return takeNumber();
        const Character second = at(first.next);
        if (first.kind != Kind::LineEnd && second.kind == Kind::Letter) {
            m_position = first.next;
            return takeWhile(Kind::Letter);
        }
        if (m_bytes[m_position] == ' ' && second.kind == Kind::Other)
            m_position = first.next;
        else if (isSpace(first.kind))
            return takeSpaces(true);
        takeWhile(Kind::Other);
        takeWhile(Kind::LineEnd);
    }

    /// \s*[\r\n]+ when `toLineEnd`, then \s+(?!\S), then \s+.
    void takeSpaces(bool toLineEnd) {
        int32_t position = m_position;
        int32_t last = m_position; // where the last one begins
        int32_t afterLineEnd = -1;
        Character c = at(position);
        while (isSpace(c.kind)) {
            last = position;
            position = c.next;
            if (c.kind == Kind::LineEnd)
                afterLineEnd = position;
            c = at(position);
        }
        if (toLineEnd && afterLineEnd >= 0)
            m_position = afterLineEnd;
        else if (c.kind == Kind::End || last == m_position)
            m_position = position;
        else
            m_position = last;
    }

    const uint8_t* m_bytes;
    int32_t m_end;
    int32_t m_position;
    const WordScannerRules& m_rules;
    const std::array<Kind, 128>& m_kinds;
};

} // namespace

std::optional<WordScannerRules> scannerRulesFor(std::string_view pattern) {
    if (pattern == kGpt2 || pattern == kGpt2Optimised)
        return WordScannerRules{WordScannerRules::Family::Gpt2, 0};
    if (pattern == kLlama3)
        return WordScannerRules{WordScannerRules::Family::Llama3, 3};
    if (pattern == kQwen2)
        return WordScannerRules{WordScannerRules::Family::Llama3, 1};
    return std::nullopt;
}

void scanWords(std::string_view text, WordRange word, const WordScannerRules& rules,
               std::vector<WordRange>& words) {
    Scanner(text, word, rules).run(words);
}

} // namespace memlong
