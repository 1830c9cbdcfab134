#include "engine/text/regex_splitter.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "engine/text/pretokenizer.h"
#include "engine/text/word_scanner.h"

namespace memlong {

struct RegexSplitter::State {
    std::unique_ptr<icu::RegexPattern> pattern;
    std::optional<WordScannerRules> scanner;
};

namespace {

constexpr std::size_t kMaxPatternBytes = 16 * 1024;
constexpr int32_t kTimeLimit = 5000; // of ICU's units, about a millisecond each
constexpr int32_t kStackLimitBytes = 16 << 20;

/// White space means the same in all places: the Unicode property.
std::string withUnicodeSpaces(const std::string& pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '\\' || i + 1 == pattern.size()) {
            out += pattern[i];
            continue;
        }
        const char next = pattern[++i];
        if (next == 's')
            out += "\\p{White_Space}";
        else if (next == 'S')
            out += "\\P{White_Space}";
        else
            (out += '\\') += next;
    }
    return out;
}

} // namespace

RegexSplitter::RegexSplitter(std::unique_ptr<const State> state) : m_state(std::move(state)) {}
RegexSplitter::RegexSplitter(RegexSplitter&&) noexcept = default;
RegexSplitter& RegexSplitter::operator=(RegexSplitter&&) noexcept = default;
RegexSplitter::~RegexSplitter() = default;

Result<RegexSplitter> RegexSplitter::compile(const std::string& pattern, const std::string& file) {
    if (const auto rules = scannerRulesFor(pattern)) {
        auto state = std::make_unique<State>();
        state->scanner = rules;
        return RegexSplitter(std::move(state));
    }
    return compileWithoutScanner(pattern, file);
}

Result<RegexSplitter> RegexSplitter::compileWithoutScanner(const std::string& pattern,
                                                           const std::string& file) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    auto state = std::make_unique<State>();
    if (pattern.size() <= kMaxPatternBytes)
        state->pattern.reset(icu::RegexPattern::compile(
            icu::UnicodeString::fromUTF8(withUnicodeSpaces(pattern)), 0, where, status));
    if (U_FAILURE(status) || !state->pattern)
        return makeError(ErrorCode::Corrupt,
                         file + " splits text by a pattern that cannot be read; fetch it again",
                         pattern.substr(0, 200) + ": " + u_errorName(status));
    return RegexSplitter(std::move(state));
}

bool RegexSplitter::hasScanner() const {
    return m_state->scanner.has_value();
}

void RegexSplitter::findAll(std::string_view text, WordRange word, std::vector<WordRange>& matches) const {
    if (m_state->scanner) {
        scanWords(text, word, *m_state->scanner, matches);
        return;
    }
    const std::string_view part = text.substr(word.begin, word.end - word.begin);
    const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(part);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::RegexMatcher> matcher(m_state->pattern->matcher(wide, status));
    if (U_FAILURE(status) || !matcher)
        return;
    matcher->setTimeLimit(kTimeLimit, status);
    matcher->setStackLimit(kStackLimitBytes, status);
    // Walks both encodings side by side, to turn ICU's UTF-16 offsets into bytes.
    int32_t units = 0;
    int32_t bytes = 0;
    const auto* utf8 = reinterpret_cast<const uint8_t*>(part.data());
    const auto byteOf = [&](int32_t unit) {
        while (units < unit && bytes < static_cast<int32_t>(part.size())) {
            UChar32 c = 0;
            U8_NEXT_OR_FFFD(utf8, bytes, static_cast<int32_t>(part.size()), c);
            units += U16_LENGTH(c);
        }
        return word.begin + static_cast<std::uint32_t>(bytes);
    };
    while (matcher->find(status) && U_SUCCESS(status)) {
        const std::uint32_t begin = byteOf(matcher->start(status));
        matches.push_back({begin, byteOf(matcher->end(status))});
    }
}

} // namespace memlong
