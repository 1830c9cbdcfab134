#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/evaluation/retrieval_collections.h"
#include "engine/evaluation/retrieval_search.h"
#include "engine/memory/vector_index.h"
#include "engine/training/embedder/embedder_training.h"

namespace memlong {
namespace {

constexpr std::size_t kStoriesTogether = 12; // about as long as a short book
constexpr std::size_t kCandidates = 50;
constexpr int kIterations = 2'000;
constexpr double kRate = 0.05, kDecay = 0.001;

struct Example {
    std::vector<RankingFeatures> features;
    std::vector<bool> right;
};

double dot(const std::array<double, kRankingFeatures>& weights, const RankingFeatures& features) {
    double sum = 0;
    for (std::size_t i = 0; i < kRankingFeatures; ++i)
        sum += weights[i] * features[i];
    return sum;
}

double hitAt5(const std::vector<Example>& examples, const std::array<double, kRankingFeatures>* weights) {
    double hits = 0;
    for (const Example& example : examples) {
        std::vector<std::pair<double, bool>> order;
        for (std::size_t i = 0; i < example.right.size(); ++i)
            order.emplace_back(weights ? -dot(*weights, example.features[i]) : static_cast<double>(i),
                               example.right[i]);
        std::stable_sort(order.begin(), order.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        hits +=
            std::any_of(order.begin(),
                        order.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, order.size())),
                        [](const auto& entry) { return entry.second; });
    }
    return examples.empty() ? 0 : hits / static_cast<double>(examples.size());
}

Result<void> collectExamples(const RetrievalCollection& collection, Retriever& retriever,
                             std::stop_token stop, std::vector<Example>& examples) {
    const TermSearch bm25(collection.passages, collection.language);
    VectorIndex index(retriever.dimension());
    MEMLONG_ASSIGN(const auto rows, retriever.embedPassages(collection.passages, stop));
    for (std::size_t i = 0; i < rows.size(); ++i)
        index.add(static_cast<ChunkId>(i), rows[i].values);
    for (const RetrievalQuestion& question : collection.questions) {
        MEMLONG_ASSIGN(const std::vector<float> query, retriever.embedQuery(question.text));
        std::vector<RankedChunk> dense;
        for (const VectorHit& hit : index.search(query, static_cast<int>(kCandidates)))
            dense.push_back({hit.chunk, hit.score});
        const auto fused = fuse(dense, bm25.search(question.text, kCandidates));
        const auto candidates = candidatesOf(fused, kCandidates, collection.passages);
        Example example{rankingFeatures(question.text, candidates, collection.language,
                                        retriever.coverage(question.text)),
                        {}};
        bool any = false;
        for (const Candidate& candidate : candidates) {
            const auto number = static_cast<std::size_t>(candidate.hit.chunk);
            example.right.push_back(
                std::binary_search(question.passages.begin(), question.passages.end(), number));
            any = any || example.right.back();
        }
        if (any)
            examples.push_back(std::move(example));
    }
    return {};
}

/// Gradient of the mean of -log(probability of the right candidates) under a softmax over the candidates.
std::array<double, kRankingFeatures> gradientOf(const std::vector<Example>& examples,
                                                const std::array<double, kRankingFeatures>& weights) {
    std::array<double, kRankingFeatures> gradient{};
    for (const Example& example : examples) {
        std::vector<double> scores;
        for (const RankingFeatures& features : example.features)
            scores.push_back(dot(weights, features));
        const double high = *std::max_element(scores.begin(), scores.end());
        double all = 0, right = 0;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            scores[i] = std::exp(scores[i] - high);
            all += scores[i];
            right += example.right[i] ? scores[i] : 0;
        }
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const double share =
                scores[i] / all - (example.right[i] ? scores[i] / std::max(right, 1e-300) : 0);
            for (std::size_t f = 0; f < kRankingFeatures; ++f)
                gradient[f] += share * example.features[i][f] / static_cast<double>(examples.size());
        }
    }
    return gradient;
}

} // namespace

Result<RankingTrainingReport> trainRanking(const std::filesystem::path& fairytaleQa, Retriever& retriever,
                                           int heldOutStories, const ProgressFn& progress,
                                           std::stop_token stop) {
    MEMLONG_ASSIGN(const auto stories, readFairytaleQa(fairytaleQa, "train", 1));
    const std::size_t held = std::min(stories.size(), static_cast<std::size_t>(std::max(1, heldOutStories)));
    std::vector<Example> examples;
    RetrievalCollection together;
    for (std::size_t s = stories.size() - held; s < stories.size(); ++s) {
        const std::size_t offset = together.passages.size();
        together.language = stories[s].language;
        together.passages.insert(together.passages.end(), stories[s].passages.begin(),
                                 stories[s].passages.end());
        for (RetrievalQuestion question : stories[s].questions) {
            for (std::size_t& passage : question.passages)
                passage += offset;
            together.questions.push_back(std::move(question));
        }
        if ((stories.size() - s - 1) % kStoriesTogether == 0) {
            if (progress)
                progress({"collecting", held - (stories.size() - s - 1), held, "stories"});
            MEMLONG_TRY(collectExamples(together, retriever, stop, examples));
            together = {};
        }
    }
    if (examples.empty())
        return makeError(ErrorCode::BadInput,
                         "no question of the held-out stories has its passage among the candidates");
    // Adam (Kingma and Ba 2015) on all examples at once; the rank features start where fusion is.
    std::array<double, kRankingFeatures> weights{}, mean{}, variance{};
    weights[0] = weights[1] = 1;
    for (int step = 1; step <= kIterations; ++step) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "the training was cancelled");
        if (progress && step % 100 == 0)
            progress({"fitting", static_cast<std::uint64_t>(step), kIterations, "steps"});
        const auto gradient = gradientOf(examples, weights);
        for (std::size_t f = 0; f < kRankingFeatures; ++f) {
            const double g = gradient[f] + kDecay * weights[f];
            mean[f] = 0.9 * mean[f] + 0.1 * g;
            variance[f] = 0.999 * variance[f] + 0.001 * g * g;
            weights[f] -= kRate * (mean[f] / (1 - std::pow(0.9, step))) /
                          (std::sqrt(variance[f] / (1 - std::pow(0.999, step))) + 1e-8);
        }
    }
    RankingTrainingReport report;
    for (std::size_t f = 0; f < kRankingFeatures; ++f)
        report.weights[f] = static_cast<float>(weights[f]);
    report.questions = examples.size();
    report.hitAt5Before = hitAt5(examples, nullptr);
    report.hitAt5After = hitAt5(examples, &weights);
    return report;
}

std::string rankingWeightsSource(const RankingFeatures& weights) {
    std::string list;
    for (const float weight : weights) {
        char number[32];
        std::snprintf(number, sizeof number, "%s%.4ff", list.empty() ? "" : ", ",
                      static_cast<double>(weight));
        list += number;
    }
    return "// Weights of the ranking, printed by the training of the built-in retriever "
           "(engine/training).\n"
           "#pragma once\n\n#include \"engine/retriever/ranking.h\"\n\nnamespace memlong {\n\n"
           "inline constexpr RankingFeatures kRankingWeights{" +
           list + "};\n\n} // namespace memlong\n";
}

} // namespace memlong
