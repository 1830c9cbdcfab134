#include <algorithm>
#include <optional>

#include <gmock/gmock.h>

#include "app/services/document_pages.h"
#include "app/services/find_text.h"
#include "engine/base/utf8.h"
#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

using testing::HasSubstr;

constexpr const char* kQuote = "Fifteen men on the dead man’s chest";

/// Without spaces, and with plain quotation marks.
std::string bare(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (static_cast<unsigned char>(c) > ' ')
            out += c;
    return out;
}

std::string textAt(const PagePicture& picture, const CharacterRange& range) {
    std::string text;
    for (const PageCharacter& c : picture.characters)
        if (c.position >= 0 && static_cast<std::uint64_t>(c.position) >= range.begin &&
            static_cast<std::uint64_t>(c.position) < range.end)
            text += utf8(c.character);
    return text;
}

class PagesTest : public ServicesTest {
protected:
    void SetUp() override { m_app.emplace(application()); }

    std::unique_ptr<DocumentPages> open(Id document, const std::string& password = {}) {
        auto pages = openDocumentPages(*m_app, "books", document, password);
        EXPECT_TRUE(pages) << pages.error().message;
        return pages ? std::move(*pages) : nullptr;
    }
    Id add(const std::filesystem::path& file) {
        const IngestReport report = ingest(*session(*m_app), file);
        return report.documents.at(0).id;
    }

    std::optional<Application> m_app;
};

TEST_F(PagesTest, sampleBook_quotesLieOnTheirPage) {
    const Id book = add(sampleBookPdf());
    const auto pages = open(book);
    ASSERT_TRUE(pages);
    EXPECT_EQ(pages->view().title, "Treasure Island");
    EXPECT_EQ(pages->view().pages, 271);
    EXPECT_TRUE(pages->view().pictures);
    EXPECT_EQ(pages->view().notice, "");
    EXPECT_EQ(pages->view().sizes.size(), 271U);
    EXPECT_EQ(pages->view().outline.size(), 40U);

    const auto found = pages->find(kQuote, 100, {});
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_FALSE(found->matches.empty());
    for (const TextMatch& match : found->matches) {
        const auto picture = pages->picture(match.page, 1, {});
        ASSERT_TRUE(picture) << picture.error().message;
        EXPECT_EQ(bare(textAt(*picture, match.range)), bare(match.match));
        for (const PageCharacter& c : picture->characters) {
            EXPECT_GE(c.box.left, 0);
            EXPECT_LE(c.box.right, picture->size.width);
            EXPECT_LT(c.box.left, c.box.right);
            EXPECT_LE(c.box.bottom, picture->size.height);
        }
    }
}

TEST_F(PagesTest, citedQuotes_areFoundOnTheDrawnPage) {
    const Id book = add(sampleBookPdf());
    const auto pages = open(book);
    ASSERT_TRUE(pages);
    AskOptions options;
    options.quotesOnly = true;
    int quotes = 0;
    for (const char* question :
         {"What did the parrot cry?", "Who was hidden in the apple barrel?", "What is the black spot?"}) {
        const auto answer = session(*m_app)->ask(question, options, {}, {});
        ASSERT_TRUE(answer) << answer.error().message;
        for (const Quote& quote : answer->quotes) {
            const auto picture = pages->picture(quote.page, 0.5, {});
            ASSERT_TRUE(picture);
            const std::string shown = bare(textAt(*picture, {quote.charBegin, quote.charEnd}));
            // A quote may go on on the next page; hyphens at line ends are only on paper.
            std::string stripped = shown;
            std::erase(stripped, '-');
            std::string wanted = bare(quote.text);
            std::erase(wanted, '-');
            EXPECT_THAT(wanted, testing::StartsWith(stripped));
            EXPECT_GT(stripped.size() * 10, wanted.size() * 3) << quote.text;
            ++quotes;
        }
    }
    EXPECT_GE(quotes, 6);
}

TEST_F(PagesTest, textOfThePages_isTheDocument) {
    const Id book = add(sampleBookText());
    const auto pages = open(book);
    ASSERT_TRUE(pages);
    EXPECT_FALSE(pages->view().pictures);
    EXPECT_EQ(pages->view().notice, "");
    std::string all;
    std::uint64_t at = 0;
    for (int page = 1; page <= pages->view().pages; ++page) {
        const auto text = pages->text(page);
        ASSERT_TRUE(text);
        EXPECT_EQ(text->page, page);
        EXPECT_EQ(text->begin, at);
        at += countCodePoints(text->text);
        all += text->text;
    }
    EXPECT_EQ(all, readText(sampleBookText()));
    const auto beyond = pages->text(pages->view().pages + 1);
    ASSERT_TRUE(beyond);
    EXPECT_EQ(beyond->text, "");
    EXPECT_FALSE(pages->picture(1, 1, {}));
}

TEST_F(PagesTest, find_ignoresCaseAccentsAndLineBreaks) {
    writeFile(m_folder / "letter.txt",
              "Dear Zoë,\n\nthe CAFÉ\nopens at “noon” on\nMonday. The café is new.\n");
    const auto pages = open(add(m_folder / "letter.txt"));
    ASSERT_TRUE(pages);
    const auto cafe = pages->find("cafe", 10, {});
    ASSERT_TRUE(cafe);
    ASSERT_EQ(cafe->matches.size(), 2U);
    EXPECT_EQ(cafe->matches[0].match, "CAFÉ");
    EXPECT_EQ(cafe->matches[0].page, 1);
    EXPECT_EQ(cafe->matches[1].before, "the CAFÉ opens at “noon” on Monday. The ");
    EXPECT_EQ(pages->find("the café opens at \"noon\"", 10, {})->matches.size(), 1U);
    EXPECT_EQ(pages->find("ZOE", 10, {})->matches.size(), 1U);
    EXPECT_EQ(pages->find("submarine", 10, {})->matches.size(), 0U);
    EXPECT_EQ(pages->find(" \n ", 10, {})->matches.size(), 0U);
    const auto limited = pages->find("e", 3, {});
    EXPECT_EQ(limited->matches.size(), 3U);
    EXPECT_TRUE(limited->more);
}

TEST_F(PagesTest, findInTheBook_findsWhatThereIs) {
    const std::string text = readText(sampleBookText());
    std::size_t times = 0;
    for (std::size_t at = text.find("Silver"); at != std::string::npos; at = text.find("Silver", at + 1))
        ++times;
    for (std::size_t at = text.find("SILVER"); at != std::string::npos; at = text.find("SILVER", at + 1))
        ++times;
    for (std::size_t at = text.find("silver"); at != std::string::npos; at = text.find("silver", at + 1))
        ++times;
    const auto pages = open(add(sampleBookText()));
    ASSERT_TRUE(pages);
    const auto found = pages->find("silver", 100000, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->matches.size(), times);
    std::uint64_t last = 0;
    for (const TextMatch& match : found->matches) {
        EXPECT_GE(match.range.begin, last);
        last = match.range.end;
        EXPECT_EQ(match.range.end - match.range.begin, 6U);
        const std::size_t byte = byteOffsetOfCodePoint(text, match.range.begin);
        EXPECT_EQ(text.substr(byte, 6), match.match);
    }
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(pages->find("silver", 10, stop.get_token()).error().code, ErrorCode::Cancelled);
}

TEST_F(PagesTest, fileGoneOrChanged_textStays) {
    const auto copy = m_folder / "island.pdf";
    std::filesystem::copy_file(sampleBookPdf(), copy);
    const Id book = add(copy);
    std::filesystem::rename(copy, m_folder / "elsewhere.pdf");
    auto pages = open(book);
    ASSERT_TRUE(pages);
    EXPECT_FALSE(pages->view().pictures);
    EXPECT_THAT(pages->view().notice, HasSubstr("not there"));
    EXPECT_EQ(pages->view().pages, 271);
    EXPECT_EQ(pages->view().outline.size(), 40U);
    EXPECT_THAT(pages->text(9)->text, HasSubstr("the"));
    writeFile(copy, "%PDF-1.4 nothing");
    pages = open(book);
    ASSERT_TRUE(pages);
    EXPECT_FALSE(pages->view().pictures);
    EXPECT_THAT(pages->view().notice, HasSubstr("changed"));
}

TEST_F(PagesTest, encryptedFile_asksForItsPassword) {
    MEMLONG_TEST_DATA_OR_SKIP(file, "pdfs/encrypted/encryption_aes-128.pdf");
    IngestOptions options;
    options.password = "foo";
    const IngestReport report = ingest(*session(*m_app), file, options);
    const Id document = report.documents.at(0).id;
    ASSERT_GT(document, 0) << report.documents.at(0).problem;
    const auto locked = open(document);
    ASSERT_TRUE(locked);
    EXPECT_FALSE(locked->view().pictures);
    EXPECT_TRUE(locked->view().needsPassword);
    EXPECT_THAT(locked->view().notice, HasSubstr("encrypted"));
    const auto unlocked = open(document, "foo");
    ASSERT_TRUE(unlocked);
    EXPECT_TRUE(unlocked->view().pictures);
    EXPECT_TRUE(unlocked->picture(1, 1, {}));
}

TEST_F(PagesTest, unknownSessionOrDocument_isNotFound) {
    EXPECT_EQ(openDocumentPages(*m_app, "nothing", 1).error().code, ErrorCode::NotFound);
    EXPECT_EQ(openDocumentPages(*m_app, "../books", 1).error().code, ErrorCode::InvalidArgument);
    add(sampleBookText());
    EXPECT_EQ(openDocumentPages(*m_app, "books", 77).error().code, ErrorCode::NotFound);
}

TEST(TextFinder, matchOverTwoPieces_isFoundOnce) {
    const std::string filler(70000, 'x');
    TextFinder finder("needle in hay", 10);
    EXPECT_TRUE(finder.add(0, filler + "need"));
    EXPECT_TRUE(finder.add(70004, "le in "));
    EXPECT_TRUE(finder.add(70010, "hay " + filler));
    EXPECT_TRUE(finder.add(140014, filler));
    const std::vector<TextMatch> matches = finder.finish();
    ASSERT_EQ(matches.size(), 1U);
    EXPECT_EQ(matches[0].range, (CharacterRange{70000, 70013}));
    EXPECT_EQ(matches[0].match, "needle in hay");
}

TEST(TextFinder, overlappingMatches_areCountedOnce) {
    TextFinder finder("aa", 10);
    finder.add(5, "aaaa b aaa");
    const std::vector<TextMatch> matches = finder.finish();
    ASSERT_EQ(matches.size(), 3U);
    EXPECT_EQ(matches[1].range, (CharacterRange{7, 9}));
}

TEST(TextFinder, chineseAndFullWidth_areFound) {
    TextFinder finder("ＡＢＣ図書", 10);
    finder.add(0, "これはabc図書館です");
    const std::vector<TextMatch> matches = finder.finish();
    ASSERT_EQ(matches.size(), 1U);
    EXPECT_EQ(matches[0].match, "abc図書");
}

} // namespace
} // namespace memlong::test
