// Cryptographic checksums of files, as model hubs publish them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "engine/base/result.h"

namespace memlong {

/// Lower-case hexadecimal digits. `onBytes` hears how many bytes were read since the last call.
Result<std::string> sha256OfFile(const std::filesystem::path& path,
                                 const std::function<void(std::uint64_t)>& onBytes,
                                 const std::stop_token& stop);

/// As git names a file's content: SHA-1 of "blob <size>\0" and the content.
Result<std::string> gitHashOfFile(const std::filesystem::path& path, const std::stop_token& stop);

} // namespace memlong
