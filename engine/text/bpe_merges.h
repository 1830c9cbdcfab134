// Byte-pair merges: the core of every BPE tokenizer that comes as a vocabulary with a list of merges.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/text/tokenizer.h"

namespace memlong {

/// A symbol of a word that is being merged: a token and how many bytes it covers.
struct BpeSymbol {
    TokenId id = 0;
    std::uint32_t length = 0;
};

/// Immutable after the last add(). Merging n symbols takes O(n log n).
class BpeMerges {
public:
    explicit BpeMerges(std::size_t expectedMerges);
    /// Earlier merges go first. A pair that is already known keeps its rank.
    void add(TokenId left, TokenId right, TokenId merged);
    void apply(std::vector<BpeSymbol>& symbols) const;

private:
    struct Entry {
        std::uint64_t key = kEmpty;
        std::uint32_t rank = 0;
        TokenId merged = 0;
    };
    static constexpr std::uint64_t kEmpty = ~0ull;

    const Entry* find(TokenId left, TokenId right) const;
    void applyByScan(std::vector<BpeSymbol>& symbols) const;
    void applyByHeap(std::vector<BpeSymbol>& symbols) const;

    std::vector<Entry> m_table; // open addressing, at most half full
    std::size_t m_mask = 0;
    std::uint32_t m_count = 0;
};

} // namespace memlong
