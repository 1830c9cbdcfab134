#include "engine/training/dataset_manifest.h"

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"

namespace memlong {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "memlong-tokens";
constexpr int kVersion = 1;
constexpr std::uint64_t kMaxBytes = 256U << 20;

Json toJson(const DatasetManifest& manifest, Split split) {
    const auto index = static_cast<int>(split);
    Json shards = Json::array();
    for (const DatasetShard& shard : manifest.shards[index])
        shards.push_back({{"file", shard.file}, {"tokens", shard.tokens}, {"hash", shard.hash}});
    return {{"tokens", manifest.tokens[index]},
            {"documents", manifest.documents[index]},
            {"shards", std::move(shards)}};
}

void fromJson(const Json& json, Split split, DatasetManifest& manifest) {
    const auto index = static_cast<int>(split);
    json.at("tokens").get_to(manifest.tokens[index]);
    json.at("documents").get_to(manifest.documents[index]);
    for (const Json& entry : json.at("shards")) {
        DatasetShard shard;
        entry.at("file").get_to(shard.file);
        entry.at("tokens").get_to(shard.tokens);
        entry.at("hash").get_to(shard.hash);
        manifest.shards[index].push_back(std::move(shard));
    }
}

DatasetManifest parse(const Json& json) {
    DatasetManifest manifest;
    json.at("tokenizer").at("fingerprint").get_to(manifest.tokenizerFingerprint);
    json.at("tokenizer").at("vocabulary_size").get_to(manifest.vocabularySize);
    json.at("tokenizer").at("begin_id").get_to(manifest.beginId);
    json.at("tokenizer").at("end_id").get_to(manifest.endId);
    const Json& settings = json.at("settings");
    settings.at("text_field").get_to(manifest.textField);
    settings.at("validation_fraction").get_to(manifest.validationFraction);
    settings.at("shard_tokens").get_to(manifest.shardTokens);
    settings.at("max_tokens").get_to(manifest.maxTokens);
    settings.at("begin_marks").get_to(manifest.beginMarks);
    settings.at("end_marks").get_to(manifest.endMarks);
    for (const Json& entry : json.at("sources")) {
        DatasetSource source;
        entry.at("path").get_to(source.path);
        source.role = entry.at("role") == "validation" ? Split::Validation : Split::Train;
        entry.at("bytes").get_to(source.bytes);
        entry.at("hash").get_to(source.hash);
        entry.at("documents").get_to(source.documents);
        entry.at("tokens").get_to(source.tokens);
        manifest.sources.push_back(std::move(source));
    }
    fromJson(json.at("train"), Split::Train, manifest);
    fromJson(json.at("validation"), Split::Validation, manifest);
    json.at("duplicates").get_to(manifest.duplicates);
    json.at("problem_count").get_to(manifest.problemCount);
    json.at("problems").get_to(manifest.problems);
    const Json& position = json.at("position");
    position.at("source").get_to(manifest.nextSource);
    position.at("document").get_to(manifest.nextDocument);
    position.at("token").get_to(manifest.nextToken);
    json.at("complete").get_to(manifest.complete);
    return manifest;
}

/// Names of shards come from a file: they must not lead out of the folder.
bool isPlainName(const std::string& name) {
    return !name.empty() && name.find('/') == std::string::npos && name != "." && name != "..";
}

} // namespace

std::string splitName(Split split) {
    return split == Split::Train ? "train" : "validation";
}

std::string DatasetManifest::hash() const {
    std::string all = tokenizerFingerprint;
    for (const auto& list : shards)
        for (const DatasetShard& shard : list)
            all += '\n' + shard.file + ' ' + shard.hash;
    return hashHex(all);
}

std::filesystem::path datasetTokenizer(const std::filesystem::path& folder) {
    return folder / "tokenizer";
}

Result<DatasetManifest> readManifest(const std::filesystem::path& folder) {
    const auto path = folder / "manifest.json";
    auto content = readFile(path, kMaxBytes);
    if (!content) {
        if (content.error().code == ErrorCode::NotFound)
            return makeError(ErrorCode::NotFound, folder.string() +
                                                      " is no prepared dataset (it has no manifest.json); "
                                                      "make one with 'memlong train prepare'");
        return content.error();
    }
    const auto broken = [&](const std::string& detail) {
        return makeError(ErrorCode::Corrupt,
                         path.string() + " is damaged; prepare the data again with --restart", detail);
    };
    try {
        const Json json = Json::parse(*content);
        if (json.at("format") != kFormat)
            return makeError(ErrorCode::BadInput,
                             path.string() + " is not the manifest of a prepared dataset");
        if (const int version = json.at("version"); version != kVersion)
            return makeError(ErrorCode::UnsupportedVersion,
                             path.string() + " is of version " + std::to_string(version) +
                                 ", this program reads " + std::to_string(kVersion));
        DatasetManifest manifest = parse(json);
        for (const auto& list : manifest.shards)
            for (const DatasetShard& shard : list)
                if (!isPlainName(shard.file))
                    return broken("a shard's name is a path");
        return manifest;
    } catch (const nlohmann::json::exception& exception) {
        return broken(exception.what());
    }
}

Result<void> writeManifest(const std::filesystem::path& folder, const DatasetManifest& manifest) {
    Json sources = Json::array();
    for (const DatasetSource& source : manifest.sources)
        sources.push_back({{"path", source.path},
                           {"role", splitName(source.role)},
                           {"bytes", source.bytes},
                           {"hash", source.hash},
                           {"documents", source.documents},
                           {"tokens", source.tokens}});
    const Json json = {{"format", kFormat},
                       {"version", kVersion},
                       {"complete", manifest.complete},
                       {"hash", manifest.hash()},
                       {"tokenizer",
                        {{"fingerprint", manifest.tokenizerFingerprint},
                         {"vocabulary_size", manifest.vocabularySize},
                         {"begin_id", manifest.beginId},
                         {"end_id", manifest.endId}}},
                       {"settings",
                        {{"text_field", manifest.textField},
                         {"validation_fraction", manifest.validationFraction},
                         {"shard_tokens", manifest.shardTokens},
                         {"max_tokens", manifest.maxTokens},
                         {"begin_marks", manifest.beginMarks},
                         {"end_marks", manifest.endMarks}}},
                       {"train", toJson(manifest, Split::Train)},
                       {"validation", toJson(manifest, Split::Validation)},
                       {"duplicates", manifest.duplicates},
                       {"problem_count", manifest.problemCount},
                       {"problems", manifest.problems},
                       {"position",
                        {{"source", manifest.nextSource},
                         {"document", manifest.nextDocument},
                         {"token", manifest.nextToken}}},
                       {"sources", std::move(sources)}};
    return replaceFile(folder / "manifest.json",
                       json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

} // namespace memlong
