// Models into and out of <data>/models. A folder appears there whole and checked, or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "app/services/model_host.h"
#include "app/services/types.h"
#include "engine/base/progress.h"
#include "engine/base/result.h"

namespace memlong {

/// With what only a look at its tensors tells: parameters and description.
Result<ModelEntry> inspectModel(ModelHost& models, const std::string& nameOrFolder);

struct ModelImport {
    std::filesystem::path source;
    std::string name;
    std::filesystem::path tokenizer;
    bool link = false;
    bool move = false; // take the folder itself
};
Result<ModelEntry> importModelFolder(ModelHost& models, const ModelImport& request,
                                     const ProgressFn& progress, const std::stop_token& stop);

Result<void> removeImportedModel(ModelHost& models, const std::string& name);

struct RandomModel {
    std::string config;
    std::uint64_t seed = 0;
    std::string dtype;
    std::string output; // a folder, or a bare name under <data>/models
};
Result<ModelEntry> writeRandomModel(ModelHost& models, const RandomModel& request, const ProgressFn& progress,
                                    const std::stop_token& stop);

} // namespace memlong
