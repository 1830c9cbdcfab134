// Pages whose fonts do not tell which characters they show.
#include <algorithm>

#include <gmock/gmock.h>

#include "engine/documents/document.h"
#include "engine/documents/text_layer.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using pdf::isReadable;
using test::readAll;
using testing::HasSubstr;

std::filesystem::path fixture() {
    return test::sourceFolder() / "tests/documents/fixtures/no_unicode_map.pdf";
}

/// Lines of about 80 bytes, as a page has them.
std::vector<pdf::Line> linesOf(const std::string& text) {
    std::vector<pdf::Line> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find_first_of("\n", begin), text.size());
        lines.push_back({.text = text.substr(begin, end - begin)});
        begin = end + 1;
    }
    return lines;
}

/// Pages of some 2,000 bytes, cut at line ends.
std::vector<std::string> pagesOf(const std::string& text) {
    std::vector<std::string> pages;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin + 2000), text.size());
        pages.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return pages;
}

std::string sample() {
    return test::readText(test::sourceFolder() / "resources/sample/treasure_island.txt").substr(20000, 40000);
}

TEST(TextLayer, prose_isReadable) {
    for (const std::string& page : pagesOf(sample()))
        EXPECT_TRUE(isReadable(linesOf(page))) << page;
}

TEST(TextLayer, glyphNumbersInsteadOfCharacters_areNot) {
    // As fonts without a map give it: the glyphs of a subset count from 3.
    for (std::string page : pagesOf(sample())) {
        for (char& c : page)
            if (c > ' ')
                c = static_cast<char>(c - 29);
        EXPECT_FALSE(isReadable(linesOf(page))) << page;
    }
}

TEST(TextLayer, lettersThatStandForOthers_areNot) {
    // A to Z in the order of another font.
    const std::string order = "qwertyuiopasdfghjklzxcvbnm";
    for (std::string page : pagesOf(sample())) {
        for (char& c : page)
            if (c >= 'a' && c <= 'z')
                c = order[static_cast<std::size_t>(c - 'a')];
        EXPECT_FALSE(isReadable(linesOf(page))) << page;
    }
}

TEST(TextLayer, cyrillicReadAsWesternLetters_isNot) {
    std::string page;
    for (int i = 0; i < 60; ++i)
        page += "Ïðèâåò, êàê äåëà? Ýòî òåêñò\n";
    EXPECT_FALSE(isReadable(linesOf(page)));
}

TEST(TextLayer, doubtfulPages_areReadable) {
    EXPECT_TRUE(isReadable({}));
    EXPECT_TRUE(isReadable(linesOf("\x01\x02\x03\x04 \x05\x06\x07\x08"))) << "too short to tell";
    std::string formulas, list, digits, leaders, data, dump, greek, chinese, code;
    for (int i = 0; i < 60; ++i) {
        formulas += "\x01 = \x02\x03 + x \x04 y, f\x01 \x05 \n";
        list += "\uF0B7First \uF0B7Second \uF0B7Third\n";
        digits += "\uF731\uF739\uF736\uF737 \uF761\uF772\uF770\uF761\n";
        leaders += "Chapter 1 \x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02 12\n";
        data += "q9Zx7KjvWQzXbG5hPw3RtYkLmN8fDcVsQxZjK2vBgWpHqJzXwYkFmQdVbNxTcGzR\n";
        dump += "00000010  7f 45 4c 46 02 01 01 00  de ad be ef 00 00 00 00\n";
        greek += "Μῆνιν ἄειδε θεὰ Πηληϊάδεω Ἀχιλῆος οὐλομένην\n";
        chinese += "话说天下大势\uE5E5分久必合合久必分周末七国分争并入于秦\n";
        code += "for (auto it = xs.begin(); it != xs.end(); ++it) sum += f(*it, kMax) ^ 0x9E3779B9;\n";
    }
    for (const std::string& page : {formulas, list, digits, leaders, data, dump, greek, chinese, code})
        EXPECT_TRUE(isReadable(linesOf(page))) << page.substr(0, 100);
}

TEST(TextLayer, booksAndBenchmarksOfTheTestData_areReadable) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "");
    int pages = 0;
    for (const char* part : {"books", "benchmarks"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / part)) {
            const std::string extension = entry.path().extension().string();
            if (!entry.is_regular_file() ||
                (extension != ".txt" && extension != ".md" && extension != ".csv" && extension != ".html"))
                continue;
            for (const std::string& page : pagesOf(test::readText(entry.path()))) {
                ++pages;
                EXPECT_TRUE(isReadable(linesOf(page))) << entry.path() << "\n" << page.substr(0, 300);
            }
        }
    }
    EXPECT_GT(pages, 1000);
}

TEST(TextLayer, unusablePages_areReportedAndHaveNoText) {
    auto reader = openDocument(fixture());
    ASSERT_TRUE(reader) << reader.error().message;
    const auto read = readAll(**reader);
    ASSERT_EQ(read.pages.size(), 3U);
    for (const std::size_t bad : {0U, 1U}) {
        EXPECT_EQ(read.pages[bad].status, Page::Status::Scanned);
        EXPECT_TRUE(read.pages[bad].garbled);
        EXPECT_EQ(read.pages[bad].text, "");
        EXPECT_THAT(read.pages[bad].problem, HasSubstr("--ocr"));
    }
    EXPECT_EQ(read.pages[2].status, Page::Status::Ok);
    EXPECT_FALSE(read.pages[2].garbled);
    EXPECT_THAT(read.pages[2].text, HasSubstr("This page has a map"));
}

TEST(TextLayer, unusablePages_areRecognisedOnRequest) {
    OpenOptions options;
    options.ocr = true;
    auto reader = openDocument(fixture(), options);
    if (!reader)
        GTEST_SKIP() << reader.error().message;
    const auto read = readAll(**reader);
    ASSERT_EQ(read.pages.size(), 3U);
    for (const std::size_t bad : {0U, 1U}) {
        EXPECT_TRUE(read.pages[bad].garbled);
        EXPECT_EQ(read.pages[bad].problem, "");
        EXPECT_THAT(read.pages[bad].text, HasSubstr("captain"));
    }
    EXPECT_THAT(read.pages[2].text, HasSubstr("This page has a map"));
}

TEST(TextLayer, oldStyleDigitsAndSmallCapitals_areKept) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "pdfs/paper/languages_smalltalk_The-Early-History-Of-Smalltalk.pdf");
    auto reader = openDocument(path);
    ASSERT_TRUE(reader) << reader.error().message;
    const std::string text = readAll(**reader).text;
    EXPECT_THAT(text, HasSubstr("in early 1967, he introduced me to Ed Cheadle"));
    EXPECT_THAT(text, HasSubstr("ARPA"));
}

} // namespace
} // namespace memlong
