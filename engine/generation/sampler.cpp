#include "engine/generation/sampler.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace memlong {
namespace {

constexpr std::size_t kPenaltyWindow = 256;

std::uint64_t clockSeed() {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

} // namespace

Sampler::Sampler(const SamplingOptions& options)
    : m_options(options), m_state(options.seed != 0 ? options.seed : clockSeed()) {}

double Sampler::uniform() { // SplitMix64; the distributions of <random> differ between libraries
    std::uint64_t z = m_state += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return static_cast<double>((z ^ z >> 31) >> 11) * 0x1p-53;
}

Result<TokenId> Sampler::next(std::span<const float> logits) {
    std::vector<float> scores(logits.begin(), logits.end());
    const bool damaged = scores.empty() || std::any_of(scores.begin(), scores.end(), [](float score) {
                             return std::isnan(score) || score == INFINITY;
                         });
    if (damaged)
        return makeError(
            ErrorCode::BadInput,
            "the model computed something that is not a number; its weights are damaged or too large "
            "for the chosen precision (try f32)");
    if (m_options.repetitionPenalty > 0 && m_options.repetitionPenalty != 1.0f) {
        std::vector<TokenId> seen = m_recent;
        std::sort(seen.begin(), seen.end());
        seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
        for (const TokenId token : seen) {
            float& score = scores[static_cast<std::size_t>(token)];
            score = score > 0 ? score / m_options.repetitionPenalty : score * m_options.repetitionPenalty;
        }
    }
    const auto remember = [&](std::size_t index) {
        if (m_recent.size() == kPenaltyWindow)
            m_recent.erase(m_recent.begin());
        m_recent.push_back(static_cast<TokenId>(index));
        return m_recent.back();
    };
    if (!(m_options.temperature > 0))
        return remember(
            static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin()));

    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::size_t kept = order.size();
    if (m_options.topK > 0)
        kept = std::min(kept, static_cast<std::size_t>(m_options.topK));
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
        [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    std::vector<double> weights(kept);
    double total = 0;
    for (std::size_t i = 0; i < kept; ++i)
        total += weights[i] =
            std::exp(static_cast<double>(scores[order[i]] - scores[order[0]]) / m_options.temperature);
    if (m_options.topP < 1.0f) { // the fewest best tokens that reach the probability, at least one
        double sum = 0;
        for (std::size_t i = 0; i < kept; ++i) {
            sum += weights[i];
            if (sum >= m_options.topP * total) {
                kept = i + 1;
                total = sum;
                break;
            }
        }
    }
    double left = uniform() * total;
    for (std::size_t i = 0; i + 1 < kept; ++i) {
        left -= weights[i];
        if (left < 0)
            return remember(order[i]);
    }
    return remember(order[kept - 1]);
}

} // namespace memlong
