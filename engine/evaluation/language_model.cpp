#include "engine/evaluation/language_model.h"

#include <algorithm>
#include <cmath>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::uint64_t kMaxDocumentBytes = 1 << 30;

/// Negative log-probabilities of the tokens of one document in one mode.
class DocumentScorer {
public:
    DocumentScorer(DecoderRuntime& decoder, Retriever& retriever, const LmEvaluationOptions& options,
                   int window)
        : m_decoder(decoder), m_options(options), m_memory(decoder, retriever, options.bank),
          m_random(options.seed), m_window(static_cast<std::size_t>(window)) {
        if (const auto bos = decoder.tokenizer()->bosId())
            m_prefix.push_back(*bos);
    }

    /// `report` gets the number of tokens done.
    Result<std::vector<float>> score(std::span<const TokenId> tokens, LmMode mode,
                                     const std::function<void(std::size_t)>& report, std::stop_token stop) {
        std::vector<float> losses; // NaN where a token had nothing before it
        const std::size_t history = mode == LmMode::Sliding ? m_window / 2 : 0;
        while (losses.size() < tokens.size()) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "cancelled");
            const std::size_t begin = losses.size();
            const std::size_t from = begin - std::min(begin, history);
            const std::size_t end = std::min(from + m_window, tokens.size());
            ScoreRequest request;
            request.tokens = m_prefix;
            request.tokens.insert(request.tokens.end(), tokens.begin() + static_cast<std::ptrdiff_t>(from),
                                  tokens.begin() + static_cast<std::ptrdiff_t>(end));
            request.firstScored = static_cast<int>(std::max<std::size_t>(m_prefix.size() + begin - from, 1));
            if (mode == LmMode::Memory || mode == LmMode::Random) {
                MEMLONG_ASSIGN(request.memory, remembered(tokens.first(begin), mode));
            }
            if (m_prefix.empty() && from == begin)
                losses.push_back(std::nanf(""));
            if (losses.size() < end) {
                MEMLONG_ASSIGN(const std::vector<float> found, m_decoder.logProbabilities(request));
                for (const float logProbability : found)
                    losses.push_back(-logProbability);
            }
            if (mode == LmMode::Memory || mode == LmMode::Random)
                MEMLONG_TRY(remember(tokens.subspan(begin, end - begin), stop));
            report(end);
        }
        return losses;
    }

private:
    Result<std::vector<MemoryChunk>> remembered(std::span<const TokenId> before, LmMode mode) {
        if (before.empty())
            return std::vector<MemoryChunk>{};
        if (mode == LmMode::Random)
            return m_memory.draw(m_options.topK, m_random);
        const std::size_t size = std::min(before.size(), static_cast<std::size_t>(m_options.chunkTokens));
        return m_memory.retrieve(m_decoder.tokenizer()->decode(before.last(size)), m_options.topK);
    }

    Result<void> remember(std::span<const TokenId> window, std::stop_token stop) {
        std::vector<std::vector<TokenId>> chunks;
        const auto size = static_cast<std::size_t>(m_options.chunkTokens);
        for (std::size_t begin = 0; begin < window.size(); begin += size) {
            const auto part = window.subspan(begin, std::min(size, window.size() - begin));
            chunks.emplace_back(part.begin(), part.end());
        }
        MEMLONG_TRY(m_memory.add(chunks, stop));
        return {};
    }

    DecoderRuntime& m_decoder;
    const LmEvaluationOptions& m_options;
    EvaluationMemory m_memory;
    std::mt19937_64 m_random;
    std::size_t m_window;
    std::vector<TokenId> m_prefix;
};

/// Mean over the scored tokens of several documents.
struct Mean {
    double sum = 0;
    std::int64_t count = 0;
    void add(std::span<const float> losses) {
        for (const float loss : losses)
            if (!std::isnan(loss)) {
                sum += loss;
                ++count;
            }
    }
    double perplexity() const { return count == 0 ? 0 : std::exp(sum / static_cast<double>(count)); }
};

Result<std::vector<std::vector<TokenId>>> readDocuments(const LmEvaluationOptions& options,
                                                        const Tokenizer& tokenizer, std::string& hash) {
    const std::int64_t longest = *std::max_element(options.lengths.begin(), options.lengths.end());
    const std::int64_t shortest = *std::min_element(options.lengths.begin(), options.lengths.end());
    Hasher hasher;
    std::vector<std::vector<TokenId>> documents;
    for (const std::filesystem::path& path : options.documents) {
        MEMLONG_ASSIGN(const std::string text, readFile(path, kMaxDocumentBytes));
        if (!isValidUtf8(text))
            return makeError(ErrorCode::BadInput, path.string() + " is not UTF-8 text");
        hasher.update(text);
        std::vector<TokenId> tokens = tokenizer.encodeIds(text);
        if (static_cast<std::int64_t>(tokens.size()) < shortest)
            return makeError(ErrorCode::BadInput,
                             path.string() + " has only " + std::to_string(tokens.size()) +
                                 " tokens, fewer than the shortest length " + std::to_string(shortest));
        tokens.resize(std::min(tokens.size(), static_cast<std::size_t>(longest)));
        documents.push_back(std::move(tokens));
    }
    hash = hasher.hex();
    return documents;
}

Result<int> chooseWindow(const DecoderRuntime& decoder, const LmEvaluationOptions& options) {
    constexpr int kLargest = 1024;
    const int room = decoder.info().contextTokens - (decoder.tokenizer()->bosId() ? 1 : 0);
    if (options.windowTokens > room)
        return makeError(ErrorCode::InvalidArgument, "the model's window holds " + std::to_string(room) +
                                                         " tokens, fewer than " +
                                                         std::to_string(options.windowTokens));
    if (options.windowTokens != 0)
        return options.windowTokens;
    const int fits = std::min(room, kLargest);
    return fits > options.chunkTokens ? fits - fits % options.chunkTokens : fits;
}

} // namespace

Result<LmReport> evaluateLanguageModel(DecoderRuntime& decoder, Retriever& retriever,
                                       const LmEvaluationOptions& options, const ProgressFn& progress,
                                       std::stop_token stop) {
    if (options.documents.empty() || options.lengths.empty() || options.modes.empty() ||
        options.chunkTokens < 1 || options.topK < 1 || options.windowTokens < 0 || options.windowTokens == 1)
        return makeError(ErrorCode::InvalidArgument,
                         "there must be documents, lengths and modes, and positive sizes");
    LmReport report;
    MEMLONG_ASSIGN(report.windowTokens, chooseWindow(decoder, options));
    MEMLONG_ASSIGN(const auto documents, readDocuments(options, *decoder.tokenizer(), report.dataHash));
    report.model = decoder.info().name;
    report.modelFingerprint = decoder.info().fingerprint;
    report.retriever = retriever.name();
    report.chunkTokens = options.chunkTokens;
    report.topK = options.topK;
    report.budgetTokens = options.bank.budgetTokens;

    std::vector<std::int64_t> lengths = options.lengths;
    std::sort(lengths.begin(), lengths.end());
    Progress state{"scoring", 0, 0, "tokens"};
    for (const auto& tokens : documents)
        state.total += tokens.size() * options.modes.size();
    std::uint64_t finished = 0;
    for (const LmMode mode : options.modes) {
        std::vector<Mean> whole(lengths.size()), last(lengths.size());
        std::vector<std::size_t> counts(lengths.size());
        for (const std::vector<TokenId>& tokens : documents) {
            const auto tell = [&](std::size_t done) {
                state.done = finished + done;
                if (progress)
                    progress(state);
            };
            DocumentScorer scorer(decoder, retriever, options, report.windowTokens);
            MEMLONG_ASSIGN(const std::vector<float> losses, scorer.score(tokens, mode, tell, stop));
            finished += tokens.size();
            for (std::size_t i = 0; i < lengths.size(); ++i) {
                const auto length = static_cast<std::size_t>(lengths[i]);
                if (losses.size() < length)
                    continue;
                const std::span<const float> read(losses.data(), length);
                whole[i].add(read);
                last[i].add(
                    read.last(std::min(length, static_cast<std::size_t>(std::max(options.lastTokens, 1)))));
                ++counts[i];
            }
        }
        for (std::size_t i = 0; i < lengths.size(); ++i)
            if (counts[i] > 0)
                report.scores.push_back({mode, lengths[i], counts[i], whole[i].count, whole[i].perplexity(),
                                         last[i].perplexity()});
    }
    return report;
}

} // namespace memlong
