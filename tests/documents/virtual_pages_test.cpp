#include "engine/documents/virtual_pages.h"

#include <gmock/gmock.h>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

std::vector<std::string> pagesOf(const std::string& text, std::size_t piece) {
    VirtualPages pages;
    std::vector<std::string> result;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        pages.append(std::string_view(text).substr(at, piece));
        while (const auto page = pages.next())
            result.emplace_back(*page);
    }
    pages.finish();
    while (const auto page = pages.next())
        result.emplace_back(*page);
    return result;
}

std::string joined(const std::vector<std::string>& pages) {
    std::string text;
    for (const std::string& page : pages)
        text += page;
    return text;
}

TEST(VirtualPages, longText_isCutAfterParagraphs) {
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "Paragraph number " + std::to_string(i) + " has a few words in it, and ends.\n\n";
    const auto pages = pagesOf(text, text.size());
    EXPECT_EQ(joined(pages), text);
    ASSERT_GT(pages.size(), 3U);
    for (const std::string& page : pages) {
        EXPECT_LE(countCodePoints(page), VirtualPages::kPageCharacters);
        EXPECT_TRUE(page.ends_with(".\n\n"));
    }
}

TEST(VirtualPages, piecesOfAnySize_giveTheSamePages) {
    std::string text;
    for (int i = 0; i < 900; ++i)
        text += (i % 7 == 0 ? "\n\nNeuer Absatz, größer. " : "日本語の文章。words go on and on ");
    const auto whole = pagesOf(text, text.size());
    for (const std::size_t piece :
         {std::size_t{7}, std::size_t{4096}, std::size_t{65536}}) // may split characters
        EXPECT_EQ(joined(pagesOf(text, piece)), text);
    EXPECT_EQ(pagesOf(text, 4000), whole);
}

TEST(VirtualPages, formFeed_endsThePage) {
    const auto pages = pagesOf("one\ftwo\n\f\fthree", 100);
    EXPECT_EQ(pages, (std::vector<std::string>{"one\f", "two\n\f", "\f", "three"}));
}

TEST(VirtualPages, realPagesLongerThanUsual_stayWhole) {
    const std::string page(9000, 'x');
    EXPECT_EQ(pagesOf(page + "\f" + page, 100000).size(), 2U);
}

TEST(VirtualPages, textWithoutAnySpace_isCutAtTheLimit) {
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "ß";
    const auto pages = pagesOf(text, text.size());
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_EQ(countCodePoints(pages[0]), VirtualPages::kPageCharacters);
    EXPECT_TRUE(isValidUtf8(pages[0]));
}

TEST(VirtualPages, pageOfOffset_findsThePageThatHoldsIt) {
    const std::vector<std::size_t> starts{0, 10, 25};
    EXPECT_EQ(pageOfOffset(starts, 0), 1);
    EXPECT_EQ(pageOfOffset(starts, 9), 1);
    EXPECT_EQ(pageOfOffset(starts, 10), 2);
    EXPECT_EQ(pageOfOffset(starts, 999), 3);
}

} // namespace
} // namespace memlong
