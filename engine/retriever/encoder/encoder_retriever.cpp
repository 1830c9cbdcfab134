#include "engine/retriever/encoder/encoder_retriever.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/retriever/encoder/encoder_batches.h"
#include "engine/retriever/encoder/encoder_loading.h"
#include "engine/retriever/passage_windows.h"
#include "engine/retriever/static_embeddings.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxPieces = 64; // forward passes for one passage; the rest of a huge one is not read

/// A passage, or a stretch of a long one.
struct Piece {
    std::size_t passage = 0;
    /// Token ranges [begin, end) of the input whose means become rows. The first is the whole piece.
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    std::vector<float> rows; // the result
};

/// Pieces with their inputs, in the same order.
struct Pieces {
    std::vector<Piece> pieces;
    std::vector<EncoderInput> inputs;
};

class EncoderRetriever final : public Retriever {
public:
    EncoderRetriever(std::string name, EncoderModel model, EncoderTokens tokens, std::string fingerprint,
                     int batchTokens)
        : m_name(std::move(name)), m_model(std::move(model)), m_tokens(std::move(tokens)),
          m_fingerprint(std::move(fingerprint)),
          m_batchTokens(static_cast<std::size_t>(std::max(1, batchTokens))) {}

    const std::string& name() const override { return m_name; }
    int dimension() const override { return m_model.config().hiddenSize; }
    const std::string& fingerprint() const override { return m_fingerprint; }

    Result<std::vector<Embeddings>> embedPassages(std::span<const std::string> passages,
                                                  std::stop_token stop) override {
        Pieces cut;
        for (std::size_t i = 0; i < passages.size(); ++i)
            cutPassage(i, m_model.config().passageInstruction, passages[i], cut);
        MEMLONG_TRY(encode(cut, stop));
        std::vector<Embeddings> out(passages.size());
        for (const Piece& piece : cut.pieces) {
            Embeddings& rows = out[piece.passage];
            rows.dimension = dimension();
            rows.values.insert(rows.values.end(), piece.rows.begin(), piece.rows.end());
        }
        return out;
    }

    Result<std::vector<float>> embedQuery(std::string_view query) override {
        const std::string text = m_model.config().queryInstruction + std::string(query);
        std::vector<TokenId> ids = m_tokens.idsOf(m_tokens.tokenizer().encode(text));
        ids.resize(std::min(ids.size(), m_tokens.room()));
        Pieces cut;
        cut.inputs.push_back(m_tokens.single(ids));
        cut.pieces.push_back({.ranges = {{0, cut.inputs.front().ids.size()}}});
        MEMLONG_TRY(encode(cut, {}));
        return std::move(cut.pieces.front().rows);
    }

private:
    void cutPassage(std::size_t index, const std::string& instruction, const std::string& passage,
                    Pieces& out) const {
        const std::string text = instruction + passage;
        const std::vector<Token> tokens = m_tokens.tokenizer().encode(text);
        const std::vector<TokenId> ids = m_tokens.idsOf(tokens);
        std::vector<TextRange> windows;
        if (m_model.config().pooling == Pooling::Mean)
            windows = passageWindows(passage);
        for (TextRange& window : windows) {
            window.begin += instruction.size();
            window.end += instruction.size();
        }
        std::size_t begin = 0;
        for (std::size_t count = 0; count < kMaxPieces; ++count) {
            const std::size_t end = std::min(begin + m_tokens.room(), ids.size());
            EncoderInput input = m_tokens.single(std::span(ids).subspan(begin, end - begin));
            Piece piece{.passage = index, .ranges = {{0, input.ids.size()}}};
            for (const TextRange& window : windows) {
                const auto from = std::partition_point(tokens.begin(), tokens.end(), [&](const Token& token) {
                    return token.end <= window.begin;
                });
                const auto to = std::partition_point(
                    from, tokens.end(), [&](const Token& token) { return token.begin < window.end; });
                const auto low = static_cast<std::size_t>(from - tokens.begin());
                const auto high = static_cast<std::size_t>(to - tokens.begin());
                // A window belongs to the piece that holds all of it; the stretches overlap by less than one.
                if (low >= begin && high <= end && low < high)
                    piece.ranges.push_back({low - begin + 1, high - begin + 1});
            }
            out.pieces.push_back(std::move(piece));
            out.inputs.push_back(std::move(input));
            if (end == ids.size())
                break;
            begin = end;
        }
    }

    Result<void> encode(Pieces& cut, const std::stop_token& stop) const {
        return encodeBatches(
            m_model, m_name, cut.inputs, m_batchTokens, stop,
            [&](std::size_t i, std::span<const float> states) { pool(cut.pieces[i], states); });
    }

    /// `states` [T, H]
    void pool(Piece& piece, std::span<const float> states) const {
        const auto width = static_cast<std::size_t>(dimension());
        piece.rows.assign(piece.ranges.size() * width, 0.0f);
        for (std::size_t r = 0; r < piece.ranges.size(); ++r) {
            const std::span<float> row = std::span(piece.rows).subspan(r * width, width);
            const auto [begin, end] = piece.ranges[r];
            // The length of a sum does not matter, since rows are normalised.
            const std::size_t last = m_model.config().pooling == Pooling::Cls ? begin + 1 : end;
            for (std::size_t t = begin; t < last; ++t)
                for (std::size_t j = 0; j < width; ++j)
                    row[j] += states[t * width + j];
            normalise(row);
        }
    }

    std::string m_name;
    EncoderModel m_model;
    EncoderTokens m_tokens;
    std::string m_fingerprint;
    std::size_t m_batchTokens;
};

std::string settingsOf(const EncoderConfig& config) {
    return std::to_string(static_cast<int>(config.family)) + "|" +
           std::to_string(static_cast<int>(config.pooling)) + "|" + std::to_string(config.maxTokens) + "|" +
           std::to_string(config.layers) + "|" + config.queryInstruction + "|" + config.passageInstruction +
           "|" + std::to_string(kPassageWindowsVersion);
}

} // namespace

Result<std::unique_ptr<Retriever>> loadEncoderRetriever(const std::filesystem::path& folder,
                                                        const EncoderOptions& options) {
    MEMLONG_ASSIGN(EncoderConfig config, readEncoderConfig(folder));
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(folder));
    MEMLONG_ASSIGN(EncoderTokens tokens, EncoderTokens::open(folder, config));
    return loadingFrom(folder, "retriever", [&]() -> Result<std::unique_ptr<Retriever>> {
        MEMLONG_ASSIGN(EncoderModel model,
                       EncoderModel::load(checkpoint, config, at::Device(options.device)));
        std::string fingerprint =
            hashHex(checkpoint.fingerprint() + tokens.tokenizer().fingerprint() + settingsOf(config));
        return std::unique_ptr<Retriever>(
            std::make_unique<EncoderRetriever>(modelName(folder), std::move(model), std::move(tokens),
                                               std::move(fingerprint), options.batchTokens));
    });
}

} // namespace memlong
