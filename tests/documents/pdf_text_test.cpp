// The parts of PDF reading that need no PDF: running lines, junctions, hyphens, reading order, messages.
#include <gmock/gmock.h>

#include "engine/documents/clean_text.h"
#include "engine/documents/hyphenation.h"
#include "engine/documents/pdf_messages.h"
#include "engine/documents/reading_order.h"
#include "engine/documents/reflow.h"
#include "engine/documents/running_lines.h"

namespace memlong::pdf {
namespace {

constexpr float kWidth = 300;

Line line(const std::string& text, float top, float left = 50, float right = 50 + kWidth, float size = 10) {
    Line result;
    result.text = text;
    result.left = left;
    result.right = right;
    result.top = top;
    result.bottom = top + size;
    result.size = size;
    return result;
}

std::string flowed(const std::vector<Line>& lines, const Hyphenation& hyphenation = {}) {
    const auto flow = flowLines(lines);
    std::string text;
    for (std::size_t i = 0; i < flow.size(); ++i) {
        if (i == 0)
            text = flow[0].line.text;
        else
            appendLine(text, junction(flow[i - 1], flow[i], hyphenation), flow[i].line.text);
    }
    return text;
}

TEST(Reflow, linesOfAParagraph_areJoinedWithSpaces) {
    EXPECT_EQ(flowed({line("This paragraph is set in full", 100), line("lines and ends in a short", 112),
                      line("one here.", 124, 50, 100), line("The next is indented and goes", 136, 62),
                      line("on for another line.", 148, 50, 180)}),
              "This paragraph is set in full lines and ends in a short one here.\n\nThe next is indented and "
              "goes on for "
              "another line.");
}

TEST(Reflow, brokenWords_areJoined) {
    Hyphenation hyphenation;
    hyphenation.learn("a well-known fact of typesetting in Anglo-Saxon lands");
    EXPECT_EQ(flowed({line("there is a well-", 100), line("known exam-", 112), line("ple of the Anglo-", 124),
                      line("Saxon years 1914-", 136), line("1918 and the soft\u00AD", 148),
                      line("ware of today", 160)},
                     hyphenation),
              "there is a well-known example of the Anglo-Saxon years 1914-1918 and the software of today");
}

TEST(Reflow, chineseAndJapaneseLines_areJoinedWithoutSpaces) {
    EXPECT_EQ(flowed({line("吾輩は猫である。名前はまだ", 100), line("無い。どこで生れたか", 112)}),
              "吾輩は猫である。名前はまだ無い。どこで生れたか");
}

TEST(Reflow, headings_standApart) {
    EXPECT_EQ(flowed({line("The Sea-dog at the Admiral", 100, 80, 320, 18), line("Benbow", 122, 160, 240, 18),
                      line("Squire Trelawney had asked me to", 160), line("write it down.", 172, 50, 120)}),
              "The Sea-dog at the Admiral Benbow\n\nSquire Trelawney had asked me to write it down.");
}

TEST(Reflow, listings_keepTheirLines) {
    std::vector<Line> code = {line("for (int i = 0; i < n; ++i)", 100), line("if (a[i])", 112, 62, 120),
                              line("return i;", 124, 74, 130)};
    for (Line& each : code)
        each.fixedPitch = true;
    EXPECT_EQ(flowed(code), "for (int i = 0; i < n; ++i)\nif (a[i])\nreturn i;");
}

TEST(CleanLine, ligaturesControlsAndSpaces_areReplaced) {
    EXPECT_EQ(cleanLine("  e\uFB03cient\u00A0 \uFB02ow \x01\u00AD of\u00ADfice \uF0B7 "),
              "efficient flow office");
    EXPECT_EQ(cleanLine("e\x0E"
                        "cient, su\x0E"
                        "xes, o\x1B, \x1Crst \x0F \x1D"),
              "efficient, suffixes, off, first");
    EXPECT_EQ(cleanLine("broken\xFF utf"), "broken\uFFFD utf");
    EXPECT_EQ(cleanLine("\x02\uE001"), "");
}

PageReply page(int number, const std::string& header, const std::string& footer, int lines = 20) {
    PageReply reply;
    reply.number = number;
    reply.width = 400;
    reply.height = 600;
    if (!header.empty())
        reply.lines.push_back(line(header, 30));
    for (int i = 0; i < lines; ++i)
        reply.lines.push_back(
            line("Body line " + std::string(1, static_cast<char>('a' + (i * 7 + number) % 26)) +
                     " of this page only" + std::string(static_cast<std::size_t>(i % 5), 'x'),
                 60 + 12.0F * static_cast<float>(i)));
    if (!footer.empty())
        reply.lines.push_back(line(footer, 560, 190, 210));
    return reply;
}

std::vector<std::size_t> bodyCounts(const std::vector<PageReply>& pages) {
    std::vector<PageEdges> edges;
    for (const PageReply& each : pages)
        edges.push_back(findEdges(each));
    std::vector<const PageEdges*> all;
    for (const PageEdges& each : edges)
        all.push_back(&each);
    for (PageEdges& each : edges)
        markRepeatedRows(each, all);
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        markRowsInBand(edges[i], all);
        counts.push_back(bodyLines(pages[i], edges[i]).size());
    }
    return counts;
}

TEST(RunningLines, headersAndPageNumbers_areDropped) {
    EXPECT_THAT(bodyCounts({page(11, "TREASURE ISLAND 5", ""), page(12, "6 The Black Spot", ""),
                            page(13, "TREASURE ISLAND 7", ""), page(14, "8 The Black Spot", "")}),
                testing::Each(20U));
    EXPECT_THAT(bodyCounts({page(1, "", "1"), page(2, "", "2"), page(3, "", "- 3 -"), page(4, "", "4")}),
                testing::Each(20U));
    EXPECT_THAT(bodyCounts({page(5, "", "iv"), page(6, "", "v"), page(7, "", "vi")}), testing::Each(20U));
}

TEST(RunningLines, headerOfAChapterOfOnePage_goesWithItsNeighbours) {
    EXPECT_THAT(bodyCounts({page(11, "10 Alpha", ""), page(12, "11 Alpha", ""), page(13, "12 Beta", ""),
                            page(14, "13 Gamma", ""), page(15, "14 Gamma", "")}),
                testing::Each(20U));
}

TEST(RunningLines, linesThatDoNotRepeat_stay) {
    EXPECT_THAT(bodyCounts({page(1, "Chapter 1", ""), page(4, "Chapter 2", ""), page(6, "Chapter 3", "")}),
                testing::Each(21U));
    EXPECT_THAT(bodyCounts({page(1, "An invoice", ""), page(2, "An invoice", "")}), testing::Each(21U));
    EXPECT_THAT(bodyCounts({page(1, "", "17"), page(2, "", "42"), page(3, "", "99")}), testing::Each(21U));
}

TEST(ReadingOrder, footnotes_moveInFrontOfTheOpenParagraph) {
    auto lines = flowLines(
        {line("A first paragraph that is complete.", 100), line("An open paragraph starts at this", 130, 62),
         line("place and goes on over the page to", 142), line("1 A note in small type.", 500, 50, 200, 7)});
    mendReadingOrder(lines, nullptr, {});
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[1].line.text, "1 A note in small type.");
    EXPECT_EQ(lines[3].line.text, "place and goes on over the page to");
}

TEST(ReadingOrder, figureAtTheTopOfAPage_movesBehindTheOpenSentence) {
    const auto before = flowLines(
        {line("Some text that is in the middle", 100), line("of a sentence when the page ends", 112)});
    auto lines =
        flowLines({line("Figure 3. The island.", 60, 50, 200),
                   line("and so it goes on from the page before,", 100), line("to its end.", 112, 50, 120)});
    mendReadingOrder(lines, &before.back(), {});
    EXPECT_EQ(lines.front().line.text, "and so it goes on from the page before,");
    EXPECT_EQ(lines.back().line.text, "Figure 3. The island.");
}

TEST(PdfMessages, encodeThenDecode_roundTrip) {
    PageReply reply = page(7, "Header", "7");
    reply.label = "vii";
    reply.problem = "none";
    const auto copy = decodePageReply(encode(reply));
    ASSERT_TRUE(copy);
    EXPECT_EQ(copy->label, "vii");
    EXPECT_EQ(copy->lines.size(), reply.lines.size());
    EXPECT_EQ(copy->lines[3].text, reply.lines[3].text);
    EXPECT_EQ(copy->lines[3].bottom, reply.lines[3].bottom);
}

TEST(PdfMessages, cutOrForgedPayloads_areRefused) {
    const std::string payload = encode(page(7, "Header", "7"));
    for (std::size_t size = 0; size < payload.size(); ++size)
        EXPECT_FALSE(decodePageReply(payload.substr(0, size))) << size;
    EXPECT_FALSE(decodePageReply(payload + "x"));
    std::string forged = encode(OpenReply{});
    forged.replace(forged.size() - 4, 4, "\xFF\xFF\xFF\xFF");
    EXPECT_FALSE(decodeOpenReply(forged));
}

} // namespace
} // namespace memlong::pdf
