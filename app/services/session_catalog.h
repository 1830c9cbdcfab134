// The sessions of a data folder.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/services/folders.h"
#include "app/services/types.h"
#include "engine/base/progress.h"
#include "engine/base/result.h"

namespace memlong {

/// Sorted.
std::vector<std::string> sessionNames(const Folders& folders);

/// NotFound, with the names that there are.
Error noSuchSession(const Folders& folders, const std::string& name);

/// `wanted`, or that with a number behind it when it is taken.
std::string freeSessionName(const Folders& folders, const std::string& wanted);

/// Everything but documents and bank. A session that cannot be read has its `problem`.
Result<std::vector<SessionDetails>> listSessions(const Folders& folders);

Result<void> renameSessionFolder(const Folders& folders, const std::string& from, const std::string& to);
Result<void> deleteSessionFolder(const Folders& folders, const std::string& name);

Result<void> createSessionFolder(const Folders& folders, const std::string& name);
/// The name it got: `to`, else `from` with a number behind it.
Result<std::string> duplicateSessionFolder(const Folders& folders, const std::string& from,
                                           const std::string& to, const ProgressFn& progress,
                                           const std::stop_token& stop);

/// The name it got: `name`, else the archive's, with a number behind it when that is taken.
Result<std::string> importSessionArchive(const Folders& folders, const std::filesystem::path& archive,
                                         const std::string& name, const ProgressFn& progress,
                                         const std::stop_token& stop);

} // namespace memlong
