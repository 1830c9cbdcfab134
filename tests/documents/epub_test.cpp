#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include "engine/documents/document.h"
#include "engine/documents/epub_package.h"
#include "tests/documents/document_text.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using test::readAll;
using test::TemporaryFolder;
using testing::HasSubstr;

using Files = std::vector<std::pair<std::string, std::string>>;

void writeZip(const std::filesystem::path& path, const Files& files) {
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    ASSERT_EQ(archive_write_open_filename(out, path.c_str()), ARCHIVE_OK);
    for (const auto& [name, content] : files) {
        if (name == "mimetype")
            archive_write_zip_set_compression_store(out);
        else
            archive_write_zip_set_compression_deflate(out);
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        ASSERT_EQ(archive_write_header(out, entry), ARCHIVE_OK);
        archive_write_data(out, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_free(out);
}

constexpr const char* kContainer =
    R"(<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>)";

constexpr const char* kPackage = R"(<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">
<metadata><dc:title>The  Island</dc:title><dc:creator>A. Writer</dc:creator></metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine toc="ncx"><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>)";

std::string chapter(const std::string& title, int paragraphs, const std::string& anchor) {
    std::string html =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
        "<title/></head><body><h1>" +
        title + "</h1>";
    for (int i = 0; i < paragraphs; ++i)
        html += "<p>Paragraph " + std::to_string(i) + " of the chapter called " + title + ", über 日本.</p>";
    return html + "<h2 id=\"" + anchor + "\">End of " + title + "</h2><p>Last words.</p></body></html>";
}

Files book() {
    return {{"mimetype", "application/epub+zip"},
            {"META-INF/container.xml", kContainer},
            {"OEBPS/text/two.xhtml", chapter("Two", 120, "end")}, // not in reading order
            {"OEBPS/text/one a.xhtml", chapter("One", 100, "end")},
            {"OEBPS/nav.xhtml",
             "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"><body>"
             "<nav epub:type=\"toc\"><ol><li><a href=\"text/one%20a.xhtml\">Chapter One</a><ol><li>"
             "<a href=\"text/one%20a.xhtml#end\">Its end</a></li></ol></li>"
             "<li><a href=\"text/two.xhtml\">Chapter Two</a></li></ol></nav></body></html>"},
            {"OEBPS/toc.ncx",
             "<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\"><navMap><navPoint><navLabel><text>One "
             "(NCX)</text>"
             "</navLabel><content src=\"text/one%20a.xhtml\"/></navPoint></navMap></ncx>"},
            {"OEBPS/book.opf", kPackage}};
}

TEST(Epub, book_isReadInSpineOrderWithItsContents) {
    const TemporaryFolder folder;
    writeZip(folder / "book.epub", book());
    auto reader = openDocument(folder / "book.epub");
    ASSERT_TRUE(reader) << reader.error().message;
    const DocumentInfo& info = (*reader)->info();
    EXPECT_EQ(info.format, "epub");
    EXPECT_EQ(info.title, "The Island");
    EXPECT_EQ(info.author, "A. Writer");
    const auto read = readAll(**reader);
    EXPECT_EQ(read.error, "");
    EXPECT_EQ(info.pageCount, static_cast<int>(read.pages.size()));
    EXPECT_TRUE(read.text.starts_with("One\n\nParagraph 0 of the chapter called One, über 日本.\n\n"));
    EXPECT_LT(read.text.find("End of One"), read.text.find("Two\n\n"));
    ASSERT_EQ(info.outline.size(), 3U);
    EXPECT_EQ(info.outline[0].title, "Chapter One");
    EXPECT_EQ(info.outline[0].page, 1);
    EXPECT_EQ(info.outline[1].level, 1);
    const auto pageText = [&](int page) { return read.pages.at(static_cast<std::size_t>(page - 1)).text; };
    EXPECT_THAT(pageText(info.outline[1].page), HasSubstr("End of One"));
    EXPECT_TRUE(pageText(info.outline[2].page).starts_with("Two\n\n")) << "a file begins a page";
}

TEST(Epub, withoutNavigationDocument_theNcxServes) {
    const TemporaryFolder folder;
    Files files = book();
    for (auto& [name, content] : files)
        if (name == "OEBPS/nav.xhtml")
            content = "<html/>";
    writeZip(folder / "book.epub", files);
    auto reader = openDocument(folder / "book.epub");
    ASSERT_TRUE(reader) << reader.error().message;
    ASSERT_EQ((*reader)->info().outline.size(), 1U);
    EXPECT_EQ((*reader)->info().outline[0].title, "One (NCX)");
}

TEST(Epub, missingChapter_isADamagedPage) {
    const TemporaryFolder folder;
    Files files = book();
    std::erase_if(files, [](const auto& file) { return file.first == "OEBPS/text/two.xhtml"; });
    writeZip(folder / "book.epub", files);
    auto reader = openDocument(folder / "book.epub");
    ASSERT_TRUE(reader) << reader.error().message;
    const auto read = readAll(**reader);
    EXPECT_EQ(read.pages.back().status, Page::Status::Damaged);
    EXPECT_THAT(read.pages.back().problem, HasSubstr("two.xhtml"));
    EXPECT_EQ((*reader)->info().pageCount, static_cast<int>(read.pages.size()));
}

TEST(Epub, thousandsOfMissingFiles_areNotSearchedForOneByOne) {
    const TemporaryFolder folder;
    Files files = book();
    std::string manifest, spine;
    for (int i = 0; i < 5000; ++i) {
        const std::string id = "x" + std::to_string(i);
        manifest +=
            "<item id=\"" + id + "\" href=\"" + id + ".xhtml\" media-type=\"application/xhtml+xml\"/>";
        spine += "<itemref idref=\"" + id + "\"/>";
        files.insert(files.begin() + 2, {"pad/" + id, "x"});
    }
    std::string& package = files.back().second;
    package.insert(package.find("</manifest>"), manifest);
    package.insert(package.find("</spine>"), spine);
    writeZip(folder / "book.epub", files);
    auto reader = openDocument(folder / "book.epub"); // took minutes once
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ(readAll(**reader).pages.back().status, Page::Status::Damaged);
}

TEST(Epub, bombs_areRefused) {
    const TemporaryFolder folder;
    Files files = book();
    files[3].second = std::string(64U << 20, 'a');
    writeZip(folder / "bomb.epub", files);
    auto reader = openDocument(folder / "bomb.epub");
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::BadInput);
    EXPECT_THAT(reader.error().message, HasSubstr("bomb.epub"));
}

TEST(Epub, protectedBook_isRefused) {
    const TemporaryFolder folder;
    Files files = book();
    files.emplace_back(
        "META-INF/encryption.xml",
        "<encryption><enc:EncryptedData xmlns:enc=\"x\"><enc:EncryptionMethod "
        "Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/></enc:EncryptedData></encryption>");
    writeZip(folder / "drm.epub", files);
    auto reader = openDocument(folder / "drm.epub");
    ASSERT_FALSE(reader);
    EXPECT_THAT(reader.error().message, HasSubstr("DRM"));
}

TEST(Epub, notABook_isRefused) {
    const TemporaryFolder folder;
    writeZip(folder / "zip.epub", {{"a.txt", "x"}});
    test::writeFile(folder / "cut.epub", "PK\x03\x04 and nothing more");
    for (const char* name : {"zip.epub", "cut.epub"}) {
        auto reader = openDocument(folder / name);
        ASSERT_FALSE(reader) << name;
        EXPECT_EQ(reader.error().code, ErrorCode::BadInput);
        EXPECT_THAT(reader.error().message, HasSubstr(name));
    }
}

TEST(Epub, resolveHref_staysInsideTheArchive) {
    std::string anchor;
    EXPECT_EQ(resolveHref("OEBPS/text/a.xhtml", "../images/b%20c.svg#x", &anchor), "OEBPS/images/b c.svg");
    EXPECT_EQ(anchor, "x");
    EXPECT_EQ(resolveHref("OEBPS/a.xhtml", "#top", &anchor), "OEBPS/a.xhtml");
    EXPECT_EQ(resolveHref("a.xhtml", "../../etc/passwd"), "");
    EXPECT_EQ(resolveHref("a.xhtml", "http://example.org/x"), "");
    EXPECT_EQ(resolveHref("a.xhtml", "%2e%2e/%2e%2e/x"), "");
}

} // namespace
} // namespace memlong
