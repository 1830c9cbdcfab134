#include "engine/retriever/bm25.h"

#include <algorithm>
#include <cmath>

namespace memlong {

void Bm25Index::add(std::span<const std::string> terms) {
    const auto document = static_cast<std::uint32_t>(m_lengths.size());
    for (const std::string& term : terms) {
        std::vector<Posting>& postings = m_postings[term];
        if (postings.empty() || postings.back().document != document)
            postings.push_back({document, 0});
        ++postings.back().count;
    }
    m_lengths.push_back(static_cast<std::uint32_t>(terms.size()));
    m_totalLength += terms.size();
}

std::vector<RankedChunk> Bm25Index::search(std::span<const std::string> terms, std::size_t k) const {
    std::vector<double> scores(size(), 0.0);
    const auto documents = static_cast<double>(size());
    const double meanLength = std::max(1.0, static_cast<double>(m_totalLength) / std::max(1.0, documents));
    for (const std::string& term : terms) {
        const auto found = m_postings.find(term);
        if (found == m_postings.end())
            continue;
        const auto frequency = static_cast<double>(found->second.size());
        const double idf = std::log(1.0 + (documents - frequency + 0.5) / (frequency + 0.5));
        for (const Posting& posting : found->second) {
            const double length = m_lengths[posting.document] / meanLength;
            const double count = posting.count;
            scores[posting.document] += idf * count * (m_k1 + 1) / (count + m_k1 * (1 - m_b + m_b * length));
        }
    }
    std::vector<RankedChunk> hits;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i] > 0)
            hits.push_back({static_cast<std::int64_t>(i), static_cast<float>(scores[i])});
    const auto better = [](const RankedChunk& a, const RankedChunk& b) {
        return a.score != b.score ? a.score > b.score : a.chunk < b.chunk;
    };
    const std::size_t count = std::min(k, hits.size());
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(count), hits.end(), better);
    hits.resize(count);
    return hits;
}

} // namespace memlong
