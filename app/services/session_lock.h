// One writer of documents at a time: two programs that ingest into one session would mix their chunks.
#pragma once

#include <filesystem>

#include "engine/base/result.h"

namespace memlong {

/// Held while it lives; given up by the system when the program dies.
class SessionLock {
public:
    /// Io when another program holds it.
    static Result<SessionLock> take(const std::filesystem::path& sessionFolder);
    SessionLock(SessionLock&& other) noexcept;
    SessionLock& operator=(SessionLock&& other) noexcept;
    ~SessionLock();

private:
    explicit SessionLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace memlong
