// Markdown and HTML files: read as a whole, converted, then cut into pages.
#include "engine/base/files.h"
#include "engine/documents/converted_reader.h"
#include "engine/documents/html_text.h"
#include "engine/documents/markdown_text.h"
#include "engine/documents/readers.h"
#include "engine/documents/text_encoding.h"

namespace memlong {

Result<std::unique_ptr<DocumentReader>> markdownFromMemory(DocumentInfo info, std::string_view content) {
    info.format = "markdown";
    MarkdownText converted = markdownToText(decodeText(content));
    if (!converted.title.empty())
        info.title = converted.title;
    return makeConvertedReader(std::move(info), std::move(converted.text), converted.headings);
}

Result<std::unique_ptr<DocumentReader>> htmlFromMemory(DocumentInfo info, std::string_view content) {
    info.format = "html";
    HtmlText converted = htmlToText(decodeText(content, declaredHtmlEncoding(content)));
    if (!converted.title.empty())
        info.title = converted.title;
    info.author = converted.author;
    return makeConvertedReader(std::move(info), std::move(converted.text), converted.headings);
}

Result<std::unique_ptr<DocumentReader>> openMarkdown(DocumentInfo info) {
    MEMLONG_ASSIGN(const std::string content, readFile(info.path, kMaxMarkupBytes));
    return markdownFromMemory(std::move(info), content);
}

Result<std::unique_ptr<DocumentReader>> openHtml(DocumentInfo info) {
    MEMLONG_ASSIGN(const std::string content, readFile(info.path, kMaxMarkupBytes));
    return htmlFromMemory(std::move(info), content);
}

} // namespace memlong
