#include "app/services/model_catalog.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/checkpoint/safetensors.h"
#include "engine/retriever/reranker.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uint64_t kLargestJson = 16 << 20;
constexpr std::array<std::string_view, 6> kEncoderTypes = {"bert",  "xlm-roberta", "roberta",
                                                           "mpnet", "distilbert",  "electra"};

std::optional<Json> readJson(const fs::path& file) {
    const auto text = readFile(file, kLargestJson);
    if (!text)
        return std::nullopt;
    Json value = Json::parse(*text, nullptr, false);
    if (!value.is_object())
        return std::nullopt;
    return value;
}

std::string stringOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t numberOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::uint64_t weightBytes(const fs::path& folder) {
    std::error_code error;
    std::uint64_t total = 0;
    for (const auto& file : fs::directory_iterator(folder, error)) {
        if (file.path().extension() != ".safetensors")
            continue;
        const auto size = fs::file_size(file.path(), error);
        if (!error)
            total += size;
    }
    return total;
}

bool isBuiltinRetriever(const fs::path& folder) {
    std::error_code error;
    return fs::exists(folder / "model.safetensors", error) && fs::exists(folder / "tokenizer.model", error) &&
           !fs::exists(folder / "config.json", error);
}

void addModelsIn(const fs::path& parent, bool builtin, const Folders& folders,
                 std::vector<ModelEntry>& entries) {
    std::error_code error;
    for (const auto& item : fs::directory_iterator(parent, error)) {
        const std::string name = item.path().filename().string();
        if (name.front() == '.' || !fs::is_directory(item.path(), error))
            continue;
        auto entry = describeModel(item.path(), name);
        if (!entry)
            continue;
        entry->builtin = builtin;
        if (builtin && entry->kind == "decoder") {
            if (const auto weights = Checkpoint::open(item.path()))
                entry->parameters = weights->parameters();
        } else if (const auto summary = readJson(summaryFileOf(folders, name))) {
            entry->parameters = numberOf(*summary, "parameters");
            if (const std::string text = stringOf(*summary, "description"); !text.empty())
                entry->description = text;
        }
        entries.push_back(std::move(*entry));
    }
}

std::string namesOf(const std::vector<ModelEntry>& entries, const std::string& kind) {
    std::string names;
    for (const ModelEntry& entry : entries)
        if (kind.empty() || entry.kind == kind)
            names += (names.empty() ? "" : ", ") + entry.name;
    return names;
}

bool looksLikePath(const std::string& text) {
    return text.find('/') != std::string::npos || text == "." || text == "..";
}

} // namespace

Result<ModelEntry> describeModel(const fs::path& folder, const std::string& name) {
    std::error_code error;
    ModelEntry entry;
    entry.name = name;
    entry.folder = folder;
    entry.bytes = weightBytes(folder);
    if (isBuiltinRetriever(folder)) {
        entry.name = kBuiltinRetriever;
        entry.kind = "retriever";
        entry.architecture = "static embeddings";
        entry.description = "comes with the program, needs no LibTorch";
        entry.licence = "GPL-3.0-or-later";
        return entry;
    }
    const auto config = readJson(folder / "config.json");
    if (!config)
        return makeError(ErrorCode::BadInput, folder.string() +
                                                  " holds no model; a Hugging Face folder with config.json "
                                                  "and *.safetensors is expected");
    entry.architecture = stringOf(*config, "model_type");
    entry.licence = stringOf(*config, "license");
    const bool encoder = std::ranges::find(kEncoderTypes, entry.architecture) != kEncoderTypes.end();
    const bool encodes = encoder || fs::exists(folder / "modules.json", error);
    entry.kind = !encodes ? "decoder" : isReranker(*config) ? "reranker" : "retriever";
    return entry;
}

std::vector<ModelEntry> listModels(const Folders& folders) {
    std::vector<ModelEntry> entries;
    addModelsIn(folders.models(), false, folders, entries);
    addModelsIn(folders.builtinModels(), true, folders, entries);
    std::ranges::sort(entries, [](const ModelEntry& a, const ModelEntry& b) {
        return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
    });
    return entries;
}

Result<ModelEntry> findModel(const Folders& folders, const std::string& nameOrFolder,
                             const std::string& kind) {
    const std::vector<ModelEntry> entries = listModels(folders);
    for (const ModelEntry& entry : entries)
        if (entry.name == nameOrFolder && (kind.empty() || entry.kind == kind))
            return entry;
    std::error_code error;
    if (fs::is_directory(nameOrFolder, error)) {
        const fs::path folder = fs::weakly_canonical(nameOrFolder, error);
        MEMLONG_ASSIGN(ModelEntry entry, describeModel(folder, folder.string()));
        if (!kind.empty() && entry.kind != kind)
            return makeError(ErrorCode::InvalidArgument,
                             folder.string() + " is a " + entry.kind + ", not a " + kind);
        return entry;
    }
    const std::string what = kind.empty() ? "model" : kind;
    if (looksLikePath(nameOrFolder))
        return makeError(ErrorCode::NotFound, "there is no " + what + " in the folder " + nameOrFolder);
    const std::string names = namesOf(entries, kind);
    return makeError(ErrorCode::NotFound, "there is no " + what + " \"" + nameOrFolder + "\"; " +
                                              (names.empty() ? "add one with 'memlong model import FOLDER'"
                                                             : "there are: " + names));
}

std::string lastingName(const Folders& folders, const std::string& nameOrFolder) {
    std::error_code error;
    if (nameOrFolder.empty() || nameOrFolder == kNoReranker || !fs::is_directory(nameOrFolder, error))
        return nameOrFolder;
    const std::vector<ModelEntry> entries = listModels(folders);
    const bool known = std::ranges::find(entries, nameOrFolder, &ModelEntry::name) != entries.end();
    return known ? nameOrFolder : fs::weakly_canonical(nameOrFolder, error).string();
}

std::optional<ModelEntry> defaultDecoder(const Folders& folders) {
    std::vector<ModelEntry> imported;
    for (ModelEntry& entry : listModels(folders)) {
        if (entry.kind != "decoder" || entry.builtin)
            continue;
        if (entry.name == "default")
            return entry;
        imported.push_back(std::move(entry));
    }
    return imported.size() == 1 ? std::optional(imported.front()) : std::nullopt;
}

Result<void> mustBeFreeForModel(const Folders& folders, const std::string& name) {
    std::error_code error;
    if (name == kBuiltinRetriever || name == kNoReranker || fs::exists(folders.builtinModels() / name, error))
        return makeError(ErrorCode::InvalidArgument,
                         "\"" + name + "\" is a name of the program itself; choose another with --name");
    if (fs::exists(fs::symlink_status(folders.models() / name, error)))
        return makeError(ErrorCode::InvalidArgument,
                         "there is already a model \"" + name +
                             "\"; choose another name with --name, or remove it with "
                             "'memlong model remove'");
    return {};
}

fs::path summaryFileOf(const Folders& folders, const std::string& name) {
    return folders.models() / (name + ".json");
}

Result<void> writeModelSummary(const Folders& folders, const ModelEntry& entry) {
    const Json summary = {{"parameters", entry.parameters}, {"description", entry.description}};
    return replaceFile(summaryFileOf(folders, entry.name), summary.dump(2) + "\n");
}

} // namespace memlong
