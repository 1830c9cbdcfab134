#include "engine/model/rotary.h"

#include <cmath>

namespace memlong {

Rotary::Rotary(const ModelConfig& config)
    : m_rope(config.rope), m_headDim(config.headDim), m_contextTokens(config.contextTokens),
      m_inverse(inverseFrequencies(config.contextTokens)) {}

at::Tensor Rotary::inverseFrequencies(std::int64_t sequenceTokens) const {
    const double dim = m_headDim;
    double base = m_rope.theta;
    if (m_rope.scaling == RopeConfig::Scaling::Dynamic && sequenceTokens > m_contextTokens && m_headDim > 2) {
        const double stretch = m_rope.factor * static_cast<double>(sequenceTokens) / m_contextTokens;
        base *= std::pow(stretch - (m_rope.factor - 1.0), dim / (dim - 2.0));
    }
    const at::Tensor exponents = at::arange(0, m_headDim, 2, at::kLong).to(at::kFloat) / dim;
    at::Tensor inverse = 1.0 / at::pow(at::Scalar(base), exponents);
    if (m_rope.scaling == RopeConfig::Scaling::Linear)
        inverse = inverse / m_rope.factor;
    if (m_rope.scaling == RopeConfig::Scaling::Llama3) {
        const double original = m_rope.originalContextTokens;
        const double lowWavelength = original / m_rope.lowFrequencyFactor;
        const double highWavelength = original / m_rope.highFrequencyFactor;
        const at::Tensor wavelength = 2.0 * M_PI / inverse;
        const at::Tensor scaled = at::where(wavelength > lowWavelength, inverse / m_rope.factor, inverse);
        const at::Tensor smooth = (original / wavelength - m_rope.lowFrequencyFactor) /
                                  (m_rope.highFrequencyFactor - m_rope.lowFrequencyFactor);
        const at::Tensor blended = (1.0 - smooth) * scaled / m_rope.factor + smooth * scaled;
        const at::Tensor medium = (wavelength >= highWavelength).logical_and(wavelength <= lowWavelength);
        inverse = at::where(medium, blended, scaled);
    }
    return inverse;
}

RotaryTable Rotary::table(std::int64_t first, std::int64_t count, std::int64_t sequenceTokens,
                          const at::TensorOptions& options) const {
    const bool stretched = m_rope.scaling == RopeConfig::Scaling::Dynamic && sequenceTokens > m_contextTokens;
    const at::Tensor inverse = stretched ? inverseFrequencies(sequenceTokens) : m_inverse;
    const at::Tensor positions = at::arange(first, first + count, at::kLong).to(at::kFloat);
    const at::Tensor angles = at::outer(positions, inverse); // [T, D/2]
    return {angles.cos().to(options), angles.sin().to(options)};
}

at::Tensor rotate(const at::Tensor& x, const RotaryTable& table) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor low = x.narrow(-1, 0, half);
    const at::Tensor high = x.narrow(-1, half, half);
    return at::cat({low * table.cos - high * table.sin, high * table.cos + low * table.sin}, -1);
}

} // namespace memlong
