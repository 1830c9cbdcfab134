// The folder of a training run: its settings, its log and its checkpoints. Torch-free.
//
//   settings.toml            what the run was told
//   log.jsonl                one line every few steps, and one for each evaluation
//   checkpoint-00000200/     complete or not there: written under another name and renamed
//   model/                   the result
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/training/settings.h"

namespace memlong {

class RunFolder {
public:
    /// Makes the folder or takes up an earlier run's. InvalidArgument when that run was told something else;
    /// `restart` throws it away. `inputs` names model and data with their hashes: lines that
    /// begin with "# input ".
    static Result<RunFolder> open(const std::filesystem::path& folder, const std::string& stage,
                                  const std::vector<SettingField>& settings, const std::string& inputs,
                                  bool restart);

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path modelFolder() const { return m_path / "model"; }
    /// The newest complete checkpoint.
    std::optional<std::filesystem::path> latestCheckpoint() const;
    /// An empty folder to write a checkpoint into; commitCheckpoint() gives it its name and removes all but
    /// the newest two.
    Result<std::filesystem::path> beginCheckpoint(std::int64_t step);
    Result<void> commitCheckpoint(std::int64_t step);
    /// The same for the result.
    Result<std::filesystem::path> beginModel();
    Result<void> commitModel();

    /// Adds a line of JSON.
    Result<void> log(const std::string& line);
    /// Drops lines of steps after `step`: they will come again.
    Result<void> truncateLog(std::int64_t step);

private:
    explicit RunFolder(std::filesystem::path path) : m_path(std::move(path)) {}
    std::filesystem::path checkpointPath(std::int64_t step) const;

    std::filesystem::path m_path;
};

} // namespace memlong
