#include <cerrno>
#include <fstream>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/documents/file_kind.h"
#include "engine/documents/readers.h"

namespace memlong {
namespace {

Result<std::string> readHead(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return systemError(error ? error.value() : ENOENT, "read", path);
    if (std::filesystem::is_directory(status))
        return makeError(ErrorCode::BadInput, path.string() + " is a folder, not a document");
    if (!std::filesystem::is_regular_file(status))
        return makeError(ErrorCode::BadInput,
                         path.string() + " is a device or pipe; use - to read standard input");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return systemError(errno ? errno : EACCES, "read", path);
    std::string head(kHeadBytes, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    return head;
}

Error unsupported(const std::string& name, const Kind& kind) {
    return makeError(ErrorCode::BadInput, name + " is " + kind.description + "; " + kind.remedy);
}

Error emptyFile(const std::string& name) {
    return makeError(ErrorCode::BadInput,
                     name + " is empty; check that it was saved or downloaded completely");
}

} // namespace

Result<std::unique_ptr<DocumentReader>> openDocument(const std::filesystem::path& path,
                                                     const OpenOptions& options) {
    MEMLONG_ASSIGN(const std::string head, readHead(path));
    const Kind kind = kindOfContent(head, path);
    if (kind.kind == FileKind::Empty)
        return emptyFile(path.string());
    if (kind.kind == FileKind::Unsupported)
        return unsupported(path.string(), kind);
    DocumentInfo info;
    info.path = path;
    info.title = path.stem().string();
    MEMLONG_ASSIGN(info.contentHash, hashFile(path));
    switch (kind.kind) {
    case FileKind::Pdf:
        return openPdf(std::move(info), options);
    case FileKind::Epub:
        return openEpub(std::move(info));
    case FileKind::Html:
        return openHtml(std::move(info));
    case FileKind::Markdown:
        return openMarkdown(std::move(info));
    default:
        return openPlainText(std::move(info));
    }
}

Result<std::unique_ptr<DocumentReader>> openText(std::string content, std::string name) {
    const Kind kind = kindOfContent(std::string_view(content).substr(0, kHeadBytes), name);
    switch (kind.kind) {
    case FileKind::Empty:
        return makeError(ErrorCode::BadInput, "there is no text in " + name + "; nothing was read");
    case FileKind::Unsupported:
        return unsupported(name, kind);
    case FileKind::Pdf:
    case FileKind::Epub:
        return makeError(ErrorCode::BadInput, name + " holds " +
                                                  (kind.kind == FileKind::Pdf ? "a PDF" : "an EPUB") +
                                                  " document; save it to a file and read that");
    default:
        break;
    }
    DocumentInfo info;
    info.path = name;
    info.title = name;
    info.contentHash = hashHex(content);
    if (kind.kind == FileKind::Html)
        return htmlFromMemory(std::move(info), content);
    if (kind.kind == FileKind::Markdown)
        return markdownFromMemory(std::move(info), content);
    return plainTextFromMemory(std::move(info), std::move(content));
}

} // namespace memlong
