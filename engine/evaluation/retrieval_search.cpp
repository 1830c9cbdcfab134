#include "engine/evaluation/retrieval_search.h"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "engine/evaluation/retrieval_collections.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

std::vector<std::string> plainWords(std::string_view text) {
    std::istringstream words{comparableText(text)};
    std::vector<std::string> out;
    for (std::string word; words >> word;)
        out.push_back(std::move(word));
    return out;
}

} // namespace

FloorSearch::FloorSearch(std::span<const std::string> passages) {
    for (const std::string& passage : passages)
        m_index.add(plainWords(passage));
}

std::vector<RankedChunk> FloorSearch::search(std::string_view question, std::size_t k) const {
    return m_index.search(plainWords(question), k);
}

TermSearch::TermSearch(std::span<const std::string> passages, std::string language)
    : m_language(std::move(language)) {
    for (const std::string& passage : passages)
        m_index.add(searchTerms(passage, m_language));
}

std::vector<RankedChunk> TermSearch::search(std::string_view question, std::size_t k) const {
    return m_index.search(questionTerms(question, m_language), k);
}

std::vector<Candidate> candidatesOf(std::span<const FusedChunk> fused, std::size_t count,
                                    std::span<const std::string> passages) {
    std::vector<Candidate> out;
    for (const FusedChunk& hit : fused.first(std::min(count, fused.size())))
        out.push_back({hit, passages[static_cast<std::size_t>(hit.chunk)]});
    return out;
}

std::vector<RankedChunk> plainHits(std::span<const FusedChunk> fused) {
    std::vector<RankedChunk> out;
    for (const FusedChunk& hit : fused)
        out.push_back({hit.chunk, hit.score});
    return out;
}

std::vector<RankedChunk> rankedHits(std::string_view question, std::span<const FusedChunk> fused,
                                    std::size_t count, std::span<const std::string> passages,
                                    std::string_view language, float denseTrust) {
    const std::vector<float> scores =
        rankCandidates(question, candidatesOf(fused, count, passages), language, denseTrust);
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<RankedChunk> out;
    for (const std::size_t i : order)
        out.push_back({fused[i].chunk, scores[i]});
    for (const RankedChunk& rest : plainHits(fused.subspan(scores.size())))
        out.push_back(rest);
    return out;
}

Result<std::vector<RankedChunk>> rerankedHits(Reranker& reranker, std::string_view question,
                                              std::vector<RankedChunk> hits, std::size_t count,
                                              std::span<const std::string> passages, std::stop_token stop) {
    const std::span best = std::span(hits).first(std::min(count, hits.size()));
    std::vector<std::string> texts;
    for (const RankedChunk& hit : best)
        texts.push_back(passages[static_cast<std::size_t>(hit.chunk)]);
    MEMLONG_ASSIGN(const std::vector<float> scores, reranker.score(question, texts, std::move(stop)));
    for (std::size_t i = 0; i < best.size(); ++i)
        best[i].score = scores[i];
    std::ranges::stable_sort(best, std::ranges::greater(), &RankedChunk::score);
    return hits;
}

} // namespace memlong
