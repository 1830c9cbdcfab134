// Reading, mapping and replacing files safely.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace memlong {

/// Error for a failed system call on `path`: NotFound for a missing file, Io for the rest; the message names
/// the file, the system's reason and, for a full disk or a missing permission, the remedy.
Error systemError(int errnoValue, std::string_view action, const std::filesystem::path& path);

/// The whole file as bytes. Refused with BadInput when larger than `maxBytes`.
Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t maxBytes);

/// A new content for a file, written piece by piece to a temporary file beside it and renamed into place when
/// it is whole and synced: a reader sees the old content or the new one, never a part. Without commit()
/// nothing changes.
class FileReplacement {
public:
    static Result<FileReplacement> begin(const std::filesystem::path& path);
    FileReplacement(FileReplacement&& other) noexcept;
    FileReplacement& operator=(FileReplacement&&) = delete;
    ~FileReplacement(); // removes the temporary file

    Result<void> append(std::string_view bytes);
    /// Over bytes that were appended before.
    Result<void> overwrite(std::uint64_t offset, std::string_view bytes);
    Result<void> commit();

private:
    FileReplacement(std::filesystem::path path, std::string temporary, int fd);
    Result<void> flush();

    std::filesystem::path m_path;
    std::string m_temporary; // empty when there is none any more
    std::string m_buffer;
    int m_fd = -1;
};

/// FileReplacement of `content` at once.
Result<void> replaceFile(const std::filesystem::path& path, std::string_view content);

/// Syncs a directory, so that a rename or a new file inside it survives a power cut.
Result<void> syncDirectory(const std::filesystem::path& directory);

/// A read-only memory map of a whole file; movable, unmapped on destruction. An empty file gives an empty
/// span.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {m_data, m_sizeBytes}; }
    /// Gives the memory of `part` of the bytes back; they are read from the file again when they are needed.
    void forget(std::span<const std::byte> part) const;

private:
    MappedFile(const std::byte* data, std::size_t sizeBytes) : m_data(data), m_sizeBytes(sizeBytes) {}

    const std::byte* m_data = nullptr;
    std::size_t m_sizeBytes = 0;
};

} // namespace memlong
