// What a file is, by its first bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace memlong {

enum class FileKind { Empty, Pdf, Epub, Html, Markdown, Text, Unsupported };

struct Kind {
    FileKind kind = FileKind::Unsupported;
    std::string description; // for Unsupported: "is a JPEG image"
    std::string remedy;      // "convert it to PDF first"
};

inline constexpr std::size_t kHeadBytes = 64U << 10;

/// `head` is the file's first kHeadBytes bytes or all of it.
Kind kindOfContent(std::string_view head, const std::filesystem::path& name);

/// Small-letter extension without the dot.
std::string extensionOf(const std::filesystem::path& name);

/// Extensions of the formats that have a reader of their own.
bool isKnownExtension(const std::string& extension);

} // namespace memlong
