#include "app/services/session_lock.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/base/files.h"

namespace memlong {

// The lock is on the folder itself: no file of it has to be made, moved or exported.
Result<SessionLock> SessionLock::take(const std::filesystem::path& sessionFolder) {
    SessionLock lock(::open(sessionFolder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.m_descriptor < 0)
        return systemError(errno, "open", sessionFolder);
    if (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (errno == EWOULDBLOCK)
        return makeError(ErrorCode::Io, "another program is changing the session in " +
                                            sessionFolder.string() + "; wait until it is done and try again");
    return systemError(errno, "lock", sessionFolder);
}

SessionLock::SessionLock(SessionLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

SessionLock& SessionLock::operator=(SessionLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

SessionLock::~SessionLock() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace memlong
