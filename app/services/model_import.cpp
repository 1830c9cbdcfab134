#include "app/services/model_import.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <vector>

#include "app/services/folders.h"
#include "app/services/model_catalog.h"
#include "engine/base/files.h"
#include "engine/base/scratch_folder.h"
#include "engine/checkpoint/llama2c.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kModelExtensions = {".safetensors", ".json", ".model",
                                                              ".txt",         ".md",   ".jinja"};
constexpr const char* kMaking = ".making-"; // models without a name yet
constexpr int kDeepestFolder = 2;           // 1_Pooling/config.json
constexpr std::size_t kCopyBytes = 8U << 20;

struct FileToCopy {
    fs::path from, relative;
    std::uint64_t bytes = 0;
};

std::vector<FileToCopy> modelFiles(const fs::path& folder) {
    std::vector<FileToCopy> files;
    std::error_code error;
    for (auto item = fs::recursive_directory_iterator(folder, error); !error && item != fs::end(item);
         item.increment(error)) {
        if (item.depth() >= kDeepestFolder || item->path().filename().string().starts_with('.')) {
            item.disable_recursion_pending();
            continue;
        }
        std::error_code ignored;
        if (!fs::is_regular_file(item->path(), ignored)) // follows links, as in a download cache
            continue;
        const std::string extension = item->path().extension().string();
        if (std::ranges::find(kModelExtensions, extension) != kModelExtensions.end())
            files.push_back({item->path(), fs::relative(item->path(), folder, ignored),
                             fs::file_size(item->path(), ignored)});
    }
    return files;
}

Result<void> copyFile(const FileToCopy& file, const fs::path& target, Progress& progress,
                      const ProgressFn& report, const std::stop_token& stop) {
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    std::ifstream in(file.from, std::ios::binary);
    if (!in)
        return systemError(errno, "read", file.from);
    MEMLONG_ASSIGN(FileReplacement out, FileReplacement::begin(target));
    std::vector<char> buffer(kCopyBytes);
    while (in) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "the import was cancelled; nothing was kept");
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        MEMLONG_TRY(out.append({buffer.data(), static_cast<std::size_t>(in.gcount())}));
        progress.done += static_cast<std::uint64_t>(in.gcount());
        if (report)
            report(progress);
    }
    if (in.bad())
        return systemError(errno, "read", file.from);
    return out.commit();
}

Result<void> copyModel(const fs::path& from, const fs::path& to, const ProgressFn& report,
                       const std::stop_token& stop) {
    const std::vector<FileToCopy> files = modelFiles(from);
    Progress progress{"copying", 0, 0, "bytes"};
    for (const FileToCopy& file : files)
        progress.total += file.bytes;
    for (const FileToCopy& file : files)
        MEMLONG_TRY(copyFile(file, to / file.relative, progress, report, stop));
    return {};
}

Result<ModelEntry> checkedEntry(ModelHost& models, const fs::path& folder, const std::string& name) {
    MEMLONG_ASSIGN(ModelEntry entry, describeModel(folder, name));
    if (name == kBuiltinRetriever || entry.name == kBuiltinRetriever)
        return entry;
    MEMLONG_ASSIGN(const auto runtime, models.torch());
    MEMLONG_ASSIGN(const CheckpointSummary summary, runtime->inspect(folder));
    entry.kind = summary.kind.empty() ? entry.kind : summary.kind;
    entry.architecture = summary.architecture.empty() ? entry.architecture : summary.architecture;
    entry.parameters = summary.parameters;
    entry.bytes = summary.bytes;
    entry.description = summary.description;
    return entry;
}

/// The entry under its final name and place, with its summary beside it.
Result<ModelEntry> settled(const Folders& folders, ModelEntry entry, const std::string& name) {
    entry.name = name;
    entry.folder = folders.models() / name;
    MEMLONG_TRY(writeModelSummary(folders, entry));
    return entry;
}

Result<ModelEntry> importLlama2cFile(ModelHost& models, const ModelImport& request, const fs::path& source,
                                     const std::string& name) {
    if (source.extension() != ".bin")
        return makeError(ErrorCode::BadInput, source.string() +
                                                  " is neither a Hugging Face folder with config.json and "
                                                  "*.safetensors nor a llama2.c checkpoint (.bin)");
    if (request.tokenizer.empty())
        return makeError(ErrorCode::InvalidArgument,
                         source.string() +
                             " is a llama2.c checkpoint; name its tokenizer.bin with --tokenizer");
    if (request.link)
        return makeError(ErrorCode::InvalidArgument,
                         source.string() + " has to be converted and cannot be linked; leave --link out");
    const Folders& folders = models.folders();
    MEMLONG_TRY(makeWritableFolder(folders.models()));
    MEMLONG_ASSIGN(ScratchFolder making, ScratchFolder::make(folders.models(), kMaking));
    MEMLONG_TRY(importLlama2c(source, request.tokenizer, making.path()));
    MEMLONG_ASSIGN(ModelEntry entry, checkedEntry(models, making.path(), name));
    MEMLONG_TRY(making.renameTo(folders.models() / name));
    return settled(folders, std::move(entry), name);
}

} // namespace

Result<ModelEntry> inspectModel(ModelHost& models, const std::string& nameOrFolder) {
    MEMLONG_ASSIGN(const ModelEntry found, findModel(models.folders(), nameOrFolder, ""));
    MEMLONG_ASSIGN(ModelEntry entry, checkedEntry(models, found.folder, found.name));
    entry.builtin = found.builtin;
    return entry;
}

Result<ModelEntry> importModelFolder(ModelHost& models, const ModelImport& request,
                                     const ProgressFn& progress, const std::stop_token& stop) {
    std::error_code error;
    const fs::path source = fs::weakly_canonical(request.source, error);
    if (!fs::exists(source, error))
        return systemError(ENOENT, "read", request.source);
    const bool isFolder = fs::is_directory(source, error);
    const fs::path ownName =
        isFolder ? source.filename() : source.stem(); // a dot in a folder's name ends nothing
    const std::string name = request.name.empty() ? ownName.string() : request.name;
    MEMLONG_TRY(checkName(name, "model"));
    const Folders& folders = models.folders();
    MEMLONG_TRY(mustBeFreeForModel(folders, name));
    if (!isFolder)
        return importLlama2cFile(models, request, source, name);
    MEMLONG_ASSIGN(ModelEntry entry, checkedEntry(models, source, name));
    MEMLONG_TRY(makeWritableFolder(folders.models()));
    if (request.link) {
        fs::create_directory_symlink(source, folders.models() / name, error);
        if (error)
            return systemError(error.value(), "link", folders.models() / name);
        return settled(folders, std::move(entry), name);
    }
    if (request.move) {
        fs::rename(source, folders.models() / name, error);
        if (error)
            return systemError(error.value(), "move", source);
        MEMLONG_TRY(syncDirectory(folders.models()));
        return settled(folders, std::move(entry), name);
    }
    MEMLONG_ASSIGN(ScratchFolder making, ScratchFolder::make(folders.models(), kMaking));
    MEMLONG_TRY(copyModel(source, making.path(), progress, stop));
    MEMLONG_TRY(making.renameTo(folders.models() / name));
    return settled(folders, std::move(entry), name);
}

Result<void> removeImportedModel(ModelHost& models, const std::string& name) {
    MEMLONG_ASSIGN(const ModelEntry entry, findModel(models.folders(), name, ""));
    const fs::path folder = models.folders().models() / name;
    std::error_code error;
    if (entry.builtin || entry.folder != folder)
        return makeError(ErrorCode::InvalidArgument,
                         "\"" + name + "\" is not an imported model; only those in " +
                             models.folders().models().string() + " can be removed");
    models.forget(name);
    if (fs::is_symlink(fs::symlink_status(folder, error)))
        fs::remove(folder, error); // the link only
    else
        fs::remove_all(folder, error);
    if (error)
        return systemError(error.value(), "remove", folder);
    fs::remove(summaryFileOf(models.folders(), name), error);
    return {};
}

Result<ModelEntry> writeRandomModel(ModelHost& models, const RandomModel& request, const ProgressFn& progress,
                                    const std::stop_token& stop) {
    MEMLONG_ASSIGN(const auto runtime, models.torch());
    const Folders& folders = models.folders();
    RandomCheckpoint checkpoint;
    checkpoint.config = request.config;
    checkpoint.seed = request.seed;
    checkpoint.dtype = request.dtype;
    checkpoint.output = request.output;
    checkpoint.tokenizer = folders.builtinModels() / "tokenizer/tokenizer.model"; // so that it can be asked
    std::error_code error;
    if (request.output.find('/') != std::string::npos) {
        if (fs::exists(request.output, error) && !fs::is_empty(request.output, error))
            return makeError(ErrorCode::InvalidArgument,
                             request.output + " exists already; choose an empty or a new folder");
        MEMLONG_TRY(runtime->writeRandom(checkpoint, progress, stop));
        return checkedEntry(models, request.output, request.output);
    }
    MEMLONG_TRY(checkName(request.output, "model"));
    MEMLONG_TRY(mustBeFreeForModel(folders, request.output));
    MEMLONG_TRY(makeWritableFolder(folders.models()));
    MEMLONG_ASSIGN(ScratchFolder making, ScratchFolder::make(folders.models(), kMaking));
    checkpoint.output = making.path();
    MEMLONG_TRY(runtime->writeRandom(checkpoint, progress, stop));
    MEMLONG_ASSIGN(ModelEntry entry, checkedEntry(models, making.path(), request.output));
    MEMLONG_TRY(making.renameTo(folders.models() / request.output));
    return settled(folders, std::move(entry), request.output);
}

} // namespace memlong
