// The readers of the single formats, as openDocument() starts them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/documents/document.h"

namespace memlong {

/// Largest Markdown or HTML file: these are read as a whole.
inline constexpr std::uint64_t kMaxMarkupBytes = 64U << 20;

Result<std::unique_ptr<DocumentReader>> openPdf(DocumentInfo info, const OpenOptions& options);
Result<std::unique_ptr<DocumentReader>> openPlainText(DocumentInfo info);
Result<std::unique_ptr<DocumentReader>> openMarkdown(DocumentInfo info);
Result<std::unique_ptr<DocumentReader>> openHtml(DocumentInfo info);
Result<std::unique_ptr<DocumentReader>> openEpub(DocumentInfo info);

/// The same for content in memory; `info.path` is only a name.
Result<std::unique_ptr<DocumentReader>> plainTextFromMemory(DocumentInfo info, std::string content);
Result<std::unique_ptr<DocumentReader>> markdownFromMemory(DocumentInfo info, std::string_view content);
Result<std::unique_ptr<DocumentReader>> htmlFromMemory(DocumentInfo info, std::string_view content);

/// BadInput for which isEncrypted() holds.
Error encryptedDocument(std::string message);

/// What next() answers when its stop token was triggered.
Error readingCancelled(const DocumentInfo& info);

/// A sound page with this text.
Page makePage(int number, std::string_view text);

} // namespace memlong
