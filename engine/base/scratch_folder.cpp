#include "engine/base/scratch_folder.h"

#include <cerrno>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRandomLetters = 6; // of mkdtemp
constexpr int kAttempts = 8;

/// The folder with its lock taken; -1 when it is gone or in use.
int lockFolder(const fs::path& folder) {
    const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (lock < 0)
        return -1;
    struct stat locked {
    }, named{};
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0 && ::fstat(lock, &locked) == 0 &&
        ::stat(folder.c_str(), &named) == 0 && locked.st_ino == named.st_ino)
        return lock;
    ::close(lock);
    return -1;
}

void removeLeftFolders(const fs::path& parent, const std::string& prefix) {
    std::error_code failure;
    std::vector<fs::path> found;
    for (auto entry = fs::directory_iterator(parent, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (name.size() == prefix.size() + kRandomLetters && name.starts_with(prefix))
            found.push_back(entry->path());
    }
    for (const fs::path& folder : found) {
        if (const int lock = lockFolder(folder); lock >= 0) {
            fs::remove_all(folder, failure);
            ::close(lock);
        }
    }
}

} // namespace

Result<ScratchFolder> ScratchFolder::make(const fs::path& parent, const std::string& prefix) {
    removeLeftFolders(parent, prefix);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        std::string name = (parent / (prefix + std::string(kRandomLetters, 'X'))).string();
        if (::mkdtemp(name.data()) == nullptr)
            return systemError(errno, "write in", parent);
        // Another program may take it for a left one before it is locked.
        if (const int lock = lockFolder(name); lock >= 0)
            return ScratchFolder(name, lock);
    }
    return systemError(EBUSY, "write in", parent);
}

Result<ScratchFolder> ScratchFolder::makeTemporary(const std::string& prefix) {
    std::error_code failure;
    const fs::path parent = fs::temp_directory_path(failure);
    if (failure)
        return makeError(ErrorCode::Io, "there is no folder for temporary files; set TMPDIR to one",
                         failure.message());
    return make(parent, prefix);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {})), m_lock(std::exchange(other.m_lock, -1)) {}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove_all(m_path, ignored);
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<void> ScratchFolder::renameTo(const fs::path& target) {
    ::chmod(m_path.c_str(), 0755);
    std::error_code failure;
    fs::rename(m_path, target, failure); // fails when somebody made the target meanwhile and filled it
    if (failure)
        return systemError(failure.value(), "make", target);
    m_path.clear();
    return syncDirectory(target.parent_path());
}

} // namespace memlong
