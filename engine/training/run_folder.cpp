#include "engine/training/run_folder.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::string_view kCheckpoint = "checkpoint-";
constexpr std::string_view kUnfinished = ".unfinished";
constexpr std::uint64_t kMaxSettingsBytes = 4U << 20;
constexpr std::size_t kKeptCheckpoints = 2;
constexpr std::string_view kInput = "# input "; // model and data
/// Settings that do not change what is computed.
constexpr std::array<std::string_view, 7> kBookkeeping{"log_steps",
                                                       "checkpoint_steps",
                                                       "evaluation_steps",
                                                       "evaluation_sequences",
                                                       "activation_checkpointing",
                                                       "result_precision",
                                                       "merge"};

/// The lines that decide the run.
std::vector<std::string> decisiveLines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const std::string name = line.substr(0, line.find(' '));
        const bool decides = line.starts_with(kInput) || (!line.empty() && line.front() != '#');
        if (decides && std::ranges::find(kBookkeeping, name) == kBookkeeping.end())
            lines.push_back(line);
    }
    return lines;
}

std::vector<std::filesystem::path> checkpointsOf(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code failure;
    for (auto entry = std::filesystem::directory_iterator(folder, failure);
         !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with(kCheckpoint) && !name.ends_with(kUnfinished))
            found.push_back(entry->path());
    }
    std::ranges::sort(found); // numbers have leading zeros
    return found;
}

Result<std::filesystem::path> emptyFolder(const std::filesystem::path& path) {
    std::error_code failure;
    std::filesystem::remove_all(path, failure);
    std::filesystem::create_directories(path, failure);
    if (failure)
        return systemError(failure.value(), "make", path);
    return path;
}

std::filesystem::path unfinished(std::filesystem::path path) {
    path += kUnfinished;
    return path;
}

/// `from` takes the place of `to`.
Result<void> replaceFolder(const std::filesystem::path& from, const std::filesystem::path& to) {
    MEMLONG_TRY(syncDirectory(from));
    std::error_code failure;
    std::filesystem::remove_all(to, failure);
    std::filesystem::rename(from, to, failure);
    if (failure)
        return systemError(failure.value(), "write", to);
    return syncDirectory(to.parent_path());
}

} // namespace

Result<RunFolder> RunFolder::open(const std::filesystem::path& folder, const std::string& stage,
                                  const std::vector<SettingField>& settings, const std::string& inputs,
                                  bool restart) {
    RunFolder run(std::filesystem::absolute(folder));
    const std::string text = "# memlong train " + stage + "\n" + inputs + settingsText(settings);
    const auto file = run.m_path / "settings.toml";
    std::error_code failure;
    std::filesystem::create_directories(run.m_path, failure);
    if (failure)
        return systemError(failure.value(), "make", run.m_path);
    if (std::filesystem::exists(file) && !restart) {
        MEMLONG_ASSIGN(const std::string earlier, readFile(file, kMaxSettingsBytes));
        const auto before = decisiveLines(earlier), now = decisiveLines(text);
        const auto difference = std::ranges::mismatch(before, now);
        if ((difference.in1 != before.end() || difference.in2 != now.end()) && run.latestCheckpoint())
            return makeError(ErrorCode::InvalidArgument,
                             "the run in " + folder.string() + " was begun with other settings (" +
                                 (difference.in1 != before.end() ? *difference.in1 : "fewer of them") +
                                 "); choose another folder, or --restart to begin again");
    }
    if (restart) {
        for (const auto& entry : std::filesystem::directory_iterator(run.m_path, failure)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with(kCheckpoint) || name == "log.jsonl" || name == "model")
                std::filesystem::remove_all(entry.path(), failure);
        }
    }
    MEMLONG_TRY(replaceFile(file, text));
    return run;
}

std::filesystem::path RunFolder::checkpointPath(std::int64_t step) const {
    char number[24];
    std::snprintf(number, sizeof number, "%08lld", static_cast<long long>(step));
    return m_path / (std::string(kCheckpoint) + number);
}

std::optional<std::filesystem::path> RunFolder::latestCheckpoint() const {
    const auto found = checkpointsOf(m_path);
    return found.empty() ? std::nullopt : std::optional(found.back());
}

Result<std::filesystem::path> RunFolder::beginCheckpoint(std::int64_t step) {
    return emptyFolder(unfinished(checkpointPath(step)));
}

Result<void> RunFolder::commitCheckpoint(std::int64_t step) {
    const auto path = checkpointPath(step);
    MEMLONG_TRY(replaceFolder(unfinished(path), path));
    const auto found = checkpointsOf(m_path);
    std::error_code ignored; // a checkpoint too many does no harm
    for (std::size_t i = 0; i + kKeptCheckpoints < found.size(); ++i)
        std::filesystem::remove_all(found[i], ignored);
    return {};
}

Result<std::filesystem::path> RunFolder::beginModel() {
    return emptyFolder(unfinished(modelFolder()));
}

Result<void> RunFolder::commitModel() {
    return replaceFolder(unfinished(modelFolder()), modelFolder());
}

Result<void> RunFolder::log(const std::string& line) {
    std::ofstream file(m_path / "log.jsonl", std::ios::app | std::ios::binary);
    file << line << '\n';
    file.flush();
    if (!file)
        return systemError(errno != 0 ? errno : EIO, "write", m_path / "log.jsonl");
    return {};
}

Result<void> RunFolder::truncateLog(std::int64_t step) {
    const auto path = m_path / "log.jsonl";
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return {};
    std::string kept;
    for (std::string line; std::getline(file, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (!json.is_object() || !json.contains("step") || !json["step"].is_number_integer())
            continue; // torn by a kill
        if (json["step"].get<std::int64_t>() <= step)
            kept += line + '\n';
    }
    return replaceFile(path, kept);
}

} // namespace memlong
