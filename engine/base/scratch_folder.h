// A hidden folder for work that is renamed into place when it is whole.
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/result.h"

namespace memlong {

/// Removed with what is in it, whatever happens; what a killed program left behind is removed by the next one
/// that makes a folder with the same place and prefix. A lock tells a folder in use from a left one.
class ScratchFolder {
public:
    /// In `parent`, named `prefix` and six letters or digits; the user's alone until it is renamed.
    static Result<ScratchFolder> make(const std::filesystem::path& parent, const std::string& prefix);
    /// In the system's folder for temporary files.
    static Result<ScratchFolder> makeTemporary(const std::string& prefix);
    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();

    const std::filesystem::path& path() const { return m_path; }
    /// Gives it its name; Io when that is taken by something else than an empty folder.
    Result<void> renameTo(const std::filesystem::path& target);

private:
    ScratchFolder(std::filesystem::path path, int lock) : m_path(std::move(path)), m_lock(lock) {}

    std::filesystem::path m_path; // empty when there is nothing to remove
    int m_lock = -1;
};

} // namespace memlong
