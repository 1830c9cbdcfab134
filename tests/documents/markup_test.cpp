#include <gmock/gmock.h>

#include "engine/documents/document.h"
#include "engine/documents/html_text.h"
#include "engine/documents/markdown_text.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using test::readAll;
using test::TemporaryFolder;

TEST(Markdown, inlineMarkup_goesAndEveryWordStays) {
    EXPECT_EQ(markdownToText("Some *very* __bold__ `a * b` and [a link](http://x.org/y_(z) \"t\").").text,
              "Some very bold a * b and a link.\n");
    EXPECT_EQ(markdownToText("snake_case_name, 2 * 3, 5*6 and \\*stars\\*").text,
              "snake_case_name, 2 * 3, 5*6 and *stars*\n");
    EXPECT_EQ(markdownToText("![A map](map.png) of <b>the</b> island &amp; sea, <https://example.org>").text,
              "A map of the island & sea, https://example.org\n");
}

TEST(Markdown, textBehindAComment_stays) {
    EXPECT_EQ(
        markdownToText("<!-- a --> One.\n<!-- b\nc --> Two.\n<!-- d --><!-- e -->\n<!-- f -->\nThree.\n")
            .text,
        "One.\nTwo.\nThree.\n");
}

TEST(Markdown, manyOpenBrackets_takeNoTimeWorthSpeakingOf) {
    std::string line;
    while (line.size() < 4000000)
        line += "<a";
    EXPECT_EQ(markdownToText(line).text.size(), line.size() + 1); // took minutes once
}

TEST(Markdown, blocks_keepTheirWords) {
    const auto result = markdownToText("> quoted\n> text\n\n* one\n+ two\n\n```c\nint *p = a_b_c;\n```\n\n"
                                       "| a | b |\n|---|---|\n| 1 | 2 |\n\n***\n[ref]: http://x.org\nend\n");
    EXPECT_EQ(result.text, "quoted\ntext\n\n- one\n- two\n\nint *p = a_b_c;\n\na | b\n1 | 2\n\nend\n");
}

TEST(Markdown, onlyLinkDefinitionsGo) {
    EXPECT_EQ(markdownToText("[Boris]: I hid the key behind the oven.\n\n[Anna]: Where?\n").text,
              "[Boris]: I hid the key behind the oven.\n\n[Anna]: Where?\n");
    EXPECT_EQ(markdownToText("[^oil]: Whale oil was replaced by kerosene.\n").text,
              "[^oil]: Whale oil was replaced by kerosene.\n");
    EXPECT_EQ(markdownToText("[a]: <x.html>\n[b]: ../y.md \"Y\"\n[c]: #z (Z)\nend\n").text, "end\n");
}

TEST(Markdown, headings_becomeTheOutline) {
    const auto result =
        markdownToText("---\ntitle: \"My Book\"\n---\n# One #\ntext\nTwo\n---\nmore\n### Three\n");
    EXPECT_EQ(result.title, "My Book");
    ASSERT_EQ(result.headings.size(), 3U);
    EXPECT_EQ(result.headings[0].title, "One");
    EXPECT_EQ(result.headings[1].title, "Two");
    EXPECT_EQ(result.headings[1].level, 1);
    EXPECT_EQ(result.headings[2].level, 2);
    for (const Heading& heading : result.headings)
        EXPECT_EQ(result.text.substr(heading.offset, heading.title.size()), heading.title);
}

TEST(Html, blocksBecomeParagraphs_scriptsAndNavigationGo) {
    const auto result =
        htmlToText("<!doctype html><html><head><title>A  title</title><style>p{}</style></head><body>"
                   "<nav>Home</nav><h1>Chapter <i>One</i></h1><p>First\n  paragraph<br>line.</p>"
                   "<script>alert(1)</script><div>Second &mdash; one.</div><ul><li>a</li><li>b</li></ul>"
                   "<table><tr><td>x</td><td>y</td></tr></table><pre>  keep\n   this</pre></body></html>");
    EXPECT_EQ(result.title, "A title");
    EXPECT_EQ(result.text,
              "Chapter One\n\nFirst paragraph\nline.\n\nSecond — one.\n\n- a\n- b\n\nx y\n\nkeep\n   this\n");
    ASSERT_EQ(result.headings.size(), 1U);
    EXPECT_EQ(result.headings[0].title, "Chapter One");
    EXPECT_EQ(result.headings[0].offset, 0U);
}

TEST(Html, brokenMarkup_isReadAsFarAsPossible) {
    EXPECT_EQ(htmlToText("<p>one<p>two<b>three</p><div>four").text, "one\n\ntwothree\n\nfour\n");
    std::string deep;
    for (int i = 0; i < 50000; ++i)
        deep += "<div>";
    EXPECT_EQ(htmlToText(deep + "x").text, "x\n"); // must not overflow the stack
    EXPECT_EQ(htmlToText("").text, "");
}

TEST(Html, tooDeepOrTooLongForTheParser_losesNoText) {
    std::string spans, expected;
    for (int i = 0; i < 400; ++i) {
        spans += "<span class='a>b'>Sentence " + std::to_string(i) + " &amp; more.</p>";
        expected += "Sentence " + std::to_string(i) + " & more.\n\n";
    }
    const std::string text =
        htmlToText("<title>T</title><script>x<1</script><!-- > --><p>First." + spans + "<p>Last 2 < 3").text;
    EXPECT_THAT(text, testing::StartsWith("First."));
    EXPECT_THAT(text, testing::HasSubstr("Sentence 399 & more."));
    EXPECT_THAT(text, testing::HasSubstr("Last 2 < 3"));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("x<1")));

    std::string listing;
    while (listing.size() < 11000000)
        listing += "line " + std::to_string(listing.size()) + "\n";
    EXPECT_THAT(htmlToText("<pre>" + listing + "END</pre><p>Behind it.</p>").text,
                testing::EndsWith("END\n\nBehind it.\n"));
}

TEST(Html, declaredEncoding_isUsed) {
    const TemporaryFolder folder;
    test::writeFile(folder / "a.html", "<html><head><meta charset=\"iso-8859-1\"></head><body><p>Gr\xF6\xDF"
                                       "e</p></body></html>");
    auto reader = openDocument(folder / "a.html");
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ((*reader)->info().format, "html");
    EXPECT_EQ(readAll(**reader).text, "Größe\n");
}

TEST(Html, outlineEntries_nameTheirPages) {
    std::string html = "<html><body>";
    for (int chapter = 1; chapter <= 6; ++chapter) {
        html += "<h2>Chapter " + std::to_string(chapter) + "</h2>";
        for (int i = 0; i < 40; ++i)
            html += "<p>Some words of this chapter to fill a page with text that goes on.</p>";
    }
    auto reader = openText(html, "book.html");
    ASSERT_TRUE(reader) << reader.error().message;
    const auto read = readAll(**reader);
    const auto& info = (*reader)->info();
    ASSERT_EQ(info.outline.size(), 6U);
    EXPECT_EQ(info.pageCount, static_cast<int>(read.pages.size()));
    for (const OutlineEntry& entry : info.outline)
        EXPECT_THAT(read.pages.at(static_cast<std::size_t>(entry.page - 1)).text,
                    testing::HasSubstr(entry.title));
}

} // namespace
} // namespace memlong
