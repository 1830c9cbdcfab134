// The searches that are compared, over the passages of one collection.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/retriever/bm25.h"
#include "engine/retriever/ranking.h"
#include "engine/retriever/reranker.h"

namespace memlong {

/// BM25 of lower-cased words as they stand.
class FloorSearch {
public:
    explicit FloorSearch(std::span<const std::string> passages);
    std::vector<RankedChunk> search(std::string_view question, std::size_t k) const;

private:
    Bm25Index m_index;
};

/// BM25 of index terms, asked with the question's terms.
class TermSearch {
public:
    TermSearch(std::span<const std::string> passages, std::string language);
    std::vector<RankedChunk> search(std::string_view question, std::size_t k) const;

private:
    std::string m_language;
    Bm25Index m_index;
};

std::vector<Candidate> candidatesOf(std::span<const FusedChunk> fused, std::size_t count,
                                    std::span<const std::string> passages);
std::vector<RankedChunk> plainHits(std::span<const FusedChunk> fused);
/// The best `count` fused hits in the order of the ranking, the others behind them.
std::vector<RankedChunk> rankedHits(std::string_view question, std::span<const FusedChunk> fused,
                                    std::size_t count, std::span<const std::string> passages,
                                    std::string_view language, float denseTrust);
/// The first `count` hits in the order of a cross-encoder, the others behind them.
Result<std::vector<RankedChunk>> rerankedHits(Reranker& reranker, std::string_view question,
                                              std::vector<RankedChunk> hits, std::size_t count,
                                              std::span<const std::string> passages, std::stop_token stop);

} // namespace memlong
