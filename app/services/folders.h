// Where things are: the data folder with sessions and models, and the resources that come with the program.
#pragma once

#include <filesystem>
#include <string>

#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

struct Folders {
    std::filesystem::path data;
    std::filesystem::path resources;

    std::filesystem::path sessions() const { return data / "sessions"; }
    std::filesystem::path trash() const { return data / "trash"; }
    std::filesystem::path models() const { return data / "models"; }
    std::filesystem::path builtinModels() const { return resources / "models"; }
    std::filesystem::path session(const std::string& name) const { return sessions() / name; }
};

/// Writes nothing. The data folder need not exist.
Result<Folders> findFolders(const ApplicationOptions& options);

/// Makes `folder` and its parents. Io with the remedy when that is not allowed or nothing can be written
/// there.
Result<void> makeWritableFolder(const std::filesystem::path& folder);

/// InvalidArgument for a name that a session or a model cannot have: letters, digits, space, '.', '-' and '_'
/// of any script, no leading dot, no space at the ends, at most 100 characters. `what` is "session" or
/// "model".
Result<void> checkName(const std::string& name, const std::string& what);

} // namespace memlong
