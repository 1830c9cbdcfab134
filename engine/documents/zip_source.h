// Files inside a ZIP archive, read into memory under limits; nothing is ever written to disk.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"

struct archive;

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

private:
    struct Free {
        void operator()(archive* handle) const;
    };
    Result<void> restart();
    Result<std::string> unpack(const std::string& name);

    std::filesystem::path m_path;
    std::unique_ptr<archive, Free> m_archive;
    std::size_t m_passed = 0; // entries since the beginning
    std::size_t m_unpackedBytes = 0;
};

} // namespace memlong
