// From hits to an order: rank fusion, and a ranking of the best candidates by words and vectors. Pure
// functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace memlong {

struct RankedChunk {
    std::int64_t chunk = 0;
    float score = 0;
};

struct FusedChunk {
    std::int64_t chunk = 0;
    float score = 0;
    std::optional<float> dense, bm25; // the scores of the lists that held it
    int denseRank = 0, bm25Rank = 0;  // 1 is the best; 0: not in that list
};

/// Reciprocal rank fusion (Cormack et al. 2009): sum of 1 / (60 + rank). Best first, ties by ascending chunk.
/// Either list may be empty; both are best first.
std::vector<FusedChunk> fuse(std::span<const RankedChunk> dense, std::span<const RankedChunk> bm25);

/// Index terms of a question for BM25: searchTerms() without question words and auxiliary verbs, as long as
/// anything is left.
std::vector<std::string> questionTerms(std::string_view question, std::string_view language = {});

/// A fused hit with its text. Chunks of one document have ascending numbers in reading order.
struct Candidate {
    FusedChunk hit;
    std::string_view text;
};

/// What the ranking looks at; see ranking.cpp. The order is that of the trained weights.
inline constexpr std::size_t kRankingFeatures = 19;
using RankingFeatures = std::array<float, kRankingFeatures>;

std::vector<RankingFeatures> rankingFeatures(std::string_view question, std::span<const Candidate> candidates,
                                             std::string_view language = {}, float denseTrust = 1);

/// A score for each candidate, higher is better: a linear model of the features, trained by
/// `memlong train embedder` on FairytaleQA questions. For some 50 candidates of a few hundred words a matter
/// of milliseconds. `language` as for searchTerms(); empty guesses from the candidates. `denseTrust` from 0
/// to 1, Retriever::coverage of the question: as far as it is below 1, BM25 stands in for dense search.
std::vector<float> rankCandidates(std::string_view question, std::span<const Candidate> candidates,
                                  std::string_view language = {}, float denseTrust = 1);

} // namespace memlong
