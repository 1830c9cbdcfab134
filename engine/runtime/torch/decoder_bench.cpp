#include "engine/runtime/torch/decoder_bench.h"

#include <chrono>
#include <numeric>

#include "engine/generation/generation_session.h"
#include "engine/model/encode_chunks.h"
#include "engine/model/weight_kernels.h"
#include "engine/runtime/torch/guard.h"
#include "engine/runtime/torch/torch_decoder.h"

namespace memlong {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Tokens of the vocabulary, the same ones in every run.
std::vector<TokenId> drawnTokens(int count, int vocabulary, std::uint32_t seed) {
    std::vector<TokenId> tokens(static_cast<std::size_t>(count));
    std::uint32_t state = seed * 2654435761U + 1;
    for (TokenId& token : tokens) {
        state = state * 1664525U + 1013904223U;
        token = static_cast<TokenId>((state >> 8) % static_cast<std::uint32_t>(vocabulary));
    }
    return tokens;
}

/// Elements and bytes of the matrices of the decoder's parts.
struct Matrices {
    double layerElements = 0, layerBytes = 0; // of one layer
    double keyValueElements = 0, keyValueBytes = 0;
    double headElements = 0, headBytes = 0;
};

Matrices matricesOf(const Decoder& decoder) {
    Matrices found;
    const auto bytes = [](const at::Tensor& tensor) { return static_cast<double>(tensor.nbytes()); };
    const auto elements = [](const at::Tensor& tensor) { return static_cast<double>(tensor.numel()); };
    for (const auto& item : decoder.named_parameters()) {
        const std::string& name = item.key();
        if (!name.starts_with("model.layers.0.") || item.value().dim() != 2)
            continue;
        found.layerElements += elements(item.value());
        found.layerBytes += bytes(item.value());
        if (name.find(".k_proj.") != std::string::npos || name.find(".v_proj.") != std::string::npos) {
            found.keyValueElements += elements(item.value());
            found.keyValueBytes += bytes(item.value());
        }
    }
    found.headElements = elements(decoder.head().weight().values);
    found.headBytes = bytes(decoder.head().weight().values);
    return found;
}

class TorchDecoderBench final : public DecoderBench {
public:
    TorchDecoderBench(LoadedDecoder loaded, DecoderInfo info)
        : m_decoder(std::move(loaded.decoder)), m_info(std::move(info)), m_session(m_decoder),
          m_matrices(matricesOf(*m_decoder)),
          m_queryWidth(static_cast<double>(m_info.heads) * m_info.headDim),
          m_keyWidth(static_cast<double>(m_info.kvHeads) * m_info.headDim) {
        const at::ScalarType type = c10::typeMetaToScalarType(m_decoder->activations().dtype());
        const bool narrow = m_info.precision == "bf16" || m_info.precision == "int8";
        m_computeType = type == at::kHalf                                              ? "f16"
                        : type == at::kBFloat16 || (narrow && processorIsFastAtBf16()) ? "bf16"
                                                                                       : "f32";
    }

    const DecoderInfo& info() const override { return m_info; }
    const std::string& computeType() const override { return m_computeType; }

    Result<BenchWork> encode(int chunks, int chunkTokens, std::stop_token stop) override {
        return guarded("encode chunks", [&] { return encodeChunks(chunks, chunkTokens, stop); });
    }
    Result<BenchWork> prefill(int tokens, std::stop_token stop) override {
        return guarded("read a prompt", [&] { return readPrompt(tokens, stop); });
    }
    Result<BenchWork> decode(int promptTokens, int tokens, int memoryChunks, int chunkTokens,
                             std::stop_token stop) override {
        return guarded("decode",
                       [&] { return decodeTokens(promptTokens, tokens, memoryChunks, chunkTokens, stop); });
    }

private:
    double layerFlops(double tokens) const { return 2 * tokens * m_matrices.layerElements; }
    /// Scores and weighted sums of `pairs` pairs of query and key, in one layer.
    double attentionFlops(double pairs) const { return 4 * pairs * m_queryWidth; }

    std::vector<at::Tensor> encodeInBatches(int chunks, int chunkTokens, const std::stop_token& stop) const {
        std::vector<at::Tensor> encoded;
        const int batch = std::max(1, kEncodeBatchTokens / chunkTokens);
        for (int begin = 0; begin < chunks && !stop.stop_requested(); begin += batch) {
            std::vector<std::vector<TokenId>> tokens;
            for (int i = begin; i < std::min(chunks, begin + batch); ++i)
                tokens.push_back(
                    drawnTokens(chunkTokens, m_info.vocabularySize, static_cast<std::uint32_t>(i)));
            const std::vector<std::span<const TokenId>> views(tokens.begin(), tokens.end());
            encoded.push_back(encodeChunkBatch(*m_decoder, views)); // [B, 2, Hkv, T, D]
        }
        return encoded;
    }

    Result<BenchWork> encodeChunks(int chunks, int chunkTokens, const std::stop_token& stop) const {
        const auto begin = Clock::now();
        const auto encoded = encodeInBatches(chunks, chunkTokens, stop);
        BenchWork work;
        work.seconds = secondsSince(begin);
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "");
        const double tokens = static_cast<double>(chunks) * chunkTokens;
        const double pairs = tokens * (chunkTokens + 1) / 2;
        work.flops = m_info.memoryLayer * (layerFlops(tokens) + attentionFlops(pairs)) +
                     2 * tokens * m_matrices.keyValueElements;
        work.bytes = static_cast<double>(encoded.size()) *
                     (m_info.memoryLayer * m_matrices.layerBytes + m_matrices.keyValueBytes);
        return work;
    }

    Result<BenchWork> readPrompt(int tokens, const std::stop_token& stop) {
        const std::vector<TokenId> prompt = drawnTokens(tokens, m_info.vocabularySize, 1);
        m_session.reset(false);
        const auto begin = Clock::now();
        MEMLONG_TRY(m_session.prefill(prompt, stop));
        BenchWork work;
        work.seconds = secondsSince(begin);
        const double pairs = static_cast<double>(tokens) * (tokens + 1) / 2;
        work.flops =
            m_info.layers * (layerFlops(tokens) + attentionFlops(pairs)) + 2 * m_matrices.headElements;
        work.bytes = m_info.layers * m_matrices.layerBytes + m_matrices.headBytes;
        return work;
    }

    Result<BenchWork> decodeTokens(int promptTokens, int tokens, int memoryChunks, int chunkTokens,
                                   const std::stop_token& stop) {
        m_session.reset(memoryChunks > 0);
        std::vector<std::shared_ptr<const KvBlock>> memory;
        for (const at::Tensor& batch : encodeInBatches(memoryChunks, chunkTokens, stop))
            for (std::int64_t i = 0; i < batch.size(0); ++i)
                memory.push_back(
                    std::make_shared<const KvBlock>(tensorToBlock(batch.select(0, i), KvBlock::Type::F16)));
        MEMLONG_TRY(m_session.setMemory(memory));
        MEMLONG_TRY(m_session.prefill(drawnTokens(promptTokens, m_info.vocabularySize, 2), stop));
        const std::vector<TokenId> next = drawnTokens(tokens, m_info.vocabularySize, 3);
        const auto begin = Clock::now();
        for (const TokenId token : next) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "");
            MEMLONG_TRY(m_session.decodeOne(token));
        }
        BenchWork work;
        work.seconds = secondsSince(begin);
        const double local = promptTokens + (tokens + 1) / 2.0; // keys that a token sees, in the mean
        const double seen = m_info.layers * local +
                            static_cast<double>(m_info.retrievalLayers.size()) * memoryChunks * chunkTokens;
        const auto wide = static_cast<double>(m_decoder->activations().dtype().itemsize());
        work.flops =
            tokens * (m_info.layers * layerFlops(1) + attentionFlops(seen) + 2 * m_matrices.headElements);
        work.bytes = tokens * (m_info.layers * m_matrices.layerBytes + m_matrices.headBytes +
                               2 * seen * m_keyWidth * wide);
        return work;
    }

    static constexpr int kEncodeBatchTokens = 1024;

    std::shared_ptr<const Decoder> m_decoder;
    DecoderInfo m_info;
    GenerationSession m_session;
    Matrices m_matrices;
    double m_queryWidth, m_keyWidth;
    std::string m_computeType;
};

} // namespace

Result<std::unique_ptr<DecoderBench>> loadDecoderBench(const std::filesystem::path& folder,
                                                       const DecoderOptions& options,
                                                       const at::Device& device) {
    MEMLONG_ASSIGN(LoadedDecoder loaded, loadDecoder(folder, {device, options.precision, options.adapter}));
    DecoderInfo info = describeDecoder(folder, loaded, device);
    return std::unique_ptr<DecoderBench>(
        std::make_unique<TorchDecoderBench>(std::move(loaded), std::move(info)));
}

} // namespace memlong
