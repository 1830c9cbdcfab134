#include "app/services/session_trash.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>

#include "app/services/session_catalog.h"
#include "app/services/session_lock.h"
#include "engine/base/files.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

std::int64_t secondsNow() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

struct Trashed {
    std::int64_t seconds = 0;
    std::string name;
};

/// Nothing for what is none of ours.
std::optional<Trashed> parsed(const std::string& text) {
    Trashed trashed;
    const char* const end = text.data() + text.size();
    const auto number = std::from_chars(text.data(), end, trashed.seconds);
    if (number.ec != std::errc() || number.ptr == end || *number.ptr != '-')
        return std::nullopt;
    trashed.name.assign(number.ptr + 1, end);
    if (!checkName(trashed.name, "session"))
        return std::nullopt;
    return trashed;
}

} // namespace

Result<std::string> moveToTrash(const Folders& folders, const std::string& name) {
    MEMLONG_TRY(checkName(name, "session"));
    std::error_code error;
    if (!fs::exists(folders.session(name), error))
        return noSuchSession(folders, name);
    MEMLONG_ASSIGN(const SessionLock lock, SessionLock::take(folders.session(name)));
    MEMLONG_TRY(makeWritableFolder(folders.trash()));
    std::string trashed;
    for (std::int64_t seconds = secondsNow();; ++seconds) { // two of the same name within a second
        trashed = std::to_string(seconds) + "-" + name;
        if (!fs::exists(folders.trash() / trashed, error))
            break;
    }
    fs::rename(folders.session(name), folders.trash() / trashed, error);
    if (error)
        return systemError(error.value(), "delete", folders.session(name));
    MEMLONG_TRY(syncDirectory(folders.trash()));
    MEMLONG_TRY(syncDirectory(folders.sessions()));
    return trashed;
}

Result<std::string> restoreFromTrash(const Folders& folders, const std::string& trashed) {
    const std::optional<Trashed> wanted = parsed(trashed);
    std::error_code error;
    if (!wanted || !fs::exists(folders.trash() / trashed, error))
        return makeError(ErrorCode::NotFound,
                         "\"" + trashed + "\" is not in the trash any more; it cannot be brought back");
    MEMLONG_TRY(makeWritableFolder(folders.sessions()));
    const std::string name = freeSessionName(folders, wanted->name);
    fs::rename(folders.trash() / trashed, folders.session(name), error);
    if (error)
        return systemError(error.value(), "restore", folders.trash() / trashed);
    MEMLONG_TRY(syncDirectory(folders.sessions()));
    return name;
}

Result<void> removeOldTrash(const Folders& folders, int days) {
    const std::int64_t oldest = secondsNow() - std::int64_t{days} * 24 * 60 * 60;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folders.trash(), error)) {
        const std::optional<Trashed> trashed = parsed(item.path().filename().string());
        if (!trashed || trashed->seconds > oldest)
            continue;
        fs::remove_all(item.path(), error);
        if (error)
            return systemError(error.value(), "delete", item.path());
    }
    return {};
}

} // namespace memlong
