// Documents as a stream of pages: the only thing the rest of the program knows about file formats.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

/// One entry of a table of contents, in document order.
struct OutlineEntry {
    std::string title;
    int page = 0;  // 1-based; 0 when the target is unknown
    int level = 0; // 0 is the top level
};

struct DocumentInfo {
    std::filesystem::path path; // "-" for standard input
    std::string title;          // from the metadata; else the file's stem
    std::string author;
    std::string format;      // "pdf", "text", "markdown", "html", "epub"
    int pageCount = 0;       // 0 while unknown (streamed text)
    std::string contentHash; // hashFile() of the source: the document's identity
    std::vector<OutlineEntry> outline;
};

/// Formats without pages (text, Markdown, HTML, EPUB) are cut into pages of at most 3,000 characters, after a
/// paragraph where possible; a form feed and a new file of an EPUB begin a page. The pages of a text file
/// together are the decoded file exactly, but for line ends (all become "\n"), the byte order mark (dropped)
/// and NUL (U+FFFD).
///
/// The text of one page. Concatenating the texts of all pages in order gives the document's text; every
/// character belongs to the page it came with. A word broken over two pages has no separator between them.
struct Page {
    enum class Status {
        Ok,
        Scanned, // no usable text layer: `text` is empty unless OCR filled it; `problem` may say more
        Damaged, // could not be read; `problem` says why
    };
    int number = 0;    // 1-based
    std::string label; // the printed page number where the format has one
    std::string text;  // valid UTF-8, "\n" line ends, blank line between paragraphs
    Status status = Status::Ok;
    std::string problem;
    bool garbled = false; // Scanned, since the text layer is there but means nothing
};

struct OpenOptions {
    std::string password;
    bool ocr = false; // recognise pages without a text layer (tesseract)
    std::string ocrLanguage = "eng";
};

/// A source being read, page by page; memory use does not grow with the document. One thread at a time.
class DocumentReader {
public:
    virtual ~DocumentReader() = default;
    virtual const DocumentInfo& info() const = 0;
    /// The next page, or nothing after the last one. A damaged page is a page with a status, not an error.
    virtual Result<std::optional<Page>> next(std::stop_token stop) = 0;
};

/// Opens by content first, by file name second. BadInput for a file that is empty, encrypted without the
/// right password, or not of a known format; the message names the file and the remedy.
Result<std::unique_ptr<DocumentReader>> openDocument(const std::filesystem::path& path,
                                                     const OpenOptions& options = {});

/// Whether openDocument() failed because the file is encrypted and the right password was not given.
bool isEncrypted(const Error& error);

/// A document from bytes in memory (standard input, pasted text); `name` serves as path and title.
Result<std::unique_ptr<DocumentReader>> openText(std::string content, std::string name);

/// Files below `root` that have a reader, sorted; `root` itself when it is a file. Hidden files and
/// folders are passed over. NotFound when nothing is there, BadInput when a folder has no readable file.
Result<std::vector<std::filesystem::path>> collectDocuments(const std::filesystem::path& root);

/// Bumped when a reader's text changes for the same file.
inline constexpr int kReaderVersion = 3;

} // namespace memlong
