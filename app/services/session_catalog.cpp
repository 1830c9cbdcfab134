#include "app/services/session_catalog.h"

#include <algorithm>
#include <cctype>

#include <unistd.h>

#include "app/services/session_lock.h"
#include "app/services/session_report.h"
#include "engine/base/files.h"
#include "engine/base/log.h"
#include "engine/base/scratch_folder.h"
#include "storage/session_store.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

/// A session of an older version is brought up to date first, where its folder can be written.
Result<SessionStore> openForReading(const fs::path& folder) {
    auto store = SessionStore::open(folder, true);
    if (!store && store.error().code == ErrorCode::UnsupportedVersion && ::access(folder.c_str(), W_OK) == 0)
        return SessionStore::open(folder);
    return store;
}

Result<SessionDetails> readDetails(const fs::path& folder) {
    MEMLONG_ASSIGN(const SessionStore store, SessionStore::open(folder, true));
    return storedDetails(store);
}

/// Characters that a name may not have become '-'.
std::string nameFromArchive(const fs::path& archive) {
    std::string name = archive.stem().string();
    while (!name.empty() && (name.front() == '.' || name.front() == ' '))
        name.erase(0, 1);
    if (checkName(name, "session"))
        return name;
    std::string simple;
    for (const char c : name.substr(0, 100))
        simple += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' ? c : '-';
    return simple.empty() ? "imported" : simple;
}

Result<void> mustBeFree(const Folders& folders, const std::string& name) {
    std::error_code error;
    if (fs::exists(folders.session(name), error))
        return makeError(ErrorCode::InvalidArgument, "there is already a session \"" + name +
                                                         "\"; choose another name or delete that one first");
    return {};
}

} // namespace

std::vector<std::string> sessionNames(const Folders& folders) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folders.sessions(), error)) {
        std::string name = item.path().filename().string();
        if (checkName(name, "session") && fs::exists(item.path() / "session.db", error))
            names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

Error noSuchSession(const Folders& folders, const std::string& name) {
    std::string there;
    for (const std::string& other : sessionNames(folders))
        there += (there.empty() ? "" : ", ") + other;
    return makeError(ErrorCode::NotFound,
                     "there is no session \"" + name + "\" in " + folders.sessions().string() + "; " +
                         (there.empty() ? "'memlong ingest --session \"" + name + "\" FILE' makes it"
                                        : "there are: " + there));
}

Result<std::vector<SessionDetails>> listSessions(const Folders& folders) {
    std::vector<SessionDetails> list;
    for (const std::string& name : sessionNames(folders)) {
        auto details = readDetails(folders.session(name));
        if (!details) {
            logWarning("session \"" + name + "\": " + details.error().message);
            std::string problem = details.error().code == ErrorCode::UnsupportedVersion
                                      ? details.error().message
                                      : "cannot be read; run 'memlong session verify \"" + name + "\"'";
            details = SessionDetails();
            details->problem = std::move(problem);
        }
        details->name = name;
        list.push_back(std::move(*details));
    }
    return list;
}

std::string freeSessionName(const Folders& folders, const std::string& wanted) {
    std::error_code error;
    std::string name = wanted;
    for (int number = 2; fs::exists(folders.session(name), error); ++number)
        name = wanted + "-" + std::to_string(number);
    return name;
}

Result<void> createSessionFolder(const Folders& folders, const std::string& name) {
    MEMLONG_TRY(checkName(name, "session"));
    MEMLONG_TRY(mustBeFree(folders, name));
    MEMLONG_TRY(makeWritableFolder(folders.sessions()));
    MEMLONG_ASSIGN(const SessionStore store, SessionStore::create(folders.session(name)));
    return {};
}

Result<std::string> duplicateSessionFolder(const Folders& folders, const std::string& from,
                                           const std::string& to, const ProgressFn& progress,
                                           const std::stop_token& stop) {
    MEMLONG_TRY(checkName(from, "session"));
    std::error_code error;
    if (!fs::exists(folders.session(from), error))
        return noSuchSession(folders, from);
    const std::string name = to.empty() ? freeSessionName(folders, from) : to;
    MEMLONG_TRY(checkName(name, "session"));
    MEMLONG_TRY(mustBeFree(folders, name));
    // By way of an archive: that is consistent even while the session is in use.
    MEMLONG_ASSIGN(const ScratchFolder scratch, ScratchFolder::make(folders.sessions(), ".duplicate-"));
    const fs::path archive = scratch.path() / "session.memlong";
    MEMLONG_ASSIGN(const SessionStore store, openForReading(folders.session(from)));
    MEMLONG_TRY(store.exportTo(archive, progress, stop));
    MEMLONG_TRY(importSession(archive, folders.session(name), progress, stop));
    return name;
}

Result<void> renameSessionFolder(const Folders& folders, const std::string& from, const std::string& to) {
    MEMLONG_TRY(checkName(from, "session"));
    MEMLONG_TRY(checkName(to, "session"));
    std::error_code error;
    if (!fs::exists(folders.session(from), error))
        return noSuchSession(folders, from);
    MEMLONG_TRY(mustBeFree(folders, to));
    MEMLONG_ASSIGN(const SessionLock lock, SessionLock::take(folders.session(from)));
    fs::rename(folders.session(from), folders.session(to), error);
    if (error)
        return systemError(error.value(), "rename", folders.session(from));
    return syncDirectory(folders.sessions());
}

Result<void> deleteSessionFolder(const Folders& folders, const std::string& name) {
    MEMLONG_TRY(checkName(name, "session"));
    std::error_code error;
    if (!fs::exists(folders.session(name), error))
        return noSuchSession(folders, name);
    MEMLONG_ASSIGN(const SessionLock lock, SessionLock::take(folders.session(name)));
    // Out of the way first: a removal that is cut short must not leave half a session under its name.
    MEMLONG_ASSIGN(const ScratchFolder scratch, ScratchFolder::make(folders.sessions(), ".deleted-"));
    const fs::path away = scratch.path() / "session";
    fs::rename(folders.session(name), away, error);
    if (error)
        return systemError(error.value(), "delete", folders.session(name));
    fs::remove_all(away, error);
    if (error)
        return systemError(error.value(), "delete", away);
    return {};
}

Result<std::string> importSessionArchive(const Folders& folders, const fs::path& archive,
                                         const std::string& name, const ProgressFn& progress,
                                         const std::stop_token& stop) {
    std::error_code error;
    std::string chosen = name;
    if (!name.empty()) {
        MEMLONG_TRY(checkName(name, "session"));
        if (fs::exists(folders.session(name), error))
            return makeError(ErrorCode::InvalidArgument,
                             "there is already a session \"" + name + "\"; import under another name");
    } else {
        chosen = freeSessionName(folders, nameFromArchive(archive));
    }
    MEMLONG_TRY(makeWritableFolder(folders.sessions()));
    MEMLONG_TRY(importSession(archive, folders.session(chosen), progress, stop));
    return chosen;
}

} // namespace memlong
