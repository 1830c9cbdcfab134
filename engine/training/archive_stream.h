// Reading of compressed files and archives through libarchive, with bounded memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

struct archive;

namespace memlong {

/// A plain, gzip, zstd, xz or bzip2 file as one stream (`Raw`), or the members of a tar or zip (`Members`).
class ArchiveStream {
public:
    enum class Kind { Raw, Members };
    static Result<ArchiveStream> open(const std::filesystem::path& path, Kind kind);

    /// The next member's name; nothing after the last. A Raw stream has one member.
    Result<std::optional<std::string>> nextMember();
    /// Bytes of the current member; 0 at its end. Corrupt for damaged data.
    Result<std::size_t> read(std::span<char> out);

private:
    struct Close {
        void operator()(archive* handle) const;
    };
    Error failure() const;

    std::filesystem::path m_path;
    std::unique_ptr<archive, Close> m_archive;
};

/// Lines of a stream, without their ends.
class LineReader {
public:
    explicit LineReader(ArchiveStream& stream, std::size_t maxLineBytes)
        : m_stream(stream), m_maxLineBytes(maxLineBytes) {}
    struct Line {
        std::string_view text; // valid until the next call
        bool tooLong = false;  // `text` is only its beginning
    };
    Result<std::optional<Line>> next();

private:
    ArchiveStream& m_stream;
    std::size_t m_maxLineBytes;
    std::string m_buffer;
    std::size_t m_begin = 0; // of what has not been given out
    bool m_ended = false;
};

} // namespace memlong
