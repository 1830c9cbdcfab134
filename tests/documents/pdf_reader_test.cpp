#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>

#include <gmock/gmock.h>

#include "engine/base/utf8.h"
#include "engine/documents/document.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using test::readAll;
using testing::HasSubstr;
using testing::Not;

std::filesystem::path sampleBook() {
    return test::sourceFolder() / "resources/sample/treasure_island.pdf";
}

/// Letters only, so that quotes, dashes and spaces do not count.
std::string letters(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (std::isalpha(static_cast<unsigned char>(c)))
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

TEST(PdfReader, sampleBook_hasTitleOutlineLabelsAndPages) {
    auto reader = openDocument(sampleBook());
    ASSERT_TRUE(reader) << reader.error().message;
    const DocumentInfo& info = (*reader)->info();
    EXPECT_EQ(info.title, "Treasure Island");
    EXPECT_EQ(info.author, "Robert Louis Stevenson");
    EXPECT_EQ(info.pageCount, 271);
    ASSERT_EQ(info.outline.size(), 40U);
    EXPECT_EQ(info.outline[1].level, 1);
    const auto read = readAll(**reader);
    EXPECT_EQ(read.error, "");
    ASSERT_EQ(read.pages.size(), 271U);
    EXPECT_EQ(read.pages[6].label, "1");
    EXPECT_EQ(read.pages[4].label, "v");
    for (const OutlineEntry& entry : info.outline) {
        const std::string title = entry.title.substr(entry.title.find(' ') + 1);
        EXPECT_THAT(letters(read.pages.at(static_cast<std::size_t>(entry.page - 1)).text),
                    HasSubstr(letters(title)));
    }
}

TEST(PdfReader, sampleBook_isTheTextItWasSetFrom) {
    auto reader = openDocument(sampleBook());
    ASSERT_TRUE(reader);
    const std::string pdf = readAll(**reader).text;
    EXPECT_TRUE(isValidUtf8(pdf));
    const std::string text = test::readText(test::sourceFolder() / "resources/sample/treasure_island.txt");
    // Running headers left in, words lost and a wrong order would all show in the bare letters.
    const std::string found = letters(pdf);
    std::size_t from = found.find("squiretrelawneydrlivesey");
    ASSERT_NE(from, std::string::npos);
    int paragraphs = 0;
    for (std::size_t begin = text.find("SQUIRE TRELAWNEY"); begin < text.size();) {
        const std::size_t end = std::min(text.find("\n\n", begin), text.size());
        const std::string paragraph = letters(text.substr(begin, end - begin));
        begin = end + 2;
        if (paragraph.size() < 60)
            continue;
        ++paragraphs;
        const std::size_t at = found.find(paragraph, from);
        EXPECT_NE(at, std::string::npos) << paragraph;
        if (at != std::string::npos)
            from = at + paragraph.size();
    }
    EXPECT_GT(paragraphs, 900);
}

TEST(PdfReader, sentencesOverPageBreaks_stayWhole) {
    auto reader = openDocument(sampleBook());
    ASSERT_TRUE(reader);
    const auto read = readAll(**reader);
    EXPECT_THAT(read.text, HasSubstr("in spite of his wound, showed a wonderful clean pair of heels"));
    EXPECT_THAT(read.pages[19].text, HasSubstr("in spite of his wound, showed a "));
    EXPECT_TRUE(read.pages[20].text.starts_with("wonderful clean pair"));
    for (const Page& page : read.pages)
        EXPECT_THAT(page.text, Not(HasSubstr("\n\n\n")));
}

struct Known {
    const char* file;
    std::vector<std::string> phrases;
    std::vector<std::string> absent;
};

void PrintTo(const Known& known, std::ostream* out) { // the test's name in CTest
    *out << known.file;
}

class KnownPdf : public testing::TestWithParam<Known> {};

TEST_P(KnownPdf, text_isInReadingOrderWithoutRunningLines) {
    MEMLONG_TEST_DATA_OR_SKIP(path, std::string("pdfs/") + GetParam().file);
    auto reader = openDocument(path);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto read = readAll(**reader);
    for (const std::string& phrase : GetParam().phrases)
        EXPECT_THAT(read.text, HasSubstr(phrase));
    for (const std::string& phrase : GetParam().absent)
        EXPECT_THAT(read.text, Not(HasSubstr(phrase)));
}

INSTANTIATE_TEST_SUITE_P(
    Files, KnownPdf,
    testing::Values(
        Known{"book/freeculture.pdf",
              {"were born out of copying each other. . . . That’s how [the artists] learn to draw",
               "Would manga be richer if doujinshi artists were regularly prosecuted?"},
              {"4TH PASS PAGES", "free-culture.org/get-it", "r9jm.qxd"}},
        Known{"paper/tracemonkey.pdf",
              {"such as Google Mail, Google Docs and Zimbra Collaboration Suite",
               "JavaScript, for example, is the de facto standard for client-side web programming and is "
               "used for the "
               "application logic of browser-based productivity applications",
               "In Section 7 we evaluate our dynamic compiler based on a set of industry benchmarks.",
               "loop header, but the outer loop header", "TraceMonkey supports all the JavaScript features"},
              {"Trace-Monkey"}},
        Known{"paper/nonfree_naacl06-shinyama.pdf",
              {"In this case, we connect these two entities to each other.",
               "Every day, a large number of news articles are created and reported"},
              {}},
        Known{"book/processes_communicating-sequential-processes.pdf", {"simple vending machine"}, {}}));

/// Words of two letters and more, small, hyphens taken out.
std::map<std::string, int> wordCounts(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = text[i] == '-';
        const std::size_t next = text.find_first_not_of(" \n", i + 1);
        if (hyphen && i + 1 < text.size() && text[i + 1] == '\n' && next != std::string::npos)
            i = next - 1;
        else if (!hyphen)
            plain += text[i];
    }
    std::map<std::string, int> counts;
    std::string word;
    for (const char c : plain + " ") {
        if (std::isalpha(static_cast<unsigned char>(c))) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else {
            if (word.size() > 1)
                ++counts[word];
            word.clear();
        }
    }
    return counts;
}

std::vector<std::string> pdftotextPages(const std::filesystem::path& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(
        popen(("pdftotext -q '" + path.string() + "' - 2>/dev/null").c_str(), "r"), &pclose);
    std::string text;
    std::array<char, 65536> block;
    for (std::size_t got = 0; pipe && (got = fread(block.data(), 1, block.size(), pipe.get())) > 0;)
        text.append(block.data(), got);
    std::vector<std::string> pages;
    for (std::size_t begin = 0, end = 0; (end = text.find('\f', begin)) != std::string::npos; begin = end + 1)
        pages.push_back(text.substr(begin, end - begin));
    return pages;
}

class WordRecall : public testing::TestWithParam<const char*> {};

TEST_P(WordRecall, everyPage_hasThePagesWords) {
    MEMLONG_TEST_DATA_OR_SKIP(path, std::string("pdfs/") + GetParam());
    const auto expected = pdftotextPages(path);
    if (expected.empty())
        GTEST_SKIP() << "pdftotext (poppler-utils) is not installed";
    auto reader = openDocument(path);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto read = readAll(**reader);
    ASSERT_EQ(read.pages.size(), expected.size());
    // Lines that stand on many pages are running lines, which we leave out on purpose.
    std::map<std::string, int> lines;
    for (const std::string& page : expected)
        for (std::size_t begin = 0; begin < page.size();) {
            const std::size_t end = std::min(page.find('\n', begin), page.size());
            ++lines[letters(page.substr(begin, end - begin))];
            begin = end + 1;
        }
    int found = 0;
    int all = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        std::string body;
        for (std::size_t begin = 0; begin < expected[i].size();) {
            const std::size_t end = std::min(expected[i].find('\n', begin), expected[i].size());
            const std::string line = expected[i].substr(begin, end - begin + 1);
            if (lines[letters(line)] < 3)
                body += line;
            begin = end + 1;
        }
        auto ours = wordCounts(read.pages[i].text);
        for (const auto& [word, count] : wordCounts(body)) {
            all += count;
            found += std::min(count, ours[word]);
        }
    }
    EXPECT_GT(all, 1000);
    EXPECT_GE(found, all * 97 / 100) << found << " of " << all << " words";
}

INSTANTIATE_TEST_SUITE_P(Files, WordRecall,
                         testing::Values("book/freeculture.pdf", "book/pdkids.pdf",
                                         "book/processes_communicating-sequential-processes.pdf",
                                         "paper/tracemonkey.pdf", "paper/nonfree_naacl06-shinyama.pdf",
                                         "paper/design_out-of-the-tar-pit.pdf",
                                         "paper/languages_smalltalk_The-Early-History-Of-Smalltalk.pdf"));

TEST(PdfReader, encryptedFiles_openWithTheirPasswordOnly) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "pdfs/encrypted");
    struct Locked {
        const char* name;
        std::vector<std::string> passwords; // the user's and the owner's
    };
    const std::vector<Locked> files = {{"encryption_rc4-40.pdf", {"foo", "baz"}},
                                       {"encryption_rc4-128.pdf", {"foo", "baz"}},
                                       {"encryption_aes-128.pdf", {"foo", "baz"}},
                                       {"encryption_aes-256-r6.pdf", {"usersecret", "ownersecret"}},
                                       {"issue6010_2.pdf", {"æøå"}}};
    for (const Locked& file : files) {
        for (const char* wrong : {"", "certainly not this"}) {
            OpenOptions options;
            options.password = wrong;
            auto refused = openDocument(folder / file.name, options);
            ASSERT_FALSE(refused) << file.name;
            EXPECT_EQ(refused.error().code, ErrorCode::BadInput);
            EXPECT_THAT(refused.error().message, HasSubstr("give its password with --password"));
            EXPECT_TRUE(isEncrypted(refused.error()));
        }
        for (const std::string& right : file.passwords) {
            OpenOptions options;
            options.password = right;
            auto opened = openDocument(folder / file.name, options);
            ASSERT_TRUE(opened) << opened.error().message << " with " << right;
            EXPECT_EQ(readAll(**opened).error, "");
        }
    }
    for (const char* password : {"", "of other files"}) {
        OpenOptions options;
        options.password = password;
        EXPECT_TRUE(openDocument(folder / "nonfree_dmca.pdf", options))
            << "only its owner's rights are protected";
    }
}

TEST(PdfReader, everyFileOfTheTestData_opensOrFailsCleanly) {
    MEMLONG_TEST_DATA_OR_SKIP(folder, "pdfs");
    // Pages whose fonts do not tell which characters they show: all of the first two, and of the third all
    // but its first and its last.
    const std::map<std::string, int> unreadable = {{"operating_systems_therac.pdf", 49},
                                                   {"security_ids-evasion-ptacek-newsham.pdf", 63},
                                                   {"TAMReview.pdf", 21}};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() != ".pdf" || name == "bomb_giant.pdf")
            continue;
        auto reader = openDocument(entry.path());
        if (!reader) {
            EXPECT_EQ(reader.error().code, ErrorCode::BadInput) << name;
            EXPECT_THAT(reader.error().message, HasSubstr(name));
            continue;
        }
        const auto read = readAll(**reader);
        EXPECT_EQ(read.error, "") << name;
        EXPECT_EQ(static_cast<int>(read.pages.size()), (*reader)->info().pageCount) << name;
        EXPECT_TRUE(isValidUtf8(read.text)) << name;
        int garbled = 0;
        for (const Page& page : read.pages) {
            garbled += page.garbled;
            EXPECT_EQ(page.status == Page::Status::Damaged || page.garbled, !page.problem.empty())
                << name << " page " << page.number;
        }
        const auto known = unreadable.find(name);
        EXPECT_EQ(garbled, known == unreadable.end() ? 0 : known->second) << name;
    }
}

TEST(PdfReader, pageThatTakesForever_isReportedAsDamaged) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "pdfs/damaged/bomb_giant.pdf");
    auto reader = openDocument(path);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto read = readAll(**reader);
    ASSERT_EQ(read.pages.size(), 1U);
    EXPECT_EQ(read.pages[0].status, Page::Status::Damaged);
}

TEST(PdfReader, truncatedFile_givesItsReadablePagesOrAClearError) {
    const test::TemporaryFolder folder;
    const std::string whole = test::readText(sampleBook());
    for (const std::size_t percent : {10U, 50U, 90U}) {
        const auto path = folder / ("cut" + std::to_string(percent) + ".pdf");
        test::writeFile(path, whole.substr(0, whole.size() * percent / 100));
        auto reader = openDocument(path);
        if (!reader) {
            EXPECT_EQ(reader.error().code, ErrorCode::BadInput);
            EXPECT_THAT(reader.error().message, HasSubstr(path.filename().string()));
        } else {
            EXPECT_EQ(readAll(**reader).error, "");
        }
    }
}

TEST(PdfReader, scannedPages_haveTheirStatus) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "pdfs/scan/nonfree_175.pdf");
    auto reader = openDocument(path);
    ASSERT_TRUE(reader) << reader.error().message;
    for (const Page& page : readAll(**reader).pages) {
        EXPECT_EQ(page.status, Page::Status::Scanned);
        EXPECT_EQ(page.text, "");
    }
}

TEST(PdfReader, scannedPages_areRecognisedOnRequest) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "pdfs/scan/nonfree_175.pdf");
    OpenOptions options;
    options.ocr = true;
    options.ocrLanguage = "xxx";
    auto unknown = openDocument(path, options);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::BadInput);
    options.ocrLanguage = "eng";
    auto reader = openDocument(path, options);
    if (!reader)
        GTEST_SKIP() << reader.error().message;
    const auto read = readAll(**reader);
    ASSERT_FALSE(read.pages.empty());
    EXPECT_EQ(read.pages[0].status, Page::Status::Scanned);
    EXPECT_GT(wordCounts(read.text).size(), 20U);
}

TEST(PdfReader, cancelled_stopsAtOnce) {
    auto reader = openDocument(sampleBook());
    ASSERT_TRUE(reader);
    std::stop_source source;
    source.request_stop();
    EXPECT_EQ((*reader)->next(source.get_token()).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace memlong
