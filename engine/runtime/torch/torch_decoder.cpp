#include "engine/runtime/torch/torch_decoder.h"

#include <algorithm>
#include <numeric>

#include "engine/base/hash.h"
#include "engine/generation/generator.h"
#include "engine/model/encode_chunks.h"
#include "engine/model/load_decoder.h"
#include "engine/runtime/torch/guard.h"

namespace memlong {
namespace {

/// Tokens of one batch of chunks: enough to keep the processor busy, few enough for its activations to fit.
constexpr std::int64_t kBatchTokensCpu = 1024;
constexpr std::int64_t kBatchTokensGpu = 16384;

class TorchDecoder final : public DecoderRuntime {
public:
    TorchDecoder(LoadedDecoder loaded, std::shared_ptr<const Tokenizer> tokenizer, DecoderInfo info,
                 ChatFormat format)
        : m_decoder(std::move(loaded.decoder)), m_tokenizer(std::move(tokenizer)), m_info(std::move(info)),
          m_generator(m_decoder, m_tokenizer, format) {}

    const DecoderInfo& info() const override { return m_info; }
    std::shared_ptr<const Tokenizer> tokenizer() const override { return m_tokenizer; }

    Result<std::vector<std::shared_ptr<const KvBlock>>>
    encodeChunks(std::span<const std::vector<TokenId>> chunks, KvBlock::Type type,
                 std::stop_token stop) override {
        return guarded("encode the document", [&] { return encode(chunks, type, stop); });
    }

    Result<GenerationResult> generate(const GenerationRequest& request, std::stop_token stop) override {
        return guarded("generate an answer", [&] { return m_generator.generate(request, stop); });
    }

    Result<std::vector<float>> logProbabilities(const ScoreRequest& request) override {
        return guarded("score the text", [&] { return score(request); });
    }

private:
    using Blocks = std::vector<std::shared_ptr<const KvBlock>>;

    bool knowsAll(std::span<const TokenId> tokens) const {
        return std::all_of(tokens.begin(), tokens.end(),
                           [&](TokenId token) { return token >= 0 && token < m_info.vocabularySize; });
    }

    Result<std::vector<float>> score(const ScoreRequest& request) const {
        const auto count = static_cast<std::int64_t>(request.tokens.size());
        if (request.firstScored < 1 || request.firstScored >= count || count > m_info.contextTokens ||
            !knowsAll(request.tokens))
            return makeError(ErrorCode::InvalidArgument,
                             "the window to score is empty, longer than the model's " +
                                 std::to_string(m_info.contextTokens) +
                                 " tokens, or has tokens that the model does not know");
        std::vector<std::shared_ptr<const KvBlock>> blocks;
        for (const MemoryChunk& chunk : request.memory)
            blocks.push_back(chunk.block);
        MEMLONG_ASSIGN(
            const MemoryView memory,
            makeMemoryView(blocks, m_decoder->config(), m_decoder->rotary(), m_decoder->activations()));
        const at::Tensor tokens =
            at::tensor(std::vector<std::int64_t>(request.tokens.begin(), request.tokens.end()));
        Decoder::Input input;
        input.tokens = tokens.unsqueeze(0).to(m_decoder->activations().device()); // [1, T]
        input.firstPosition = blocks.empty() ? 0 : m_decoder->firstLocalPosition();
        input.memory = blocks.empty() ? nullptr : &memory;
        input.allLogits = true;
        const std::int64_t scored = count - request.firstScored;
        const at::Tensor logits =
            m_decoder->forward(input)[0].narrow(0, request.firstScored - 1, scored); // [S, V]
        const at::Tensor targets = tokens.narrow(0, request.firstScored, scored).to(logits.device());
        const at::Tensor found = at::log_softmax(logits, -1)
                                     .gather(1, targets.unsqueeze(1))
                                     .flatten()
                                     .to(at::kCPU, at::kFloat)
                                     .contiguous();
        return std::vector<float>(found.data_ptr<float>(), found.data_ptr<float>() + scored);
    }

    Result<Blocks> encode(std::span<const std::vector<TokenId>> chunks, KvBlock::Type type,
                          std::stop_token stop) {
        for (const auto& chunk : chunks)
            if (chunk.empty() || !knowsAll(chunk))
                return makeError(ErrorCode::InvalidArgument,
                                 "a chunk is empty or has tokens that the model does not know");
        std::vector<std::size_t> order(chunks.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return chunks[a].size() < chunks[b].size(); });
        const std::int64_t batchTokens =
            m_decoder->activations().device().is_cpu() ? kBatchTokensCpu : kBatchTokensGpu;
        Blocks blocks(chunks.size());
        for (std::size_t begin = 0; begin < order.size();) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "cancelled");
            const std::size_t length = chunks[order[begin]].size();
            const auto limit = static_cast<std::size_t>(
                std::max<std::int64_t>(batchTokens / static_cast<std::int64_t>(length), 1));
            std::size_t end = begin + 1;
            while (end < order.size() && end - begin < limit && chunks[order[end]].size() == length)
                ++end;
            encodeBatch(chunks, std::span(order).subspan(begin, end - begin), type, blocks);
            begin = end;
        }
        return blocks;
    }

    /// Chunks of one length.
    void encodeBatch(std::span<const std::vector<TokenId>> chunks, std::span<const std::size_t> batch,
                     KvBlock::Type type, Blocks& blocks) const {
        std::vector<std::span<const TokenId>> tokens;
        for (const std::size_t index : batch)
            tokens.emplace_back(chunks[index]);
        const at::Tensor both = encodeChunkBatch(*m_decoder, tokens); // [B, 2, Hkv, T, D]
        if (!both.isfinite().all().item<bool>())
            throw ModelError(
                makeError(ErrorCode::BadInput,
                          "the model computed something that is not a number; its weights are damaged "
                          "or too large for the chosen precision (try f32)"));
        for (std::size_t i = 0; i < batch.size(); ++i)
            blocks[batch[i]] = std::make_shared<const KvBlock>(
                tensorToBlock(both.select(0, static_cast<std::int64_t>(i)), type));
    }

    std::shared_ptr<const Decoder> m_decoder;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    DecoderInfo m_info;
    Generator m_generator;
};

} // namespace

DecoderInfo describeDecoder(const std::filesystem::path& folder, const LoadedDecoder& loaded,
                            const at::Device& device) {
    const ModelConfig& config = loaded.decoder->config();
    DecoderInfo info;
    const auto absolute = std::filesystem::weakly_canonical(folder);
    info.name = absolute.filename().string();
    info.architecture = config.modelType;
    info.device = device.str();
    info.precision = loaded.precision;
    info.parameters = loaded.parameters;
    info.weightBytes = loaded.decoder->weightBytes();
    info.layers = config.layers;
    info.hiddenSize = config.hiddenSize;
    info.heads = config.heads;
    info.kvHeads = config.kvHeads;
    info.headDim = config.headDim;
    info.vocabularySize = config.vocabularySize;
    info.contextTokens = config.contextTokens;
    info.memoryLayer = config.memory.memoryLayer;
    info.retrievalLayers = config.memory.retrievalLayers;
    info.positionType = config.memory.positionType == PositionType::Zero ? "Zero" : "Continual";
    info.memoryTrained = config.memory.fromCheckpoint;
    return info;
}

constexpr int kMostUnusedTokens = 4096;

Result<std::shared_ptr<const Tokenizer>> loadTokenizerFor(const std::filesystem::path& folder,
                                                          int vocabulary) {
    MEMLONG_ASSIGN(std::shared_ptr<const Tokenizer> tokenizer, loadTokenizer(folder));
    // Tokens beyond it do no harm as long as no text gives them, like the padding that some folders add.
    bool fits = tokenizer->vocabularySize() - vocabulary <= kMostUnusedTokens;
    for (TokenId id = vocabulary; fits && id < tokenizer->vocabularySize(); ++id)
        fits = tokenizer->pieceBytes(id).empty();
    if (!fits)
        return makeError(ErrorCode::BadInput, folder.string() + ": the tokenizer has " +
                                                  std::to_string(tokenizer->vocabularySize()) +
                                                  " pieces, but the model embeds only " +
                                                  std::to_string(vocabulary) +
                                                  "; they do not belong together");
    return tokenizer;
}

Result<std::unique_ptr<DecoderRuntime>> loadTorchDecoder(const std::filesystem::path& folder,
                                                         const DecoderOptions& options,
                                                         const at::Device& device) {
    MEMLONG_ASSIGN(LoadedDecoder loaded, loadDecoder(folder, {device, options.precision, options.adapter}));
    MEMLONG_ASSIGN(std::shared_ptr<const Tokenizer> tokenizer,
                   loadTokenizerFor(loaded.tokenizerFolder, loaded.decoder->config().vocabularySize));
    DecoderInfo info = describeDecoder(folder, loaded, device);
    info.fingerprint = hashHex(loaded.memoryFingerprint + " " + tokenizer->fingerprint());
    const ChatFormat format = detectChatFormat(loaded.tokenizerFolder, *tokenizer);
    return std::unique_ptr<DecoderRuntime>(
        std::make_unique<TorchDecoder>(std::move(loaded), std::move(tokenizer), std::move(info), format));
}

} // namespace memlong
