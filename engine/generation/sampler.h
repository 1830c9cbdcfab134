// Choosing the next token from logits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/runtime/runtime.h"

namespace memlong {

/// Repetition penalty, then temperature, top-k and top-p, as transformers' logits processors in that order.
/// The same seed, options and logits give the same tokens on every machine.
class Sampler {
public:
    explicit Sampler(const SamplingOptions& options);

    /// BadInput when the logits contain no finite number or a NaN: the weights are damaged.
    Result<TokenId> next(std::span<const float> logits);

private:
    double uniform(); // [0, 1)

    SamplingOptions m_options;
    std::uint64_t m_state;
    std::vector<TokenId> m_recent; // tokens chosen, for the repetition penalty
};

} // namespace memlong
