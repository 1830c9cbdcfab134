#include "engine/documents/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/documents/text_encoding.h"

namespace memlong {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    const char* description;
    const char* remedy;
};

constexpr const char* kImageRemedy = "put it into a PDF and read that with --ocr";
constexpr const char* kOfficeRemedy = "save it as PDF, HTML or text first";
constexpr const char* kArchiveRemedy = "unpack it and read the files in it";
constexpr const char* kNoText = "it holds no text";

constexpr auto kMagics = std::to_array<Magic>({
    {0, "\xFF\xD8\xFF"sv, "a JPEG image", kImageRemedy},
    {0, "\x89PNG\r\n\x1A\n"sv, "a PNG image", kImageRemedy},
    {0, "GIF8"sv, "a GIF image", kImageRemedy},
    {0, "II*\0"sv, "a TIFF image", kImageRemedy},
    {0, "MM\0*"sv, "a TIFF image", kImageRemedy},
    {8, "WEBP"sv, "a WebP image", kImageRemedy},
    {0, "BM"sv, "a bitmap image", kImageRemedy},
    {0, "AT&TFORM"sv, "a DjVu document", "convert it to PDF first (ddjvu -format=pdf)"},
    {0, "%!PS"sv, "a PostScript document", "convert it to PDF first (ps2pdf)"},
    {0, "{\\rtf"sv, "a Rich Text document", kOfficeRemedy},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Microsoft Office document", kOfficeRemedy},
    {60, "BOOKMOBI"sv, "a Kindle (MOBI) book", "convert it to EPUB first (calibre)"},
    {0, "Rar!"sv, "a RAR archive", kArchiveRemedy},
    {0, "7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", kArchiveRemedy},
    {0, "\x1F\x8B"sv, "a gzip archive", kArchiveRemedy},
    {0, "BZh"sv, "a bzip2 archive", kArchiveRemedy},
    {0,
     "\xFD"
     "7zXZ\0"sv,
     "an xz archive", kArchiveRemedy},
    {0, "\x28\xB5\x2F\xFD"sv, "a zstd archive", kArchiveRemedy},
    {0,
     "\x7F"
     "ELF"sv,
     "a program", kNoText},
    {0, "MZ"sv, "a program", kNoText},
    {0, "SQLite format 3\0"sv, "an SQLite database", kNoText},
    {0, "ID3"sv, "an audio file", kNoText},
    {0, "OggS"sv, "an audio or video file", kNoText},
    {0, "fLaC"sv, "an audio file", kNoText},
    {0, "RIFF"sv, "an audio or video file", kNoText},
    {4, "ftyp"sv, "an audio or video file", kNoText},
});

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

/// A first byte that no plain text of ours begins with; the other marks count in binary files only.
bool isTellingByte(char c) {
    return (c & 0x80) != 0 || c == '%' || c == '{';
}

/// Something may stand before the mark, but a text that mentions it is none.
bool isPdf(std::string_view head, const std::string& extension) {
    const std::size_t at = head.substr(0, 1024 + 5).find("%PDF-");
    return at == 0 || (at != std::string_view::npos && (extension == "pdf" || looksBinary(head)));
}

Kind kindOfZip(std::string_view head, const std::string& extension) {
    // An EPUB's first entry is the stored file "mimetype".
    if (head.substr(0, 200).find("mimetypeapplication/epub+zip") != std::string_view::npos ||
        extension == "epub")
        return {FileKind::Epub, {}, {}};
    const bool office = head.find("word/") != head.npos || head.find("ppt/") != head.npos ||
                        head.find("xl/") != head.npos ||
                        head.substr(0, 200).find("mimetypeapplication/vnd.") != head.npos;
    if (office)
        return {FileKind::Unsupported, "an office document", kOfficeRemedy};
    return {FileKind::Unsupported, "a ZIP archive", kArchiveRemedy};
}

bool startsLikeHtml(std::string_view head) {
    std::string start = lower(head.substr(0, 1024));
    std::string_view rest = start;
    if (rest.starts_with("\xEF\xBB\xBF"))
        rest.remove_prefix(3);
    while (true) {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
        if (rest.starts_with("<?xml") || rest.starts_with("<!--")) {
            const bool comment = rest.starts_with("<!--");
            const std::size_t end = rest.find(comment ? "-->" : "?>");
            if (end == std::string_view::npos)
                return false;
            rest.remove_prefix(end + (comment ? 3 : 2));
            continue;
        }
        return rest.starts_with("<!doctype html") || rest.starts_with("<html");
    }
}

} // namespace

std::string extensionOf(const std::filesystem::path& name) {
    const std::string extension = name.extension().string();
    return extension.empty() ? extension : lower(std::string_view(extension).substr(1));
}

bool isKnownExtension(const std::string& extension) {
    static constexpr auto kExtensions = std::to_array<std::string_view>(
        {"pdf", "txt", "text", "md", "markdown", "mkd", "mdown", "html", "htm", "xhtml", "epub"});
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

Kind kindOfContent(std::string_view head, const std::filesystem::path& name) {
    const std::string extension = extensionOf(name);
    if (head.empty())
        return {FileKind::Empty, {}, {}};
    if (isPdf(head, extension))
        return {FileKind::Pdf, {}, {}};
    if (head.starts_with("PK\x03\x04"))
        return kindOfZip(head, extension);
    const bool binary = looksBinary(head);
    for (const Magic& magic : kMagics)
        if (head.substr(std::min(magic.offset, head.size())).starts_with(magic.bytes) &&
            (binary || isTellingByte(magic.bytes[0])))
            return {FileKind::Unsupported, magic.description, magic.remedy};
    if (binary)
        return {FileKind::Unsupported, "not a text, PDF, HTML or EPUB file",
                "save the document in one of these formats"};
    if (extension == "html" || extension == "htm" || extension == "xhtml" || startsLikeHtml(head))
        return {FileKind::Html, {}, {}};
    if (extension == "md" || extension == "markdown" || extension == "mkd" || extension == "mdown")
        return {FileKind::Markdown, {}, {}};
    return {FileKind::Text, {}, {}};
}

} // namespace memlong
