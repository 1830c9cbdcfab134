// BM25 in memory (Robertson and Zaragoza 2009), for evaluation and for small collections; sessions search
// with SQLite's, which uses the same formula and constants.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/retriever/ranking.h"

namespace memlong {

/// Documents are numbered from 0 in the order in which they were added.
class Bm25Index {
public:
    explicit Bm25Index(double k1 = 1.2, double b = 0.75) : m_k1(k1), m_b(b) {}

    void add(std::span<const std::string> terms);
    std::size_t size() const { return m_lengths.size(); }
    /// The k best documents that hold one of the terms at least, best first, ties by ascending number.
    std::vector<RankedChunk> search(std::span<const std::string> terms, std::size_t k) const;

private:
    struct Posting {
        std::uint32_t document = 0;
        std::uint32_t count = 0;
    };
    double m_k1, m_b;
    std::unordered_map<std::string, std::vector<Posting>> m_postings;
    std::vector<std::uint32_t> m_lengths;
    std::uint64_t m_totalLength = 0;
};

} // namespace memlong
