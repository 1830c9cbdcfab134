// Files inside a ZIP archive, read into memory under limits; nothing is ever written to disk.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "engine/base/result.h"

struct archive;
struct archive_entry;

namespace memlong {

class ZipSource {
public:
    static Result<ZipSource> open(const std::filesystem::path& path);

    /// The unpacked file `name`, or nothing when the archive has no such file. BadInput when it is encrypted
    /// or larger than allowed. Fast when files are asked for in the order in which they stand in the archive.
    Result<std::optional<std::string>> read(const std::string& name);

    static constexpr std::size_t kMaxFileBytes = 32U << 20;
    static constexpr std::size_t kMaxTotalBytes = 1U << 30;
    static constexpr std::size_t kMaxFiles = 20000;
    static constexpr std::size_t kMaxHeaders = 3000000; // looked at: some seconds

private:
    struct Free {
        void operator()(archive* handle) const;
    };
    Result<void> restart();
    std::optional<std::string> nextName();
    Result<std::string> unpack(const std::string& name);

    std::filesystem::path m_path;
    std::unique_ptr<archive, Free> m_archive;
    archive_entry* m_entry = nullptr; // the archive's, of the last name
    std::unordered_set<std::string> m_names;
    std::size_t m_passed = 0; // entries since the beginning
    std::size_t m_headersRead = 0;
    std::size_t m_unpackedBytes = 0;
};

} // namespace memlong
