#include "engine/retriever/encoder/encoder_retriever.h"

#include <algorithm>
#include <numeric>

#include "engine/base/hash.h"
#include "engine/retriever/encoder/encoder_model.h"
#include "engine/retriever/passage_windows.h"
#include "engine/retriever/static_embeddings.h"
#include "engine/text/tokenizer.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxPieces = 64; // forward passes for one passage; the rest of a huge one is not read

/// One input of the encoder: a passage or a stretch of a long one.
struct Piece {
    std::size_t passage = 0;
    std::vector<TokenId> ids; // with special tokens
    /// Token ranges [begin, end) in ids whose means become rows. The first is the whole piece.
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    std::vector<float> rows; // the result
};

class EncoderRetriever final : public Retriever {
public:
    EncoderRetriever(std::string name, EncoderModel model, std::shared_ptr<const Tokenizer> tokenizer,
                     TokenId first, TokenId last, TokenId unknown, bool shifted, std::string fingerprint,
                     int batchTokens)
        : m_name(std::move(name)), m_model(std::move(model)), m_tokenizer(std::move(tokenizer)),
          m_first(first), m_last(last), m_unknown(unknown), m_shifted(shifted),
          m_fingerprint(std::move(fingerprint)),
          m_batchTokens(static_cast<std::size_t>(std::max(1, batchTokens))) {}

    const std::string& name() const override { return m_name; }
    int dimension() const override { return m_model.config().hiddenSize; }
    const std::string& fingerprint() const override { return m_fingerprint; }

    Result<std::vector<Embeddings>> embedPassages(std::span<const std::string> passages,
                                                  std::stop_token stop) override {
        std::vector<Piece> pieces;
        for (std::size_t i = 0; i < passages.size(); ++i)
            cutPassage(i, m_model.config().passageInstruction, passages[i], pieces);
        MEMLONG_TRY(encode(pieces, stop));
        std::vector<Embeddings> out(passages.size());
        for (const Piece& piece : pieces) {
            Embeddings& rows = out[piece.passage];
            rows.dimension = dimension();
            rows.values.insert(rows.values.end(), piece.rows.begin(), piece.rows.end());
        }
        return out;
    }

    Result<std::vector<float>> embedQuery(std::string_view query) override {
        const std::string text = m_model.config().queryInstruction + std::string(query);
        std::vector<Piece> pieces(1);
        std::vector<TokenId> ids = idsOf(m_tokenizer->encode(text));
        ids.resize(std::min(ids.size(), room()));
        pieces.front().ids = withSpecialTokens(ids);
        pieces.front().ranges = {{0, pieces.front().ids.size()}};
        MEMLONG_TRY(encode(pieces, {}));
        return std::move(pieces.front().rows);
    }

private:
    std::size_t room() const { return static_cast<std::size_t>(m_model.config().maxTokens - 2); }

    /// XLM-RoBERTa checkpoints number SentencePiece pieces from 1, with <s> 0, <pad> 1, </s> 2, <unk> 3.
    TokenId encoderId(TokenId id) const {
        if (m_shifted)
            id = id < 3 ? m_unknown : id + 1;
        return id >= 0 && id < m_model.config().vocabularySize ? id : m_unknown;
    }

    std::vector<TokenId> idsOf(const std::vector<Token>& tokens) const {
        std::vector<TokenId> ids;
        ids.reserve(tokens.size());
        for (const Token& token : tokens)
            ids.push_back(encoderId(token.id));
        return ids;
    }

    std::vector<TokenId> withSpecialTokens(std::span<const TokenId> ids) const {
        std::vector<TokenId> out;
        out.reserve(ids.size() + 2);
        out.push_back(m_first);
        out.insert(out.end(), ids.begin(), ids.end());
        out.push_back(m_last);
        return out;
    }

    void cutPassage(std::size_t index, const std::string& instruction, const std::string& passage,
                    std::vector<Piece>& pieces) const {
        const std::string text = instruction + passage;
        const std::vector<Token> tokens = m_tokenizer->encode(text);
        const std::vector<TokenId> ids = idsOf(tokens);
        std::vector<TextRange> windows;
        if (m_model.config().pooling == Pooling::Mean)
            windows = passageWindows(passage);
        for (TextRange& window : windows) {
            window.begin += instruction.size();
            window.end += instruction.size();
        }
        std::size_t begin = 0;
        for (std::size_t count = 0; count < kMaxPieces; ++count) {
            const std::size_t end = std::min(begin + room(), ids.size());
            Piece piece{.passage = index,
                        .ids = withSpecialTokens(std::span(ids).subspan(begin, end - begin))};
            piece.ranges.push_back({0, piece.ids.size()});
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
            pieces.push_back(std::move(piece));
            if (end == ids.size())
                break;
            begin = end;
        }
    }

    Result<void> encode(std::vector<Piece>& pieces, std::stop_token stop) const {
        std::vector<std::size_t> order(pieces.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return pieces[a].ids.size() < pieces[b].ids.size();
        });
        for (std::size_t begin = 0; begin < order.size();) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "embedding was cancelled");
            std::size_t end = begin + 1;
            while (end < order.size() && (end + 1 - begin) * pieces[order[end]].ids.size() <= m_batchTokens)
                ++end;
            try {
                encodeBatch(pieces, std::span(order).subspan(begin, end - begin));
            } catch (const std::bad_alloc& e) {
                return makeError(ErrorCode::OutOfMemory, "there is too little memory to embed the text",
                                 e.what());
            } catch (const std::exception& e) {
                return makeError(ErrorCode::Internal, "the retriever " + m_name + " failed on a text",
                                 e.what());
            }
            begin = end;
        }
        return {};
    }

    void encodeBatch(std::vector<Piece>& pieces, std::span<const std::size_t> batch) const {
        const auto count = static_cast<std::int64_t>(batch.size());
        const auto length = static_cast<std::int64_t>(pieces[batch.back()].ids.size());
        at::Tensor ids = at::full({count, length}, m_model.config().padId, at::kLong);
        at::Tensor lengths = at::empty({count}, at::kLong);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const std::vector<TokenId>& row = pieces[batch[i]].ids;
            std::copy(row.begin(), row.end(),
                      ids.data_ptr<std::int64_t>() + static_cast<std::int64_t>(i) * length);
            lengths.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(row.size());
        }
        const at::Tensor states =
            m_model.forward(ids.to(m_model.device()), lengths.to(m_model.device())).to(at::kCPU).contiguous();
        const auto width = static_cast<std::size_t>(dimension());
        const std::size_t stride = static_cast<std::size_t>(length) * width;
        for (std::size_t i = 0; i < batch.size(); ++i)
            pool(pieces[batch[i]], std::span(states.data_ptr<float>() + i * stride, stride));
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
    std::shared_ptr<const Tokenizer> m_tokenizer;
    TokenId m_first, m_last, m_unknown;
    bool m_shifted;
    std::string m_fingerprint;
    std::size_t m_batchTokens;
};

std::string settingsOf(const EncoderConfig& config) {
    return std::to_string(static_cast<int>(config.family)) + "|" +
           std::to_string(static_cast<int>(config.pooling)) + "|" + std::to_string(config.maxTokens) + "|" +
           std::to_string(config.layers) + "|" + config.queryInstruction + "|" + config.passageInstruction +
           "|" + std::to_string(kPassageWindowsVersion);
}

struct SpecialIds {
    TokenId first = 0, last = 0, unknown = 0;
    bool shifted = false;
};

Result<SpecialIds> findSpecialIds(const Tokenizer& tokenizer, const EncoderConfig& config,
                                  const std::filesystem::path& folder) {
    if (config.family == EncoderFamily::Bert) {
        const auto cls = tokenizer.specialId("[CLS]"), sep = tokenizer.specialId("[SEP]"),
                   unknown = tokenizer.specialId("[UNK]");
        if (cls && sep && unknown && std::max({*cls, *sep, *unknown}) < config.vocabularySize)
            return SpecialIds{*cls, *sep, *unknown, false};
    } else {
        // A SentencePiece model has <unk> 0; a vocabulary that is numbered like the checkpoint has it at 3.
        const auto unknown = tokenizer.specialId("<unk>");
        if (unknown && *unknown == 0 && config.vocabularySize > 4)
            return SpecialIds{0, 2, 3, true};
        const auto first = tokenizer.specialId("<s>"), last = tokenizer.specialId("</s>");
        if (first && last && unknown && std::max({*first, *last, *unknown}) < config.vocabularySize)
            return SpecialIds{*first, *last, *unknown, false};
    }
    return makeError(ErrorCode::BadInput,
                     "the tokenizer of " + folder.string() +
                         " lacks the special tokens of its model; fetch the folder again");
}

} // namespace

Result<std::unique_ptr<Retriever>> loadEncoderRetriever(const std::filesystem::path& folder,
                                                        const EncoderOptions& options) {
    MEMLONG_ASSIGN(EncoderConfig config, readEncoderConfig(folder));
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(folder));
    MEMLONG_ASSIGN(std::shared_ptr<const Tokenizer> tokenizer, loadTokenizer(folder));
    MEMLONG_ASSIGN(const SpecialIds special, findSpecialIds(*tokenizer, config, folder));
    try {
        MEMLONG_ASSIGN(EncoderModel model,
                       EncoderModel::load(checkpoint, config, at::Device(options.device)));
        std::string fingerprint =
            hashHex(checkpoint.fingerprint() + tokenizer->fingerprint() + settingsOf(config));
        std::string name =
            folder.filename().empty() ? folder.parent_path().filename().string() : folder.filename().string();
        return std::unique_ptr<Retriever>(std::make_unique<EncoderRetriever>(
            std::move(name), std::move(model), std::move(tokenizer), special.first, special.last,
            special.unknown, special.shifted, std::move(fingerprint), options.batchTokens));
    } catch (const std::bad_alloc& e) {
        return makeError(ErrorCode::OutOfMemory, "there is too little memory to load " + folder.string(),
                         e.what());
    } catch (const std::exception& e) {
        return makeError(ErrorCode::Internal, "the retriever in " + folder.string() + " could not be loaded",
                         e.what());
    }
}

} // namespace memlong
