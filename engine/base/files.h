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

/// Writes to a temporary file beside `path`, syncs it and renames it into place: a reader sees the old
/// content or the new one, never a part.
Result<void> replaceFile(const std::filesystem::path& path, std::string_view content);

/// Syncs a directory, so that a rename or a new file inside it survives a power cut.
Result<void> syncDirectory(const std::filesystem::path& directory);

/// A read-only memory map of a whole file; movable, unmapped on destruction. An empty file gives an empty span.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {m_data, m_sizeBytes}; }

private:
    MappedFile(const std::byte* data, std::size_t sizeBytes) : m_data(data), m_sizeBytes(sizeBytes) {}

    const std::byte* m_data = nullptr;
    std::size_t m_sizeBytes = 0;
};

} // namespace memlong
