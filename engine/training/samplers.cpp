#include "engine/training/samplers.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

namespace memlong {
namespace {

std::uint64_t epochSeed(std::uint64_t seed, std::uint64_t epoch) {
    return seed + 0x9E3779B97F4A7C15U * (epoch + 1);
}

} // namespace

std::vector<std::uint32_t> shuffledOrder(std::uint64_t count, std::uint64_t seed) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    // std::shuffle may differ between libraries; this may not. The bias of the modulo is below 2^-31.
    std::mt19937_64 random(seed);
    for (std::uint64_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random() % i]);
    return order;
}

Result<PackedSampler> PackedSampler::create(const TokenDataset& dataset, int sequenceTokens,
                                            std::uint64_t seed) {
    if (sequenceTokens < 1)
        return makeError(ErrorCode::InvalidArgument, "a sequence has at least one token");
    const std::uint64_t count =
        dataset.tokens() == 0 ? 0 : (dataset.tokens() - 1) / static_cast<std::uint64_t>(sequenceTokens);
    if (count == 0)
        return makeError(ErrorCode::InvalidArgument,
                         dataset.folder().string() + " has " + std::to_string(dataset.tokens()) +
                             " tokens, less than one sequence of " + std::to_string(sequenceTokens) +
                             "; prepare more text or choose shorter sequences");
    if (count > std::numeric_limits<std::uint32_t>::max())
        return makeError(ErrorCode::InvalidArgument,
                         dataset.folder().string() + " has more than 2^32 sequences; choose longer ones");
    return PackedSampler(dataset, sequenceTokens, seed, count);
}

Result<std::vector<TokenId>> PackedSampler::next() {
    const std::uint64_t epoch = m_position / m_count;
    if (epoch != m_orderedEpoch) {
        m_order = shuffledOrder(m_count, epochSeed(m_seed, epoch));
        m_orderedEpoch = epoch;
    }
    const std::uint64_t sequence = m_order[m_position % m_count];
    std::vector<TokenId> tokens(m_sequenceTokens + 1);
    MEMLONG_TRY(m_dataset->read(sequence * m_sequenceTokens, tokens));
    ++m_position;
    return tokens;
}

Result<DocumentLanes> DocumentLanes::create(const TokenDataset& dataset, int lanes, int segmentTokens,
                                            int minimumTokens, std::uint64_t seed) {
    if (lanes < 1 || segmentTokens < 1)
        return makeError(ErrorCode::InvalidArgument, "lanes and segments must be at least 1");
    DocumentLanes sampler(dataset, segmentTokens, seed);
    const auto& documents = dataset.documents();
    if (documents.size() > std::numeric_limits<std::uint32_t>::max())
        return makeError(ErrorCode::InvalidArgument,
                         dataset.folder().string() + " has more than 2^32 documents");
    const auto minimum = static_cast<std::uint64_t>(std::max(minimumTokens, 2));
    for (std::size_t i = 0; i < documents.size(); ++i)
        if (documents[i].end - documents[i].begin >= minimum)
            sampler.m_eligible.push_back(static_cast<std::uint32_t>(i));
    if (sampler.m_eligible.empty())
        return makeError(ErrorCode::InvalidArgument, dataset.folder().string() +
                                                         " has no document of at least " +
                                                         std::to_string(minimum) + " tokens");
    for (int i = 0; i < lanes; ++i)
        sampler.m_position.lanes.push_back({sampler.m_position.nextDocument++, 0});
    return sampler;
}

const DocumentSpan& DocumentLanes::span(std::uint64_t ordinal, std::uint64_t& index) {
    const std::uint64_t epoch = ordinal / m_eligible.size();
    if (epoch != m_orderedEpoch) {
        m_order = shuffledOrder(m_eligible.size(), epochSeed(m_seed, epoch));
        m_orderedEpoch = epoch;
    }
    index = m_eligible[m_order[ordinal % m_eligible.size()]];
    return m_dataset->documents()[index];
}

Result<std::vector<DocumentLanes::Segment>> DocumentLanes::next() {
    std::vector<Segment> segments;
    Position after = m_position; // taken over only when every lane could be read
    for (Position::Lane& lane : after.lanes) {
        Segment segment;
        const DocumentSpan& document = span(lane.document, segment.document);
        const std::uint64_t length = document.end - document.begin;
        segment.begins = lane.offset == 0;
        segment.offset = lane.offset;
        segment.tokens.resize(std::min(m_segmentTokens + 1, length - lane.offset));
        MEMLONG_TRY(m_dataset->read(document.begin + lane.offset, segment.tokens));
        lane.offset += m_segmentTokens;
        if (lane.offset + 1 >= length) // a last token alone has nothing to predict
            lane = {after.nextDocument++, 0};
        segments.push_back(std::move(segment));
    }
    m_position = std::move(after);
    return segments;
}

Result<void> DocumentLanes::seek(Position position) {
    bool valid = position.lanes.size() == m_position.lanes.size();
    for (const Position::Lane& lane : position.lanes) {
        std::uint64_t index = 0;
        const DocumentSpan& document = span(lane.document, index);
        valid = valid && lane.document < position.nextDocument && lane.offset % m_segmentTokens == 0 &&
                lane.offset + 1 < document.end - document.begin;
    }
    if (!valid)
        return makeError(ErrorCode::InvalidArgument,
                         "the saved position does not fit the data in " + m_dataset->folder().string() +
                             "; was it prepared again, or the number of lanes changed?");
    m_position = std::move(position);
    return {};
}

} // namespace memlong
