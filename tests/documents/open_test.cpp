#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "engine/base/utf8.h"
#include "engine/documents/document.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using test::readAll;
using test::TemporaryFolder;
using testing::HasSubstr;

Error openError(const std::filesystem::path& path) {
    auto reader = openDocument(path);
    return reader ? makeError(ErrorCode::Internal, "opened") : reader.error();
}

TEST(OpenDocument, unusableFiles_areRefusedWithNameAndReason) {
    const TemporaryFolder folder;
    struct Case {
        const char* name;
        std::string content;
        const char* message;
    };
    std::string junk;
    for (int i = 0; i < 5000; ++i)
        junk += static_cast<char>((i * 7919) >> 3);
    const std::vector<Case> cases = {
        {"empty.pdf", "", "is empty"},
        {"photo.pdf", std::string("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00", 11) + junk, "JPEG image"},
        {"junk.txt", junk, "not a text"},
        {"letter.doc", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + junk, "Microsoft Office"},
        {"letter.docx", std::string("PK\x03\x04\x14\x00\x00\x00", 8) + "word/document.xml",
         "office document"},
        {"files.zip", std::string("PK\x03\x04\x14\x00\x00\x00", 8) + "a.txt", "ZIP archive"},
        {"note.rtf", "{\\rtf1\\ansi hello}", "Rich Text"},
        {"cut.pdf", "%PDF-1.4\n1 0 obj", "not a readable PDF"},
    };
    for (const Case& one : cases) {
        test::writeFile(folder / one.name, one.content);
        const Error error = openError(folder / one.name);
        EXPECT_EQ(error.code, ErrorCode::BadInput) << one.name;
        EXPECT_THAT(error.message, HasSubstr(one.name));
        EXPECT_THAT(error.message, HasSubstr(one.message));
    }
    EXPECT_EQ(openError(folder / "absent.pdf").code, ErrorCode::NotFound);
    EXPECT_EQ(openError(folder.path()).code, ErrorCode::BadInput);
    EXPECT_EQ(openError("/dev/zero").code, ErrorCode::BadInput);
}

TEST(OpenDocument, unknownExtensionWithText_isText) {
    const TemporaryFolder folder;
    test::writeFile(folder / "notes.xyz", "Just words.\n");
    auto reader = openDocument(folder / "notes.xyz");
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader)->info().format, "text");
    EXPECT_EQ((*reader)->info().title, "notes");
    EXPECT_EQ(readAll(**reader).text, "Just words.\n");
}

TEST(OpenDocument, pdfWithoutExtension_isRecognised) {
    const TemporaryFolder folder;
    std::filesystem::copy_file(test::sourceFolder() / "resources/sample/treasure_island.pdf",
                               folder / "book");
    auto reader = openDocument(folder / "book");
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ((*reader)->info().format, "pdf");
}

TEST(OpenDocument, textFile_isItsPagesExactly) {
    const auto path = test::sourceFolder() / "resources/sample/treasure_island.txt";
    auto reader = openDocument(path);
    ASSERT_TRUE(reader);
    const auto read = readAll(**reader);
    EXPECT_EQ(read.text, test::readText(path));
    EXPECT_GT(read.pages.size(), 100U);
    for (std::size_t i = 0; i < read.pages.size(); ++i)
        EXPECT_EQ(read.pages[i].number, static_cast<int>(i) + 1);
}

TEST(OpenDocument, hugeTextFile_isReadInBoundedMemory) {
    const TemporaryFolder folder;
    constexpr std::size_t kSizeBytes = 200U << 20;
    {
        std::ofstream file(folder / "huge.txt", std::ios::binary);
        std::string block;
        while (block.size() < (1U << 20))
            block += "A line of a very long file, größer als üblich.\n";
        for (std::size_t size = 0; size < kSizeBytes; size += block.size())
            file << block;
    }
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    auto reader = openDocument(folder / "huge.txt");
    ASSERT_TRUE(reader);
    std::size_t bytes = 0;
    while (true) {
        auto page = (*reader)->next({});
        ASSERT_TRUE(page);
        if (!*page)
            break;
        bytes += (*page)->text.size();
    }
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    EXPECT_EQ(bytes, std::filesystem::file_size(folder / "huge.txt"));
    EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 32 << 10) << "kilobytes of growth";
}

TEST(OpenDocument, stop_cancels) {
    std::stop_source source;
    source.request_stop();
    auto reader = openDocument(test::sourceFolder() / "resources/sample/treasure_island.txt");
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader)->next(source.get_token()).error().code, ErrorCode::Cancelled);
}

TEST(OpenText, pastedText_hasItsNameAndWords) {
    auto reader = openText("\xEF\xBB\xBFSome words.\r\nMore.", "-");
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader)->info().path, "-");
    EXPECT_EQ(readAll(**reader).text, "Some words.\nMore.");
    EXPECT_EQ(openText("", "-").error().code, ErrorCode::BadInput);
    EXPECT_TRUE(openText("Every file begins with %PDF-1.4, a mark.", "note.md"));
    EXPECT_THAT(openText("%PDF-1.4 ...", "-").error().message, HasSubstr("save it to a file"));
}

TEST(CollectDocuments, folder_givesReadableFilesSortedWithoutHiddenOnes) {
    const TemporaryFolder folder;
    namespace fs = std::filesystem;
    fs::create_directories(folder / "sub/.hidden");
    test::writeFile(folder / "b.txt", "b");
    test::writeFile(folder / "a.pdf", "broken, but named PDF");
    test::writeFile(folder / "picture.png", "\x89PNG\r\n\x1A\n");
    test::writeFile(folder / ".secret.txt", "no");
    test::writeFile(folder / "sub/.hidden/x.txt", "no");
    test::writeFile(folder / "sub/source.cc", "int main() {}\n");
    fs::create_directory_symlink(folder.path(), folder / "sub/loop");
    const auto files = collectDocuments(folder.path());
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(*files, (std::vector<fs::path>{folder / "a.pdf", folder / "b.txt", folder / "sub/source.cc"}));
}

TEST(CollectDocuments, nothingToRead_isAnError) {
    const TemporaryFolder folder;
    EXPECT_EQ(collectDocuments(folder.path()).error().code, ErrorCode::BadInput);
    EXPECT_EQ(collectDocuments(folder / "absent").error().code, ErrorCode::NotFound);
    test::writeFile(folder / "one.txt", "x");
    EXPECT_EQ(collectDocuments(folder / "one.txt")->size(), 1U);
}

} // namespace
} // namespace memlong
