#include "app/cli/text_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace memlong::cli {
namespace {

TEST(Harmless, escapeSequences_loseTheirControlCharacters) {
    EXPECT_EQ(harmless("a\x1b[31mred"), "a\xEF\xBF\xBD[31mred");
    EXPECT_EQ(harmless("\x07\x7F"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(harmless("\xC2\x9B"
                       "5n"),
              "\xEF\xBF\xBD"
              "5n"); // C1: CSI as one character
    EXPECT_EQ(harmless("\xE2\x80\xAE"
                       "x"),
              "\xEF\xBF\xBDx"); // right-to-left override
}

TEST(Harmless, ordinaryText_stays) {
    EXPECT_EQ(harmless("Käse, 漢字, עברית\n\tx"), "Käse, 漢字, עברית\n x");
    EXPECT_EQ(harmless("dos\r\nline"), "dos\nline");
}

TEST(Harmless, invalidUtf8_isReplaced) {
    EXPECT_EQ(harmless("a\xFFz"), "a\xEF\xBF\xBDz");
}

TEST(OneLine, whiteSpace_collapses) {
    EXPECT_EQ(oneLine("  a \n\n b\t c "), "a b c");
}

TEST(DisplayWidth, wideAndCombiningCharacters_areMeasured) {
    EXPECT_EQ(displayWidth("abc"), 3);
    EXPECT_EQ(displayWidth("漢字"), 4);
    EXPECT_EQ(displayWidth("e\xCC\x81"), 1); // e and a combining acute
}

TEST(Shortened, longText_endsInAnEllipsisWithinTheWidth) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdefg", 6), "abcde…");
    EXPECT_LE(displayWidth(shortened("漢字漢字", 6)), 6);
}

TEST(Wrapped, longLine_breaksBetweenWords) {
    EXPECT_EQ(wrapped("one two three four", 9), "one two\nthree\nfour");
    EXPECT_EQ(wrapped("one two", 0), "one two");
}

TEST(Wrapped, indent_startsEveryLine) {
    EXPECT_EQ(wrapped("one two three", 9, "  "), "  one two\n  three");
}

TEST(Wrapped, textWithoutSpaces_breaksBetweenWideCharacters) {
    EXPECT_EQ(wrapped("漢字漢字漢字", 5), "漢字\n漢字\n漢字");
    EXPECT_EQ(wrapped("漢字。漢", 4), "漢\n字。\n漢"); // a full stop does not start a line
}

TEST(Wrapped, paragraphs_stayApart) {
    EXPECT_EQ(wrapped("a\n\nb", 20), "a\n\nb");
}

TEST(Wrapper, piecesOfAStream_wrapAsTheWholeDoes) {
    const std::string text =
        "It was on account of the scar that people called him Billy Bones, 漢字漢字 and more.";
    for (std::size_t size = 1; size < 7; ++size) {
        Wrapper wrapper(20);
        std::string out;
        for (std::size_t begin = 0; begin < text.size();) {
            std::size_t end = std::min(begin + size, text.size());
            while (end < text.size() && (text[end] & 0xC0) == 0x80)
                ++end;
            out += wrapper.feed(std::string_view(text).substr(begin, end - begin));
            begin = end;
        }
        out += wrapper.finish();
        EXPECT_EQ(out, wrapped(text, 20)) << size;
    }
}

TEST(Wrapper, hostilePieces_loseTheirControlCharacters) {
    for (const int width : {0, 40}) {
        Wrapper wrapper(width);
        std::string out = wrapper.feed("with \x1b]0;ti");
        out += wrapper.feed("tle\x07 escapes");
        out += wrapper.finish();
        EXPECT_EQ(out, "with \xEF\xBF\xBD]0;title\xEF\xBF\xBD escapes") << width;
    }
}

TEST(Grouped, thousands_areSeparated) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(HumanBytes, unit_fitsTheSize) {
    EXPECT_EQ(humanBytes(850), "850 B");
    EXPECT_EQ(humanBytes(3200000), "3.2 MB");
    EXPECT_EQ(humanBytes(321000000), "321 MB");
}

} // namespace
} // namespace memlong::cli
