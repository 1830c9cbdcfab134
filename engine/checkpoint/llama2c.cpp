#include "engine/checkpoint/llama2c.h"

#include <cstring>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/text/llama2c_vocabulary.h"

namespace memlong {
namespace {

constexpr std::uint32_t kMagic = 0x616b3432; // "ak42"
constexpr std::size_t kVersion1HeaderBytes = 256;
constexpr std::uint64_t kMaxTokenizerBytes = 64 << 20;

struct Header {
    std::int32_t dim, hiddenDim, layers, heads, kvHeads, vocabulary, context;
};

/// The file's parameters in its own order, each a run of float32.
class Reader {
public:
    Reader(std::span<const std::byte> bytes, std::string name) : m_bytes(bytes), m_name(std::move(name)) {}

    template <class T> Result<T> scalar() {
        MEMLONG_ASSIGN(const std::span<const std::byte> raw, take(sizeof(T)));
        T value;
        std::memcpy(&value, raw.data(), sizeof value);
        return value;
    }
    Result<std::span<const std::byte>> take(std::uint64_t size) {
        if (size > m_bytes.size())
            return makeError(ErrorCode::Corrupt, m_name + " is truncated; fetch the file again");
        const auto taken = m_bytes.first(static_cast<std::size_t>(size));
        m_bytes = m_bytes.subspan(static_cast<std::size_t>(size));
        return taken;
    }
    void skip(std::uint64_t size) {
        m_bytes = m_bytes.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(size, m_bytes.size())));
    }

private:
    std::span<const std::byte> m_bytes;
    std::string m_name;
};

bool plausible(const Header& h) {
    const auto within = [](std::int32_t value, std::int32_t high) { return value > 0 && value <= high; };
    return within(h.dim, 1 << 16) && within(h.hiddenDim, 1 << 18) && within(h.layers, 512) &&
           within(h.heads, 1024) && within(h.kvHeads, h.heads) && within(h.vocabulary, 1 << 22) &&
           within(h.context, 1 << 24) && h.dim % h.heads == 0 && h.heads % h.kvHeads == 0 &&
           h.dim / h.heads % 2 == 0;
}

/// llama2.c rotates neighbouring pairs (2i, 2i+1) of a head, Hugging Face pairs (i, i + D/2): reorder the
/// rows of q and k once, as Hugging Face's own conversion of Llama does.
std::vector<std::byte> halfSplitRows(std::span<const std::byte> matrix, std::int64_t heads,
                                     std::int64_t headDim, std::int64_t columns) {
    const auto rowBytes = static_cast<std::size_t>(columns) * sizeof(float);
    std::vector<std::byte> result(matrix.size());
    for (std::int64_t head = 0; head < heads; ++head)
        for (std::int64_t i = 0; i < headDim; ++i) {
            const std::int64_t source = i < headDim / 2 ? 2 * i : 2 * (i - headDim / 2) + 1;
            std::memcpy(result.data() + static_cast<std::size_t>(head * headDim + i) * rowBytes,
                        matrix.data() + static_cast<std::size_t>(head * headDim + source) * rowBytes,
                        rowBytes);
        }
    return result;
}

std::string configJson(const Header& h, bool tied) {
    nlohmann::ordered_json config;
    config["model_type"] = "llama";
    config["vocab_size"] = h.vocabulary;
    config["hidden_size"] = h.dim;
    config["intermediate_size"] = h.hiddenDim;
    config["num_hidden_layers"] = h.layers;
    config["num_attention_heads"] = h.heads;
    config["num_key_value_heads"] = h.kvHeads;
    config["max_position_embeddings"] = h.context;
    config["hidden_act"] = "silu";
    config["rms_norm_eps"] = 1e-5;
    config["rope_theta"] = 10000.0;
    config["tie_word_embeddings"] = tied;
    config["bos_token_id"] = 1;
    config["eos_token_id"] = 2;
    return config.dump(2) + "\n";
}

using Tensors = std::map<std::string, std::span<const std::byte>>;

/// One kind of tensor for all layers in a row, as both versions of the format store them.
Result<void> takePerLayer(Reader& reader, Tensors& tensors, const Header& h, const std::string& suffix,
                          std::int64_t elements) {
    for (std::int32_t layer = 0; layer < h.layers; ++layer) {
        MEMLONG_ASSIGN(const auto bytes, reader.take(static_cast<std::uint64_t>(elements) * sizeof(float)));
        tensors["model.layers." + std::to_string(layer) + "." + suffix + ".weight"] = bytes;
    }
    return {};
}

Result<Tensors> takeTensors(Reader& reader, const Header& h, bool tied, bool version1) {
    const std::int64_t dim = h.dim, wide = h.hiddenDim, kv = std::int64_t{h.kvHeads} * (h.dim / h.heads);
    Tensors tensors;
    const auto takeOne = [&](const std::string& name, std::int64_t elements) -> Result<void> {
        MEMLONG_ASSIGN(const auto bytes, reader.take(static_cast<std::uint64_t>(elements) * sizeof(float)));
        tensors[name] = bytes;
        return {};
    };
    if (version1) { // all norms first
        MEMLONG_TRY(takePerLayer(reader, tensors, h, "input_layernorm", dim));
        MEMLONG_TRY(takePerLayer(reader, tensors, h, "post_attention_layernorm", dim));
        MEMLONG_TRY(takeOne("model.norm.weight", dim));
    }
    MEMLONG_TRY(takeOne("model.embed_tokens.weight", h.vocabulary * dim));
    if (!version1)
        MEMLONG_TRY(takePerLayer(reader, tensors, h, "input_layernorm", dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "self_attn.q_proj", dim * dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "self_attn.k_proj", kv * dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "self_attn.v_proj", kv * dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "self_attn.o_proj", dim * dim));
    if (!version1)
        MEMLONG_TRY(takePerLayer(reader, tensors, h, "post_attention_layernorm", dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "mlp.gate_proj", wide * dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "mlp.down_proj", wide * dim));
    MEMLONG_TRY(takePerLayer(reader, tensors, h, "mlp.up_proj", wide * dim));
    if (!version1) {
        MEMLONG_TRY(takeOne("model.norm.weight", dim));
        // Two tables of rotary angles that nothing reads any more.
        reader.skip(static_cast<std::uint64_t>(h.context) * static_cast<std::uint64_t>(dim / h.heads) *
                    sizeof(float));
    }
    if (!tied)
        MEMLONG_TRY(takeOne("lm_head.weight", h.vocabulary * dim));
    return tensors;
}

} // namespace

Result<void> importLlama2c(const std::filesystem::path& checkpoint, const std::filesystem::path& tokenizer,
                           const std::filesystem::path& folder) {
    MEMLONG_ASSIGN(const MappedFile file, MappedFile::open(checkpoint));
    MEMLONG_ASSIGN(const std::string vocabulary, readFile(tokenizer, kMaxTokenizerBytes));
    Reader reader(file.bytes(), checkpoint.string());
    Reader peek = reader;
    MEMLONG_ASSIGN(const std::uint32_t magic, peek.scalar<std::uint32_t>());
    const bool version1 = magic == kMagic;
    if (version1) {
        reader = peek;
        MEMLONG_ASSIGN(const std::int32_t version, reader.scalar<std::int32_t>());
        if (version != 1)
            return makeError(ErrorCode::UnsupportedVersion, checkpoint.string() + " has version " +
                                                                std::to_string(version) +
                                                                " of the llama2.c format; known are 0 and 1");
    }
    MEMLONG_ASSIGN(Header header, reader.scalar<Header>());
    bool tied = header.vocabulary > 0; // version 0 says "not tied" by a negative vocabulary size
    if (version1) {
        MEMLONG_ASSIGN(const std::uint8_t shared, reader.scalar<std::uint8_t>());
        tied = shared != 0;
        reader.skip(kVersion1HeaderBytes - 2 * sizeof(std::uint32_t) - sizeof(Header) - 1);
    } else if (header.vocabulary < 0 && header.vocabulary > -(1 << 22)) {
        header.vocabulary = -header.vocabulary;
    }
    if (!plausible(header))
        return makeError(ErrorCode::Corrupt, checkpoint.string() + " is not a llama2.c checkpoint");
    MEMLONG_ASSIGN(const Tensors tensors, takeTensors(reader, header, tied, version1));
    MEMLONG_ASSIGN(const std::string sentencePiece, sentencePieceFromLlama2c(vocabulary, tokenizer.string()));

    const std::string json = configJson(header, tied);
    MEMLONG_ASSIGN(const ModelConfig config, parseModelConfig(json, checkpoint.string()));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return systemError(error.value(), "create", folder);
    std::vector<SafetensorsWriter::Declaration> declarations;
    for (const ExpectedTensor& tensor : expectedTensors(config))
        declarations.push_back({tensor.name, TensorType::F32, tensor.shape});
    MEMLONG_ASSIGN(SafetensorsWriter writer,
                   SafetensorsWriter::create(folder / "model.safetensors", declarations, {{"format", "pt"}}));
    for (const auto& declaration : declarations) {
        const std::span<const std::byte> bytes = tensors.at(declaration.name);
        const bool q = declaration.name.ends_with("q_proj.weight");
        if (q || declaration.name.ends_with("k_proj.weight"))
            MEMLONG_TRY(writer.append(
                halfSplitRows(bytes, q ? header.heads : header.kvHeads, config.headDim, header.dim)));
        else
            MEMLONG_TRY(writer.append(bytes));
    }
    MEMLONG_TRY(writer.commit());
    MEMLONG_TRY(replaceFile(folder / "tokenizer.model", sentencePiece));
    return replaceFile(folder / "config.json", json);
}

} // namespace memlong
