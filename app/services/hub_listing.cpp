#include "app/services/hub_listing.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <nlohmann/json.hpp>

namespace memlong {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostFiles = 2000;
constexpr std::uint64_t kMostSmallBytes = 64U << 20; // of a file that is not weights
constexpr std::array<std::string_view, 19> kSmallFiles = {"config.json",
                                                          "generation_config.json",
                                                          "tokenizer.json",
                                                          "tokenizer_config.json",
                                                          "tokenizer.model",
                                                          "special_tokens_map.json",
                                                          "added_tokens.json",
                                                          "vocab.json",
                                                          "vocab.txt",
                                                          "merges.txt",
                                                          "chat_template.jinja",
                                                          "modules.json",
                                                          "spiece.model",
                                                          "sentence_bert_config.json",
                                                          "adapter_config.json",
                                                          "config_sentence_transformers.json",
                                                          "README.md",
                                                          "sentencepiece.bpe.model",
                                                          "1_Pooling/config.json"};

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

bool isName(std::string_view text) {
    return !text.empty() && text.size() <= 96 && text.front() != '.' &&
           text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), isNameCharacter);
}

std::string textOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t numberOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool isHex(const std::string& text, std::size_t size) {
    return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool isWeights(std::string_view path) {
    return path.ends_with(".safetensors") && path.find('/') == std::string_view::npos;
}

bool isWanted(std::string_view path) {
    return std::find(kSmallFiles.begin(), kSmallFiles.end(), path) != kSmallFiles.end() || isWeights(path) ||
           (path.ends_with(".safetensors.index.json") && path.find('/') == std::string_view::npos) ||
           path == "LICENSE" || path == "LICENSE.txt" || path == "LICENSE.md";
}

/// The same weights once more, in the form of the model's makers.
bool isSecondCopy(std::string_view path) {
    return path.starts_with("consolidated");
}

std::string licenceOf(const Json& model) {
    const auto card = model.find("cardData");
    if (card != model.end() && card->is_object()) {
        const std::string name = textOf(*card, "license_name");
        const std::string licence = textOf(*card, "license");
        if (licence == "other" && !name.empty())
            return name;
        if (!licence.empty())
            return licence;
    }
    const auto tags = model.find("tags");
    if (tags != model.end() && tags->is_array())
        for (const Json& tag : *tags)
            if (tag.is_string() && tag.get<std::string>().starts_with("license:"))
                return tag.get<std::string>().substr(8);
    return {};
}

} // namespace

Result<RepositoryName> parseRepository(const std::string& text, const std::string& server) {
    std::string rest = text;
    RepositoryName name;
    for (const std::string& prefix :
         {server + "/", std::string("https://huggingface.co/"), std::string("hf.co/")})
        if (rest.starts_with(prefix)) {
            rest.erase(0, prefix.size());
            rest.erase(std::min(rest.find_first_of("?#"), rest.size()));
            if (const std::size_t tree = rest.find("/tree/"); tree != std::string::npos) {
                name.revision = rest.substr(tree + 6);
                rest.erase(tree);
            }
            break;
        }
    while (rest.ends_with('/'))
        rest.pop_back();
    const std::size_t slash = rest.find('/');
    const bool sound = slash == std::string::npos ? isName(rest)
                                                  : isName(std::string_view(rest).substr(0, slash)) &&
                                                        isName(std::string_view(rest).substr(slash + 1));
    if (!sound)
        return makeError(ErrorCode::InvalidArgument,
                         "\"" + text +
                             "\" is not a model of the hub; name it as owner/name, such as "
                             "TinyLlama/TinyLlama-1.1B-Chat-v1.0");
    name.repository = rest;
    return name;
}

Result<ModelListing> parseListing(const std::string& text, const std::string& repository) {
    const Json model = Json::parse(text, nullptr, false);
    const Error strange = makeError(ErrorCode::BadInput, "the server does not answer as a model hub does");
    if (!model.is_object())
        return strange;
    ModelListing listing;
    listing.repository = repository;
    listing.revision = textOf(model, "sha");
    if (!isHex(listing.revision, 40))
        return strange;
    listing.licence = licenceOf(model).substr(0, 200);
    listing.description = textOf(model, "pipeline_tag").substr(0, 200);
    const auto files = model.find("siblings");
    if (files == model.end() || !files->is_array() || files->size() > kMostFiles)
        return strange;
    std::set<std::string> otherWeights;
    bool weights = false;
    for (const Json& one : *files) {
        if (!one.is_object())
            return strange;
        ModelFile file;
        file.path = textOf(one, "rfilename");
        for (const char* ending : {".bin", ".gguf", ".onnx", ".pt", ".pth", ".h5", ".msgpack"})
            if (file.path.ends_with(ending))
                otherWeights.insert(ending);
        if (!isWanted(file.path) || isSecondCopy(file.path))
            continue;
        file.bytes = numberOf(one, "size");
        file.gitHash = textOf(one, "blobId");
        if (const auto large = one.find("lfs"); large != one.end() && large->is_object()) {
            file.sha256 = textOf(*large, "sha256");
            file.bytes = numberOf(*large, "size");
            file.gitHash.clear();
        }
        if (!isHex(file.sha256, 64))
            file.sha256.clear();
        if (!isHex(file.gitHash, 40))
            file.gitHash.clear();
        if (isWeights(file.path) && file.sha256.empty() && file.gitHash.empty())
            return makeError(ErrorCode::BadInput, "the hub gives no checksum for " + file.path + " of " +
                                                      repository + "; it cannot be fetched safely");
        if (!isWeights(file.path) && file.bytes > kMostSmallBytes)
            continue;
        weights = weights || isWeights(file.path);
        if (listing.bytes + file.bytes < listing.bytes)
            return strange;
        listing.bytes += file.bytes;
        listing.files.push_back(std::move(file));
    }
    if (!weights) {
        std::string has;
        for (const std::string& ending : otherWeights)
            has += (has.empty() ? "" : ", ") + ending;
        return makeError(ErrorCode::BadInput, repository + " has no .safetensors weights" +
                                                  (has.empty() ? "" : ", only " + has) +
                                                  "; look for a conversion of it to safetensors");
    }
    std::sort(listing.files.begin(), listing.files.end(), [](const ModelFile& a, const ModelFile& b) {
        return a.bytes < b.bytes || (a.bytes == b.bytes && a.path < b.path);
    });
    return listing;
}

} // namespace memlong
