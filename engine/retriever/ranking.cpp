#include "engine/retriever/ranking.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/retriever/ranking_weights.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

constexpr float kFusionConstant = 60;

float reciprocalRank(int rank) {
    return rank > 0 ? 1.0f / (kFusionConstant + static_cast<float>(rank)) : 0.0f;
}

} // namespace

std::vector<FusedChunk> fuse(std::span<const RankedChunk> dense, std::span<const RankedChunk> bm25) {
    std::map<std::int64_t, FusedChunk> byChunk;
    int rank = 0;
    for (const RankedChunk& hit : dense) {
        FusedChunk& fused = byChunk[hit.chunk];
        fused.dense = hit.score;
        fused.denseRank = ++rank;
    }
    rank = 0;
    for (const RankedChunk& hit : bm25) {
        FusedChunk& fused = byChunk[hit.chunk];
        fused.bm25 = hit.score;
        fused.bm25Rank = ++rank;
    }
    std::vector<FusedChunk> out;
    out.reserve(byChunk.size());
    for (auto& [chunk, fused] : byChunk) {
        fused.chunk = chunk;
        fused.score = reciprocalRank(fused.denseRank) + reciprocalRank(fused.bm25Rank);
        out.push_back(fused);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const FusedChunk& a, const FusedChunk& b) { return a.score > b.score; });
    return out;
}

std::vector<float> rankCandidates(std::string_view question, std::span<const Candidate> candidates,
                                  std::string_view language, float denseTrust) {
    std::vector<float> scores;
    scores.reserve(candidates.size());
    for (const RankingFeatures& features : rankingFeatures(question, candidates, language, denseTrust)) {
        float score = 0;
        for (std::size_t i = 0; i < kRankingFeatures; ++i)
            score += kRankingWeights[i] * features[i];
        scores.push_back(score);
    }
    return scores;
}

} // namespace memlong
