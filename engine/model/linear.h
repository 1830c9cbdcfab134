// y = x Wᵀ + b over weights that may be narrower than the activations.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <torch/torch.h>

#include "engine/checkpoint/safetensors.h"

namespace memlong {

/// A parameter as it is kept in memory: float32, bf16 or f16, or int8 with `scales` [rows].
struct Weight {
    at::Tensor values;
    at::Tensor scales;
};

enum class WeightKind {
    Matrix,    // may be kept narrow
    Embedding, // likewise; rows are looked up
    Vector,    // norms, biases, gates: kept in the type of the activations
};

/// Where a module gets its parameters from: a checkpoint, a random initialiser. Throws ModelError.
using WeightSource =
    std::function<Weight(const std::string& name, const TensorShape& shape, WeightKind kind)>;

/// What training adds to a product: a low-rank adapter that is not merged yet.
class LinearAddition {
public:
    virtual ~LinearAddition() = default;
    virtual at::Tensor forward(const at::Tensor& x) const = 0; // [..., in] -> [..., out]
};

/// Weights are immutable; forward is const and may run on several threads. On the CPU activations are float32
/// whatever the weight's type: few rows go through multiplyRows, many through float32 GEMM over blocks of
/// widened weight rows. On a GPU the weight has the activations' type.
class Linear : public torch::nn::Module {
public:
    /// Registers `weight` (and `bias`), named as in the checkpoint under `name`.
    Linear(const WeightSource& source, const std::string& name, std::int64_t in, std::int64_t out, bool bias);
    /// Over a weight that another module owns: tied embeddings.
    explicit Linear(Weight shared) : m_weight(std::move(shared)) {}

    at::Tensor forward(const at::Tensor& x) const; // [..., in] -> [..., out]
    /// Training only; null takes it away. Not while forward runs.
    void setAddition(std::shared_ptr<const LinearAddition> addition) { m_addition = std::move(addition); }
    const Weight& weight() const { return m_weight; }

private:
    at::Tensor product(const at::Tensor& x) const;
    at::Tensor forwardNarrow(const at::Tensor& x) const;

    Weight m_weight;   // [out, in]
    at::Tensor m_bias; // [out] or undefined
    std::shared_ptr<const LinearAddition> m_addition;
};

/// Token embeddings, widened as they are looked up.
class Embedding : public torch::nn::Module {
public:
    Embedding(const WeightSource& source, const std::string& name, std::int64_t rows, std::int64_t width);
    /// tokens int64 [B, T] -> [B, T, width] of `type`.
    at::Tensor forward(const at::Tensor& tokens, at::ScalarType type) const;
    const Weight& weight() const { return m_weight; }

private:
    Weight m_weight; // [rows, width]
};

/// RMSNorm with the statistics in float32, as LlamaRMSNorm.
class RmsNorm : public torch::nn::Module {
public:
    RmsNorm(const WeightSource& source, const std::string& name, std::int64_t width, double epsilon);
    at::Tensor forward(const at::Tensor& x) const; // [..., width]

private:
    at::Tensor m_weight; // [width]
    double m_epsilon;
};

} // namespace memlong
