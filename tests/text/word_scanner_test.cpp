// The hand-written scanners against ICU's regular expressions.
#include <gtest/gtest.h>

#include "engine/text/pretokenizer.h"
#include "engine/text/regex_splitter.h"
#include "tests/text/text_samples.h"

namespace memlong {
namespace {

constexpr const char* kPatterns[] = {
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
};

std::vector<std::string> wordsOf(const RegexSplitter& splitter, const std::string& text) {
    std::vector<WordRange> ranges;
    splitter.findAll(text, {0, static_cast<std::uint32_t>(text.size())}, ranges);
    std::vector<std::string> words;
    for (const WordRange& range : ranges)
        words.push_back(text.substr(range.begin, range.end - range.begin));
    return words;
}

/// Mostly what the patterns look at.
std::string trickyText(unsigned seed) {
    static const char* const kParts[] = {"'",      "s",    "S",  "t", "re",     "LL", "'ve", " ",  "  ",
                                         "\n",     "\r\n", "\t", "1", "23",     ".",  "!?",  "é",  "中",
                                         "½",      "٣",    "😀",  "́",  "\u00A0", "ſ",  "-",   "\v", "_",
                                         "\u2028", "a",    "B",  "d", "'m",     "’"};
    std::string text;
    unsigned state = seed * 2654435761u + 1;
    for (int i = 0; i < 200; ++i) {
        state = state * 1664525u + 1013904223u;
        text += kParts[(state >> 8) % std::size(kParts)];
    }
    return text;
}

TEST(WordScanner, equalsTheRegularExpression) {
    for (const char* pattern : kPatterns) {
        const auto scanner = RegexSplitter::compile(pattern, "test");
        const auto reference = RegexSplitter::compileWithoutScanner(pattern, "test");
        ASSERT_TRUE(scanner && reference);
        EXPECT_TRUE(scanner->hasScanner());
        EXPECT_FALSE(reference->hasScanner());
        for (const std::string& text : test::hostileStrings())
            EXPECT_EQ(wordsOf(*scanner, text), wordsOf(*reference, text)) << text;
        for (unsigned seed = 0; seed < 300; ++seed) {
            const std::string text = seed % 3 == 0 ? test::randomText(seed, 500) : trickyText(seed);
            ASSERT_EQ(wordsOf(*scanner, text), wordsOf(*reference, text)) << text;
        }
    }
}

} // namespace
} // namespace memlong
