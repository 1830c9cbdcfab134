#include "engine/evaluation/retrieval.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <sstream>

#include "engine/base/hash.h"
#include "engine/evaluation/retrieval_search.h"
#include "engine/memory/vector_index.h"

namespace memlong {
namespace {

constexpr std::size_t kDeepest = 10;

class Stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// Sums over questions, divided at the end.
struct Tally {
    RetrievalScore score;
    double questions = 0, answerable = 0, words = 0, shown = 0;
};

class Tallies {
public:
    void add(const std::string& system, std::span<const RankedChunk> hits,
             const std::vector<std::size_t>& right, const std::vector<std::string>& passages,
             double milliseconds) {
        Tally& tally = of(system);
        tally.questions += 1;
        tally.score.queryMs += milliseconds;
        std::vector<std::size_t> ranks; // of the right passages, from 0
        for (std::size_t i = 0; i < std::min(hits.size(), kDeepest); ++i) {
            const auto number = static_cast<std::size_t>(hits[i].chunk);
            if (std::binary_search(right.begin(), right.end(), number))
                ranks.push_back(i);
            if (i < 5) {
                std::istringstream words(passages[number]);
                for (std::string word; words >> word;)
                    tally.words += 1;
                tally.shown += 1;
            }
        }
        if (!right.empty())
            addRanks(tally, ranks, right.size());
    }

    std::vector<RetrievalScore> scores() const {
        std::vector<RetrievalScore> out;
        for (const Tally& tally : m_tallies) {
            RetrievalScore score = tally.score;
            for (double& rate : score.hitRates)
                rate /= tally.questions;
            const double answerable = std::max(1.0, tally.answerable);
            for (double& recall : score.recalls)
                recall /= answerable;
            score.ndcg /= answerable;
            score.meanReciprocalRank /= tally.questions;
            score.queryMs /= tally.questions;
            score.wordsPerPassage = tally.words / std::max(1.0, tally.shown);
            out.push_back(std::move(score));
        }
        return out;
    }

private:
    static void addRanks(Tally& tally, std::span<const std::size_t> ranks, std::size_t right) {
        tally.answerable += 1;
        for (std::size_t cut = 0; cut < std::size(kRetrievalCuts); ++cut) {
            const auto found = std::count_if(ranks.begin(), ranks.end(), [&](std::size_t rank) {
                return rank < static_cast<std::size_t>(kRetrievalCuts[cut]);
            });
            tally.score.hitRates[cut] += found > 0 ? 1 : 0;
            tally.score.recalls[cut] += static_cast<double>(found) / static_cast<double>(right);
        }
        if (!ranks.empty())
            tally.score.meanReciprocalRank += 1.0 / static_cast<double>(ranks.front() + 1);
        double gain = 0, bestGain = 0;
        for (const std::size_t rank : ranks)
            gain += discount(rank);
        for (std::size_t rank = 0; rank < std::min(right, kDeepest); ++rank)
            bestGain += discount(rank);
        tally.score.ndcg += gain / bestGain;
    }

    static double discount(std::size_t rank) { return 1.0 / std::log2(static_cast<double>(rank) + 2); }

    Tally& of(const std::string& system) {
        for (Tally& tally : m_tallies)
            if (tally.score.system == system)
                return tally;
        Tally& tally = m_tallies.emplace_back();
        tally.score.system = system;
        tally.score.hitRates.resize(std::size(kRetrievalCuts));
        tally.score.recalls.resize(std::size(kRetrievalCuts));
        return tally;
    }

    std::vector<Tally> m_tallies; // in the order of first use
};

Result<std::vector<RetrievalCollection>> readCollections(const RetrievalEvaluationOptions& options) {
    switch (options.dataset) {
    case RetrievalDataset::LiteraryQa:
        if (!options.tokenizer)
            return makeError(ErrorCode::InvalidArgument, "LiteraryQA needs a tokenizer to cut the books");
        return readLiteraryQa(options.path, *options.tokenizer, options.chunkTokens);
    case RetrievalDataset::FairytaleQa:
        return readFairytaleQa(options.path, options.split);
    case RetrievalDataset::Xquad:
        return readXquad(options.path);
    }
    return makeError(ErrorCode::InvalidArgument, "unknown question set");
}

class Evaluation {
public:
    Evaluation(const RetrievalEvaluationOptions& options, const ProgressFn& progress, std::stop_token stop)
        : m_options(options), m_progress(progress), m_stop(std::move(stop)),
          m_embedSeconds(options.retrievers.size()) {}

    Result<RetrievalTable> run(const std::vector<RetrievalCollection>& collections) {
        RetrievalTable table;
        table.name = collections.front().name;
        if (m_options.dataset == RetrievalDataset::LiteraryQa)
            table.name = "LiteraryQA validation";
        Hasher hasher;
        for (std::size_t i = 0; i < collections.size(); ++i) {
            if (m_progress)
                m_progress({"evaluating", i, collections.size(), "collections"});
            MEMLONG_TRY(addCollection(collections[i]));
            table.collections += 1;
            table.passages += collections[i].passages.size();
            table.questions += collections[i].questions.size();
            for (const std::string& passage : collections[i].passages)
                hasher.update(passage + '\n');
            for (const RetrievalQuestion& question : collections[i].questions) {
                hasher.update(question.text + '\n');
                table.ceiling += question.passages.empty() ? 0 : 1;
                table.floorCeiling += question.floorPassages.empty() ? 0 : 1;
            }
        }
        const double questions = std::max<double>(1, static_cast<double>(table.questions));
        table.ceiling /= questions;
        table.floorCeiling /= questions;
        table.dataHash = hasher.hex();
        table.scores = m_tallies.scores();
        for (std::size_t r = 0; r < m_embedSeconds.size(); ++r) {
            table.retrievers.push_back(m_options.retrievers[r]->name());
            table.fingerprints.push_back(m_options.retrievers[r]->fingerprint());
            table.passagesPerSecond.push_back(static_cast<double>(table.passages) /
                                              std::max(1e-9, m_embedSeconds[r]));
        }
        if (m_options.reranker != nullptr) {
            table.reranker = m_options.reranker->name();
            table.rerankerFingerprint = m_options.reranker->fingerprint();
        }
        return table;
    }

private:
    Result<void> addCollection(const RetrievalCollection& collection) {
        const std::vector<std::string>& floorPassages =
            collection.floorPassages.empty() ? collection.passages : collection.floorPassages;
        const FloorSearch floor(floorPassages);
        const TermSearch bm25(collection.passages, collection.language);
        std::vector<VectorIndex> indexes;
        for (std::size_t r = 0; r < m_options.retrievers.size(); ++r) {
            const Stopwatch watch;
            MEMLONG_ASSIGN(const auto rows,
                           m_options.retrievers[r]->embedPassages(collection.passages, m_stop));
            m_embedSeconds[r] += watch.seconds();
            VectorIndex& index = indexes.emplace_back(m_options.retrievers[r]->dimension());
            for (std::size_t i = 0; i < rows.size(); ++i)
                index.add(static_cast<ChunkId>(i), rows[i].values);
        }
        for (const RetrievalQuestion& question : collection.questions) {
            if (m_stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "the evaluation was cancelled");
            Stopwatch watch;
            const auto floorHits = floor.search(question.text, kDeepest);
            m_tallies.add("floor", floorHits, question.floorPassages, floorPassages, 1000 * watch.seconds());
            watch = {};
            const auto hits = bm25.search(question.text, candidates());
            const double bm25Ms = 1000 * watch.seconds();
            m_tallies.add("bm25", hits, question.passages, collection.passages, bm25Ms);
            for (std::size_t r = 0; r < indexes.size(); ++r)
                MEMLONG_TRY(
                    addRetriever(*m_options.retrievers[r], indexes[r], collection, question, hits, bm25Ms));
        }
        return {};
    }

    Result<void> addRetriever(Retriever& retriever, const VectorIndex& index,
                              const RetrievalCollection& collection, const RetrievalQuestion& question,
                              const std::vector<RankedChunk>& bm25, double bm25Ms) {
        const Stopwatch watch;
        MEMLONG_ASSIGN(const std::vector<float> query, retriever.embedQuery(question.text));
        std::vector<RankedChunk> dense;
        for (const VectorHit& hit : index.search(query, static_cast<int>(candidates())))
            dense.push_back({hit.chunk, hit.score});
        const double denseMs = 1000 * watch.seconds();
        const auto add = [&](const char* system, std::span<const RankedChunk> hits, double ms) {
            m_tallies.add(system + (" " + retriever.name()), hits, question.passages, collection.passages,
                          ms);
        };
        add("dense", dense, denseMs);
        const std::vector<FusedChunk> fused = fuse(dense, bm25);
        add("fused", plainHits(fused), denseMs + bm25Ms);
        const Stopwatch ranking;
        const std::vector<RankedChunk> ranked =
            rankedHits(question.text, fused, candidates(), collection.passages, collection.language,
                       retriever.coverage(question.text));
        const double hybridMs = denseMs + bm25Ms + 1000 * ranking.seconds();
        add("hybrid", ranked, hybridMs);
        if (m_options.reranker == nullptr)
            return {};
        const Stopwatch reranking;
        MEMLONG_ASSIGN(
            const std::vector<RankedChunk> reranked,
            rerankedHits(*m_options.reranker, question.text, ranked, kReranked, collection.passages, m_stop));
        add("reranked", reranked, hybridMs + 1000 * reranking.seconds());
        return {};
    }

    std::size_t candidates() const { return static_cast<std::size_t>(std::max(1, m_options.candidates)); }

    const RetrievalEvaluationOptions& m_options;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    std::vector<double> m_embedSeconds;
    Tallies m_tallies;
};

} // namespace

Result<RetrievalTable> evaluateRetrieval(const RetrievalEvaluationOptions& options,
                                         const ProgressFn& progress, std::stop_token stop) {
    MEMLONG_ASSIGN(std::vector<RetrievalCollection> collections, readCollections(options));
    if (options.maxCollections > 0 && collections.size() > options.maxCollections)
        collections.resize(options.maxCollections);
    return Evaluation(options, progress, stop).run(collections);
}

} // namespace memlong
