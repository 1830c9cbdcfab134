#include "engine/retriever/encoder/encoder_config.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "engine/checkpoint/config_reader.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxConfigBytes = 16u << 20;

Result<std::optional<ConfigReader>> readOptional(const fs::path& file) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        return std::optional<ConfigReader>();
    MEMLONG_ASSIGN(const std::string text, readFile(file, kMaxConfigBytes));
    MEMLONG_ASSIGN(ConfigReader reader, ConfigReader::parse(text, file.string()));
    return std::optional<ConfigReader>(std::move(reader));
}

std::string lowerCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

Result<EncoderConfig> readModel(const fs::path& folder, std::string& name) {
    MEMLONG_ASSIGN(const std::string text, readFile(folder / "config.json", kMaxConfigBytes));
    MEMLONG_ASSIGN(ConfigReader reader, ConfigReader::parse(text, (folder / "config.json").string()));
    EncoderConfig config;
    const std::string type = reader.text("model_type", "");
    if (type == "bert")
        config.family = EncoderFamily::Bert;
    else if (type == "xlm-roberta" || type == "roberta")
        config.family = EncoderFamily::XlmRoberta;
    else
        reader.unsupported("model_type \"" + type + "\" is no retriever of a known kind (bert, xlm-roberta)");
    config.vocabularySize = reader.requiredInteger("vocab_size", 1, 4'000'000);
    config.hiddenSize = reader.requiredInteger("hidden_size", 1, 16'384);
    config.layers = reader.requiredInteger("num_hidden_layers", 1, 256);
    config.heads = reader.requiredInteger("num_attention_heads", 1, 256);
    config.intermediateSize = reader.requiredInteger("intermediate_size", 1, 131'072);
    config.positions = reader.requiredInteger("max_position_embeddings", 3, 1'000'000);
    config.tokenTypes = reader.integer("type_vocab_size", 2, 1, 16);
    const bool xlm = config.family == EncoderFamily::XlmRoberta;
    config.padId = reader.integer("pad_token_id", xlm ? 1 : 0, 0, config.vocabularySize - 1);
    config.layerNormEpsilon = reader.number("layer_norm_eps", xlm ? 1e-5 : 1e-12, 0, 1);
    const std::string activation = reader.text("hidden_act", "gelu");
    config.tanhGelu = activation == "gelu_new" || activation == "gelu_pytorch_tanh";
    if (!config.tanhGelu && activation != "gelu")
        reader.unsupported("hidden_act \"" + activation + "\" is not supported (gelu, gelu_new)");
    if (const std::string position = reader.text("position_embedding_type", "absolute");
        position != "absolute")
        reader.unsupported("position_embedding_type \"" + position + "\" is not supported (absolute)");
    if (!reader.failed() && config.hiddenSize % config.heads != 0)
        reader.fail("hidden_size is not a multiple of num_attention_heads");
    if (!reader.failed() && config.firstPosition() + 2 >= config.positions)
        reader.fail("max_position_embeddings leaves no room for a text");
    name = lowerCase(reader.text("_name_or_path", "") + " " + folder.filename().string());
    if (reader.failed())
        return reader.error();
    return config;
}

/// The folder of the pooling module: modules.json names it, "1_Pooling" by custom.
Result<fs::path> poolingFolder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_regular_file(folder / "modules.json", ignored))
        return folder / "1_Pooling";
    MEMLONG_ASSIGN(const std::string text, readFile(folder / "modules.json", kMaxConfigBytes));
    // The file is a list; the reader of configurations wants an object.
    MEMLONG_ASSIGN(const nlohmann::json json,
                   parseJsonObject("{\"modules\":" + text + "}", (folder / "modules.json").string()));
    for (const nlohmann::json& module : json.at("modules")) {
        if (!module.is_object())
            continue;
        const auto type = module.find("type"), path = module.find("path");
        if (type == module.end() || path == module.end() || !type->is_string() || !path->is_string())
            continue;
        const std::string kind = type->get<std::string>();
        const fs::path place = path->get<std::string>();
        if (kind.ends_with(".Dense"))
            return makeError(ErrorCode::UnsupportedVersion,
                             folder.string() +
                                 " has a Dense module after the pooling, which is not supported");
        if (kind.ends_with(".Pooling") && place.is_relative() && !contains(place.string(), ".."))
            return folder / place;
    }
    return folder / "1_Pooling";
}

void setInstructions(EncoderConfig& config, const std::string& name) {
    // https://huggingface.co/BAAI/llm-embedder ("qa" task) and BAAI/bge-*-en model cards.
    if (contains(name, "llm-embedder")) {
        config.queryInstruction = "Represent this query for retrieving relevant documents: ";
        config.passageInstruction = "Represent this document for retrieval: ";
    } else if (contains(name, "bge-") && contains(name, "-en")) {
        config.queryInstruction = "Represent this sentence for searching relevant passages: ";
    }
}

} // namespace

Result<EncoderConfig> readEncoderConfig(const fs::path& folder) {
    std::string name;
    MEMLONG_ASSIGN(EncoderConfig config, readModel(folder, name));
    const bool bge = contains(name, "bge-") || contains(name, "llm-embedder");
    config.pooling = bge || config.family == EncoderFamily::XlmRoberta ? Pooling::Cls : Pooling::Mean;
    config.maxTokens = config.positions - config.firstPosition();
    setInstructions(config, name);

    MEMLONG_ASSIGN(const fs::path pooling, poolingFolder(folder));
    MEMLONG_ASSIGN(std::optional<ConfigReader> file, readOptional(pooling / "config.json"));
    if (file) {
        const bool cls = file->boolean("pooling_mode_cls_token", false);
        const bool mean = file->boolean("pooling_mode_mean_tokens", false);
        if (cls == mean || file->boolean("pooling_mode_max_tokens", false))
            file->unsupported("only pooling by the CLS token or by the mean of the tokens is supported");
        config.pooling = cls ? Pooling::Cls : Pooling::Mean;
        if (file->failed())
            return file->error();
    }
    MEMLONG_ASSIGN(file, readOptional(folder / "sentence_bert_config.json"));
    if (file) {
        config.maxTokens =
            std::min(config.maxTokens, file->integer("max_seq_length", config.maxTokens, 3, 1'000'000));
        if (file->failed())
            return file->error();
    }
    MEMLONG_ASSIGN(file, readOptional(folder / "config_sentence_transformers.json"));
    if (file) {
        ConfigReader prompts = file->object("prompts");
        if (prompts.present()) {
            config.queryInstruction = prompts.text("query", config.queryInstruction);
            config.passageInstruction =
                prompts.text("passage", prompts.text("document", config.passageInstruction));
        }
        if (prompts.failed())
            return prompts.error();
    }
    return config;
}

std::string modelName(const fs::path& folder) {
    return folder.filename().empty() ? folder.parent_path().filename().string() : folder.filename().string();
}

} // namespace memlong
