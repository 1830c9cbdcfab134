// Rotary position embeddings, computed as transformers' modeling_rope_utils do.
#pragma once

#include <torch/torch.h>

#include "engine/checkpoint/model_config.h"

namespace memlong {

/// Angles of a run of positions, for all layers of one forward pass.
struct RotaryTable {
    at::Tensor cos; // [T, D/2]
    at::Tensor sin; // [T, D/2]
};

class Rotary {
public:
    explicit Rotary(const ModelConfig& config);

    /// Positions first .. first + count - 1 (may be negative); `sequenceTokens` is the highest position of
    /// the sequence + 1, which dynamic scaling depends on.
    RotaryTable table(std::int64_t first, std::int64_t count, std::int64_t sequenceTokens,
                      const at::TensorOptions& options) const;

private:
    at::Tensor inverseFrequencies(std::int64_t sequenceTokens) const; // [D/2] float32

    RopeConfig m_rope;
    int m_headDim;
    int m_contextTokens;
    at::Tensor m_inverse; // [D/2] for sequences within the trained context
};

/// x [B, H, T, D] rotated by the table's T positions (rotate-half form).
at::Tensor rotate(const at::Tensor& x, const RotaryTable& table);

} // namespace memlong
