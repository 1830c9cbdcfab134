// Which models there are: folders under <data>/models and those that come with the program. Reads only small
// JSON files, never weights.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/services/folders.h"
#include "app/services/types.h"
#include "engine/base/result.h"

namespace memlong {

inline constexpr const char* kBuiltinRetriever = "builtin";
inline constexpr const char* kNoReranker = "none"; // for "without the session's"

/// By kind, then by name; what is not a model is passed over.
std::vector<ModelEntry> listModels(const Folders& folders);

/// What the folder says about itself. BadInput when it holds no model.
Result<ModelEntry> describeModel(const std::filesystem::path& folder, const std::string& name);

/// A model by its name in the catalog or by its folder. NotFound names the models of that kind. `kind` is
/// "decoder", "retriever", "reranker" or empty for any.
Result<ModelEntry> findModel(const Folders& folders, const std::string& nameOrFolder,
                             const std::string& kind);
/// What a session may keep as the model's name: that of the catalog, else the folder's absolute path.
std::string lastingName(const Folders& folders, const std::string& nameOrFolder);

/// The decoder that is taken when nobody names one: "default", else the only one imported. The built-in one
/// is too small to answer unasked; it is taken by its name.
std::optional<ModelEntry> defaultDecoder(const Folders& folders);

/// InvalidArgument when a new model cannot be called that: the name is taken, or the program's own.
Result<void> mustBeFreeForModel(const Folders& folders, const std::string& name);

/// Beside the folder of an imported model: what the import found out about its weights.
std::filesystem::path summaryFileOf(const Folders& folders, const std::string& name);
Result<void> writeModelSummary(const Folders& folders, const ModelEntry& entry);

} // namespace memlong
