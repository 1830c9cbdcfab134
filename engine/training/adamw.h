// AdamW with decoupled weight decay (Loshchilov and Hutter), the same numerics as torch.optim.AdamW.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "engine/base/result.h"

namespace memlong {

struct NamedTensor {
    std::string name;
    at::Tensor value;
};

struct AdamWSettings {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0; // of tensors with two dimensions or more
};

class AdamW {
public:
    /// `parameters` are leaves that require gradients; they are changed in place.
    AdamW(std::vector<NamedTensor> parameters, AdamWSettings settings);

    void zeroGradients();
    /// Scales the gradients down to a norm of at most `maximum` (0: no limit). Returns the norm before.
    double clipGradients(double maximum);
    void step(double learningRate);
    std::int64_t steps() const { return m_steps; }
    const std::vector<NamedTensor>& parameters() const { return m_parameters; }

    /// Both moments of every parameter: "first.<name>", "second.<name>".
    std::vector<NamedTensor> state() const;
    /// Corrupt when a tensor is missing or has another shape.
    Result<void> restore(const std::map<std::string, at::Tensor>& state, std::int64_t steps);

private:
    std::vector<NamedTensor> m_parameters;
    std::vector<at::Tensor> m_first, m_second;
    AdamWSettings m_settings;
    std::int64_t m_steps = 0;
};

} // namespace memlong
