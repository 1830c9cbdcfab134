// Deleted sessions that can still be had back: folders of <data>/trash, "<seconds since 1970>-<name>".
#pragma once

#include <string>

#include "app/services/folders.h"
#include "engine/base/result.h"

namespace memlong {

/// What the session is called in the trash.
Result<std::string> moveToTrash(const Folders& folders, const std::string& name);
/// The name it got.
Result<std::string> restoreFromTrash(const Folders& folders, const std::string& trashed);
Result<void> removeOldTrash(const Folders& folders, int days);

} // namespace memlong
