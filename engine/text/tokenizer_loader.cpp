#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/json.h"
#include "engine/text/bpe_tokenizer.h"
#include "engine/text/llama2c_vocabulary.h"
#include "engine/text/sentencepiece_tokenizer.h"
#include "engine/text/special_tokens.h"
#include "engine/text/tokenizer.h"
#include "engine/text/unigram_json.h"
#include "engine/text/wordpiece_tokenizer.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;
using Loaded = Result<std::shared_ptr<const Tokenizer>>;

constexpr std::uint64_t kMaxModelBytes = 64ull << 20;

std::optional<fs::path> firstFile(const fs::path& folder, std::initializer_list<const char*> names) {
    std::error_code ignored;
    for (const char* name : names)
        if (fs::is_regular_file(folder / name, ignored))
            return folder / name;
    return std::nullopt;
}

std::optional<fs::path> sentencePieceFile(const fs::path& folder) {
    return firstFile(folder, {"tokenizer.model", "sentencepiece.bpe.model", "spiece.model"});
}

Loaded loadSentencePiece(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string bytes, readFile(file, kMaxModelBytes));
    MEMLONG_ASSIGN(const SpecialTokens special, readSpecialTokens(file.parent_path()));
    return makeSentencePieceTokenizer(bytes, file.string(), special);
}

/// The settings decide ids as much as the file itself.
std::string fingerprintOf(const std::string& fileHash, const SpecialTokens& special) {
    Hasher hasher;
    hasher.update(fileHash);
    for (const auto& [text, id] : special.added)
        hasher.update(text + '\n' + std::to_string(id) + '\n');
    return hasher.hex();
}

Loaded loadWordPieceVocabulary(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string vocabulary, readFile(file, kMaxModelBytes));
    const fs::path configFile = file.parent_path() / "tokenizer_config.json";
    nlohmann::json config = nlohmann::json::object();
    if (std::error_code ignored; fs::is_regular_file(configFile, ignored)) {
        MEMLONG_ASSIGN(config, readJsonObject(configFile));
    }
    MEMLONG_ASSIGN(const SpecialTokens special, readSpecialTokens(file.parent_path()));
    MEMLONG_ASSIGN(WordPieceSettings settings, wordPieceFromVocabulary(vocabulary, config, file.string()));
    const std::string fileHash = hashHex(vocabulary) + (settings.lowercase ? "l" : "") +
                                 (settings.stripAccents ? "a" : "") + (settings.separateChinese ? "c" : "");
    return makeWordPieceTokenizer(std::move(settings), file.string(), fingerprintOf(fileHash, special),
                                  special);
}

/// Old files leave the type out.
std::string modelType(const nlohmann::json& model) {
    if (model.contains("type") && model.at("type").is_string())
        return model.at("type").get<std::string>();
    if (model.contains("merges"))
        return "BPE";
    return model.contains("vocab") && model.at("vocab").is_array() ? "Unigram" : "WordPiece";
}

Loaded loadJson(const fs::path& file) {
    MEMLONG_ASSIGN(const nlohmann::json description, readJsonObject(file));
    MEMLONG_ASSIGN(const std::string fileHash, hashFile(file));
    MEMLONG_ASSIGN(const SpecialTokens special, readSpecialTokens(file.parent_path()));
    const std::string fingerprint = fingerprintOf(fileHash, special);
    const std::string type = modelType(description.at("model"));
    if (type == "BPE")
        return makeBpeTokenizer(description, file.string(), fingerprint, special);
    if (type == "WordPiece") {
        MEMLONG_ASSIGN(WordPieceSettings settings, wordPieceFromJson(description, file.string()));
        return makeWordPieceTokenizer(std::move(settings), file.string(), fingerprint, special);
    }
    if (type == "Unigram") {
        if (const auto model = sentencePieceFile(file.parent_path()))
            return loadSentencePiece(*model);
        return makeUnigramTokenizer(description, file.string(), special);
    }
    return makeError(ErrorCode::UnsupportedVersion, file.string() + " holds a tokenizer of the kind " + type +
                                                        "; this version reads BPE, WordPiece and Unigram");
}

Loaded loadLlama2c(const fs::path& file) {
    MEMLONG_ASSIGN(const std::string bytes, readFile(file, kMaxModelBytes));
    MEMLONG_ASSIGN(const std::string model, sentencePieceFromLlama2c(bytes, file.string()));
    return makeSentencePieceTokenizer(model, file.string());
}

Loaded loadFile(const fs::path& file) {
    if (file.extension() == ".json")
        return loadJson(file);
    if (file.extension() == ".txt")
        return loadWordPieceVocabulary(file);
    if (file.extension() == ".bin")
        return loadLlama2c(file);
    return loadSentencePiece(file);
}

Loaded loadPath(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return loadFile(path);
    if (const auto file = firstFile(path, {"tokenizer.json"}))
        return loadFile(*file);
    if (const auto file = sentencePieceFile(path))
        return loadFile(*file);
    if (const auto file = firstFile(path, {"vocab.txt"}))
        return loadFile(*file);
    return makeError(ErrorCode::NotFound, path.string() +
                                              " holds no tokenizer; expected tokenizer.json, "
                                              "tokenizer.model, sentencepiece.bpe.model or vocab.txt");
}

} // namespace

Loaded loadTokenizer(const fs::path& path) {
    try {
        return loadPath(path);
    } catch (const nlohmann::json::exception& error) {
        return makeError(ErrorCode::Corrupt,
                         path.string() +
                             " holds a tokenizer file without the parts it must have; fetch it again",
                         error.what());
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "not enough memory to load the tokenizer " + path.string());
    }
}

} // namespace memlong
