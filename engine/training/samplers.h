// The order in which training reads a dataset. Both samplers are deterministic in their seed, and their
// position is a few numbers, so that a resumed run goes on with the very next batch.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/result.h"
#include "engine/training/token_dataset.h"

namespace memlong {

/// Numbers 0..count-1 in an order that depends on the seed alone, the same with every compiler.
std::vector<std::uint32_t> shuffledOrder(std::uint64_t count, std::uint64_t seed);

/// Sequences of N+1 tokens (N inputs and their successors) over the packed stream, documents after one
/// another. Each pass over the data has an order of its own.
class PackedSampler {
public:
    /// InvalidArgument when the data is shorter than one sequence. The dataset must outlive the sampler.
    static Result<PackedSampler> create(const TokenDataset& dataset, int sequenceTokens, std::uint64_t seed);

    std::uint64_t sequencesPerEpoch() const { return m_count; }
    /// The next sequence, `sequenceTokens + 1` ids.
    Result<std::vector<TokenId>> next();
    /// Sequences given so far.
    std::uint64_t position() const { return m_position; }
    void seek(std::uint64_t position) { m_position = position; }

private:
    PackedSampler(const TokenDataset& dataset, int sequenceTokens, std::uint64_t seed, std::uint64_t count)
        : m_dataset(&dataset), m_sequenceTokens(static_cast<std::uint64_t>(sequenceTokens)), m_seed(seed),
          m_count(count) {}

    const TokenDataset* m_dataset;
    std::uint64_t m_sequenceTokens;
    std::uint64_t m_seed;
    std::uint64_t m_count;
    std::uint64_t m_position = 0;
    std::uint64_t m_orderedEpoch = ~std::uint64_t{0};
    std::vector<std::uint32_t> m_order;
};

/// Documents from their beginnings to their ends, `lanes` side by side, in segments of N tokens.
class DocumentLanes {
public:
    /// A piece of one document: `tokens` has up to N+1 ids, the last one only as a successor. `begins`: the
    /// document starts here, so the lane's memory is to be emptied.
    struct Segment {
        std::vector<TokenId> tokens;
        bool begins = false;
        std::uint64_t document = 0; // index in dataset.documents()
        std::uint64_t offset = 0;   // of the first token in the document
    };
    /// Where the lanes are.
    struct Position {
        struct Lane {
            std::uint64_t document = 0; // in the shuffled order, counting on over the epochs
            std::uint64_t offset = 0;
        };
        std::vector<Lane> lanes;
        std::uint64_t nextDocument = 0;
    };

    /// Documents shorter than `minimumTokens` are passed over.
    static Result<DocumentLanes> create(const TokenDataset& dataset, int lanes, int segmentTokens,
                                        int minimumTokens, std::uint64_t seed);

    /// One segment a lane.
    Result<std::vector<Segment>> next();
    const Position& position() const { return m_position; }
    /// InvalidArgument for a position of another number of lanes or beyond a document.
    Result<void> seek(Position position);

private:
    DocumentLanes(const TokenDataset& dataset, int segmentTokens, std::uint64_t seed)
        : m_dataset(&dataset), m_segmentTokens(static_cast<std::uint64_t>(segmentTokens)), m_seed(seed) {}
    const DocumentSpan& span(std::uint64_t ordinal, std::uint64_t& index);

    const TokenDataset* m_dataset;
    std::uint64_t m_segmentTokens;
    std::uint64_t m_seed;
    std::vector<std::uint32_t> m_eligible;
    Position m_position;
    std::uint64_t m_orderedEpoch = ~std::uint64_t{0};
    std::vector<std::uint32_t> m_order;
};

} // namespace memlong
