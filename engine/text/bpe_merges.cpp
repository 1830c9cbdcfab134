#include "engine/text/bpe_merges.h"

#include <algorithm>
#include <bit>
#include <queue>

namespace memlong {
namespace {

constexpr std::size_t kScanLimit = 24; // symbols; a scan beats the heap below

std::uint64_t pairKey(TokenId left, TokenId right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
}

std::size_t slotOf(std::uint64_t key) {
    key *= 0x9E3779B97F4A7C15ull;
    return static_cast<std::size_t>(key ^ (key >> 32));
}

} // namespace

BpeMerges::BpeMerges(std::size_t expectedMerges) {
    m_table.resize(std::bit_ceil(2 * expectedMerges + 2));
    m_mask = m_table.size() - 1;
}

void BpeMerges::add(TokenId left, TokenId right, TokenId merged) {
    const std::uint64_t key = pairKey(left, right);
    std::size_t slot = slotOf(key) & m_mask;
    while (m_table[slot].key != kEmpty) {
        if (m_table[slot].key == key)
            return;
        slot = (slot + 1) & m_mask;
    }
    m_table[slot] = {key, m_count++, merged};
}

const BpeMerges::Entry* BpeMerges::find(TokenId left, TokenId right) const {
    const std::uint64_t key = pairKey(left, right);
    for (std::size_t slot = slotOf(key) & m_mask; m_table[slot].key != kEmpty; slot = (slot + 1) & m_mask)
        if (m_table[slot].key == key)
            return &m_table[slot];
    return nullptr;
}

void BpeMerges::apply(std::vector<BpeSymbol>& symbols) const {
    if (symbols.size() <= kScanLimit)
        applyByScan(symbols);
    else
        applyByHeap(symbols);
}

void BpeMerges::applyByScan(std::vector<BpeSymbol>& symbols) const {
    const Entry* pairs[kScanLimit] = {}; // pairs[i] joins symbols i and i + 1
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
        pairs[i] = find(symbols[i].id, symbols[i + 1].id);
    while (symbols.size() > 1) {
        std::size_t best = symbols.size();
        for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
            if (pairs[i] != nullptr && (best == symbols.size() || pairs[i]->rank < pairs[best]->rank))
                best = i;
        if (best == symbols.size())
            return;
        symbols[best] = {pairs[best]->merged, symbols[best].length + symbols[best + 1].length};
        symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        std::copy(pairs + best + 1, pairs + symbols.size(), pairs + best);
        if (best > 0)
            pairs[best - 1] = find(symbols[best - 1].id, symbols[best].id);
        pairs[best] = best + 1 < symbols.size() ? find(symbols[best].id, symbols[best + 1].id) : nullptr;
    }
}

void BpeMerges::applyByHeap(std::vector<BpeSymbol>& symbols) const {
    struct Node {
        BpeSymbol symbol;
        std::int32_t previous = -1, next = -1;
    };
    struct Candidate {
        std::uint32_t rank = 0;
        std::int32_t position = 0;
        TokenId left = 0, right = 0, merged = 0;
        bool operator>(const Candidate& other) const {
            return rank != other.rank ? rank > other.rank : position > other.position;
        }
    };
    const auto count = static_cast<std::int32_t>(symbols.size());
    std::vector<Node> nodes(symbols.size());
    for (std::int32_t i = 0; i < count; ++i)
        nodes[static_cast<std::size_t>(i)] = {symbols[static_cast<std::size_t>(i)], i - 1,
                                              i + 1 < count ? i + 1 : -1};
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
    const auto consider = [&](std::int32_t position) {
        if (position < 0)
            return;
        const Node& node = nodes[static_cast<std::size_t>(position)];
        if (node.next < 0)
            return;
        const TokenId right = nodes[static_cast<std::size_t>(node.next)].symbol.id;
        if (const Entry* entry = find(node.symbol.id, right))
            candidates.push({entry->rank, position, node.symbol.id, right, entry->merged});
    };
    for (std::int32_t i = 0; i < count; ++i)
        consider(i);
    while (!candidates.empty()) {
        const Candidate best = candidates.top();
        candidates.pop();
        Node& left = nodes[static_cast<std::size_t>(best.position)];
        // Stale when either side has been merged meanwhile; a swallowed node has length 0.
        if (left.symbol.length == 0 || left.symbol.id != best.left || left.next < 0)
            continue;
        Node& right = nodes[static_cast<std::size_t>(left.next)];
        if (right.symbol.id != best.right)
            continue;
        left.symbol = {best.merged, left.symbol.length + right.symbol.length};
        right.symbol.length = 0;
        left.next = right.next;
        if (left.next >= 0)
            nodes[static_cast<std::size_t>(left.next)].previous = best.position;
        consider(left.previous);
        consider(best.position);
    }
    symbols.clear();
    for (std::int32_t i = 0; i >= 0; i = nodes[static_cast<std::size_t>(i)].next)
        symbols.push_back(nodes[static_cast<std::size_t>(i)].symbol);
}

} // namespace memlong
