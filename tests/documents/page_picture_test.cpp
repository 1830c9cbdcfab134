#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <gmock/gmock.h>

#include "engine/base/utf8.h"
#include "engine/documents/page_picture.h"
#include "engine/documents/page_places.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

std::filesystem::path sampleBook() {
    return test::sourceFolder() / "resources/sample/treasure_island.pdf";
}

PdfPictures openPictures(const std::filesystem::path& path, const std::string& password = {}) {
    bool locked = false;
    auto pictures = PdfPictures::open(path, password, locked);
    EXPECT_TRUE(pictures) << pictures.error().message;
    return std::move(*pictures);
}

struct ReferenceWord {
    double left = 0, top = 0, right = 0, bottom = 0;
    std::string text;
};

/// What pdftotext, another program over the same library, says where the words are.
std::vector<ReferenceWord> referenceWords(int page) {
    const std::string command = "pdftotext -bbox -f " + std::to_string(page) + " -l " + std::to_string(page) +
                                " '" + sampleBook().string() + "' - 2>/dev/null";
    std::vector<ReferenceWord> words;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 1024> line{};
    while (pipe && std::fgets(line.data(), line.size(), pipe)) {
        ReferenceWord word;
        std::array<char, 512> text{};
        if (std::sscanf(line.data(), " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">%511[^<]",
                        &word.left, &word.top, &word.right, &word.bottom, text.data()) == 5) {
            word.text = text.data();
            words.push_back(word);
        }
    }
    if (pipe)
        ::pclose(pipe);
    return words;
}

/// Share of the letters of `text` that have a place on the drawn page.
double placedShare(const DrawnPage& page, const std::string& text) {
    const std::vector<std::int64_t> places = placeCharacters(page.characters, text);
    std::vector<bool> covered(countCodePoints(text), false);
    for (const std::int64_t place : places)
        if (place >= 0 && static_cast<std::size_t>(place) < covered.size())
            covered[static_cast<std::size_t>(place)] = true;
    std::size_t letters = 0, placed = 0, index = 0;
    for (std::size_t at = 0; at < text.size(); ++index) {
        const std::size_t next = at + byteOffsetOfCodePoint(std::string_view(text).substr(at), 1);
        const bool letter = static_cast<unsigned char>(text[at]) > ' ';
        letters += letter ? 1 : 0;
        placed += letter && covered[index] ? 1 : 0;
        at = next;
    }
    return letters == 0 ? 1 : static_cast<double>(placed) / static_cast<double>(letters);
}

TEST(PagePicture, sampleBook_isDrawnAtTheSizeAskedFor) {
    PdfPictures pictures = openPictures(sampleBook());
    EXPECT_EQ(pictures.pages(), 271);
    ASSERT_EQ(pictures.sizes().size(), 271U);
    EXPECT_EQ(pictures.outline().size(), 40U);
    const auto drawn = pictures.draw(9, 1.5, {});
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_NEAR(drawn->columns, drawn->width * 1.5, 1.5);
    EXPECT_NEAR(drawn->rows, drawn->height * 1.5, 1.5);
    ASSERT_EQ(drawn->argb.size(),
              static_cast<std::size_t>(drawn->columns) * static_cast<std::size_t>(drawn->rows));
    EXPECT_EQ(drawn->argb.front(), 0xFFFFFFFFU); // the margin is paper
    const auto ink = std::count_if(drawn->argb.begin(), drawn->argb.end(),
                                   [](std::uint32_t pixel) { return (pixel & 0xFF) < 100; });
    EXPECT_GT(ink, 3000);
    EXPECT_LT(ink, drawn->columns * drawn->rows / 4);
}

TEST(PagePicture, hugeScale_isLoweredToTheLimit) {
    PdfPictures pictures = openPictures(sampleBook());
    const auto drawn = pictures.draw(1, 1000, {});
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_LT(drawn->pixelsPerPoint, 1000);
    EXPECT_LE(drawn->argb.size(), 12'100'000U);
    const auto nothing = pictures.draw(1, std::nan(""), {});
    EXPECT_TRUE(nothing);
}

TEST(PagePicture, characters_lieWherePdftotextSeesThem) {
    PdfPictures pictures = openPictures(sampleBook());
    const std::vector<ReferenceWord> words = referenceWords(9);
    if (words.empty())
        GTEST_SKIP() << "pdftotext is not installed";
    const auto drawn = pictures.draw(9, 1, {});
    ASSERT_TRUE(drawn);
    // Words in the same order: glue our characters to words and compare the boxes.
    std::size_t at = 0;
    for (const ReferenceWord& word : words) {
        std::string text;
        double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
        while (at < drawn->characters.size() && text.size() < word.text.size()) {
            const PlacedCharacter& c = drawn->characters[at++];
            text += test::utf8(c.character);
            left = std::min<double>(left, c.left);
            right = std::max<double>(right, c.right);
            top = std::min<double>(top, c.top);
            bottom = std::max<double>(bottom, c.bottom);
        }
        ASSERT_EQ(text, word.text);
        EXPECT_NEAR(left, word.left, 0.1) << text;
        EXPECT_NEAR(right, word.right, 0.1) << text;
        EXPECT_NEAR(top, word.top, 0.1) << text;
        EXPECT_NEAR(bottom, word.bottom, 0.1) << text;
    }
    EXPECT_EQ(at, drawn->characters.size());
}

TEST(PagePicture, sampleBook_everyLetterOfThePageTextHasItsPlace) {
    auto reader = openDocument(sampleBook());
    ASSERT_TRUE(reader);
    PdfPictures pictures = openPictures(sampleBook());
    int pages = 0;
    while (true) {
        auto page = (*reader)->next({});
        ASSERT_TRUE(page);
        if (!*page)
            break;
        if ((*page)->number % 9 != 0)
            continue;
        const auto drawn = pictures.draw((*page)->number, 0.5, {});
        ASSERT_TRUE(drawn);
        EXPECT_GT(placedShare(*drawn, (*page)->text), 0.995) << "page " << (*page)->number;
        // The running header is on the page, but not in the text.
        const auto places = placeCharacters(drawn->characters, (*page)->text);
        const bool header =
            std::any_of(places.begin(), places.end(), [](std::int64_t place) { return place < 0; });
        EXPECT_TRUE(header || (*page)->number <= 20) << "page " << (*page)->number;
        ++pages;
    }
    EXPECT_EQ(pages, 30);
}

TEST(PagePicture, otherBooks_mostLettersHaveTheirPlace) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "pdfs");
    std::vector<std::filesystem::path> files;
    for (const char* kind : {"book", "paper", "papers", "cjk"})
        if (std::filesystem::is_directory(folder / kind))
            for (const auto& entry : std::filesystem::directory_iterator(folder / kind))
                if (entry.path().extension() == ".pdf")
                    files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    double sum = 0;
    int pages = 0;
    for (const auto& file : files) {
        bool locked = false;
        auto pictures = PdfPictures::open(file, {}, locked);
        auto reader = openDocument(file);
        if (!pictures || !reader)
            continue;
        double ofFile = 0;
        int count = 0;
        for (int number = 1; number <= 24; ++number) {
            auto page = (*reader)->next({});
            if (!page || !*page)
                break;
            if (number % 4 != 0 || (*page)->text.size() < 200)
                continue;
            const auto drawn = pictures->draw(number, 0.3, {});
            if (!drawn)
                continue;
            ofFile += placedShare(*drawn, (*page)->text);
            ++count;
        }
        if (count == 0)
            continue;
        sum += ofFile;
        pages += count;
    }
    ASSERT_GT(pages, 0);
    EXPECT_GT(sum / pages, 0.95);
}

TEST(PagePicture, damagedFiles_areRefusedOrDrawnButNeverFatal) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "pdfs/damaged");
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".pdf" || ++files > 24)
            continue;
        bool locked = false;
        auto pictures = PdfPictures::open(entry.path(), {}, locked);
        if (!pictures) {
            EXPECT_EQ(pictures.error().code, ErrorCode::BadInput) << entry.path();
            EXPECT_THAT(pictures.error().message, testing::HasSubstr(entry.path().string()));
            continue;
        }
        for (int page = 1; page <= std::min(pictures->pages(), 2); ++page) {
            const auto drawn = pictures->draw(page, 1, {});
            EXPECT_TRUE(drawn || drawn.error().code == ErrorCode::BadInput) << entry.path();
        }
    }
    EXPECT_GT(files, 0);
}

TEST(PagePicture, encryptedFile_opensWithItsPasswordOnly) {
    MEMLONG_TEST_DATA_OR_SKIP(file, "pdfs/encrypted/encryption_aes-128.pdf");
    bool locked = false;
    const auto without = PdfPictures::open(file, {}, locked);
    ASSERT_FALSE(without);
    EXPECT_TRUE(locked);
    const auto wrong = PdfPictures::open(file, "nonsense", locked);
    ASSERT_FALSE(wrong);
    EXPECT_TRUE(locked);
    EXPECT_THAT(wrong.error().message, testing::HasSubstr("wrong"));
    EXPECT_TRUE(openPictures(file, "foo").draw(1, 1, {}));
}

TEST(PagePicture, noPdf_isRefused) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "notes.pdf", "these are notes");
    bool locked = true;
    const auto pictures = PdfPictures::open(folder / "notes.pdf", {}, locked);
    ASSERT_FALSE(pictures);
    EXPECT_FALSE(locked);
    EXPECT_EQ(pictures.error().code, ErrorCode::BadInput);
}

TEST(PagePicture, stopRequested_isCancelledAndTheNextPageIsDrawn) {
    PdfPictures pictures = openPictures(sampleBook());
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled = pictures.draw(3, 1, stop.get_token());
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(pictures.draw(3, 1, {}));
}

std::vector<PlacedCharacter> lines(const std::vector<std::u32string>& texts) {
    std::vector<PlacedCharacter> characters;
    for (std::size_t line = 0; line < texts.size(); ++line)
        for (const char32_t c : texts[line])
            if (c != U' ')
                characters.push_back({c, static_cast<std::int32_t>(line)});
    return characters;
}

TEST(PagePlaces, lineThatIsNotInTheText_hasNoPlace) {
    const auto characters = lines({U"CHAPTER ONE  7", U"It was a dark and stormy night."});
    const auto places = placeCharacters(characters, "It was a dark and stormy night.");
    EXPECT_EQ(places.front(), -1);
    EXPECT_EQ(places.back(), 30);
}

TEST(PagePlaces, hyphenAndLigature_areWhatBecameOfThem) {
    const auto characters = lines({U"The of\uFB01ce was exam-", U"ined by two men."});
    const std::string text = "The office was examined by two men.";
    const auto places = placeCharacters(characters, text);
    const auto at = [&](std::size_t index) { return places[index]; };
    EXPECT_EQ(at(5), 6); // the ligature: at its first letter
    EXPECT_EQ(places.back(), 34);
    const auto hyphen =
        static_cast<std::size_t>(std::find_if(characters.begin(), characters.end(),
                                              [](const PlacedCharacter& c) { return c.character == U'-'; }) -
                                 characters.begin());
    EXPECT_EQ(at(hyphen), at(hyphen - 1)); // it belongs to the word it breaks
    EXPECT_EQ(at(hyphen + 1), at(hyphen - 1) + 1);
}

TEST(PagePlaces, columnsInAnotherOrder_areFound) {
    const auto characters = lines({U"the first column ends here", U"the second column begins there"});
    const auto places =
        placeCharacters(characters, "the second column begins there\n\nthe first column ends here");
    EXPECT_EQ(places.front(), 32);
    EXPECT_EQ(places.back(), 29);
}

TEST(PagePlaces, rightToLeftLineInDrawingOrder_isTurned) {
    const std::u32string hebrew = U"בראשית ברא אלהים את השמים";
    const auto characters = lines({std::u32string(hebrew.rbegin(), hebrew.rend())});
    std::string text;
    for (const char32_t c : hebrew)
        text += test::utf8(c);
    const auto places = placeCharacters(characters, text);
    EXPECT_EQ(places.back(), 0);
    EXPECT_EQ(places.front(), static_cast<std::int64_t>(hebrew.size()) - 1);
}

TEST(PagePlaces, nothing_staysNothing) {
    EXPECT_TRUE(placeCharacters({}, "text").empty());
    EXPECT_EQ(placeCharacters(lines({U"some words that stand alone"}), "").front(), -1);
}

} // namespace
} // namespace memlong
