#include "engine/model/linear.h"

#include <ATen/Parallel.h>

#include "engine/model/weight_kernels.h"

namespace memlong {
namespace {

constexpr std::int64_t kParallelRows = 64;
constexpr std::int64_t kBlockElements = 1
                                        << 20; // widened weights of one GEMM call: 4 MiB, stays in the cache

NarrowMatrix narrowMatrix(const Weight& weight) {
    NarrowMatrix matrix;
    matrix.values = weight.values.data_ptr();
    matrix.columns = weight.values.size(1);
    switch (weight.values.scalar_type()) {
    case at::kBFloat16:
        matrix.format = WeightFormat::Bf16;
        break;
    case at::kHalf:
        matrix.format = WeightFormat::F16;
        break;
    default:
        matrix.format = WeightFormat::Int8;
        matrix.scales = weight.scales.data_ptr<float>();
    }
    return matrix;
}

void registerWeight(torch::nn::Module& module, const Weight& weight) {
    module.register_parameter("weight", weight.values, false);
    if (weight.scales.defined())
        module.register_buffer("scales", weight.scales);
}

} // namespace

Linear::Linear(const WeightSource& source, const std::string& name, std::int64_t in, std::int64_t out,
               bool bias)
    : m_weight(source(name + ".weight", {out, in}, WeightKind::Matrix)) {
    registerWeight(*this, m_weight);
    if (bias)
        m_bias = register_parameter("bias", source(name + ".bias", {out}, WeightKind::Vector).values, false);
}

at::Tensor Linear::forward(const at::Tensor& x) const {
    return m_addition ? product(x) + m_addition->forward(x) : product(x);
}

at::Tensor Linear::product(const at::Tensor& x) const {
    // Float weights with narrower activations: mixed-precision training, where autocast narrows the weights.
    if (m_weight.values.scalar_type() == x.scalar_type() || m_weight.values.scalar_type() == at::kFloat)
        return at::linear(x, m_weight.values, m_bias);
    if (!x.is_cpu()) { // int8 on a GPU: widened for the product, narrow in its memory
        at::Tensor wide = m_weight.values.to(x.scalar_type());
        if (m_weight.scales.defined())
            wide = wide * m_weight.scales.to(x.scalar_type()).unsqueeze(1);
        return at::linear(x, wide, m_bias);
    }
    return forwardNarrow(x);
}

at::Tensor Linear::forwardNarrow(const at::Tensor& x) const {
    const std::int64_t in = m_weight.values.size(1);
    const std::int64_t out = m_weight.values.size(0);
    const at::Tensor rows = x.reshape({-1, in}).contiguous(); // [N, in]
    const std::int64_t count = rows.size(0);
    const NarrowMatrix matrix = narrowMatrix(m_weight);
    at::Tensor result = at::empty({count, out}, rows.options());
    if (count <= kMaxMatVecTokens) {
        const float* source = rows.data_ptr<float>();
        float* target = result.data_ptr<float>();
        at::parallel_for(0, out, kParallelRows, [&](std::int64_t begin, std::int64_t end) {
            multiplyRows(matrix, begin, end, source, count, target, out);
        });
    } else if (matrix.format == WeightFormat::Bf16 && processorIsFastAtBf16()) {
        result = at::linear(rows.to(at::kBFloat16), m_weight.values).to(at::kFloat);
    } else if (matrix.format == WeightFormat::Int8 && processorIsFastAtBf16()) {
        // bf16 holds every number from -127 to 127 exactly.
        result = at::linear(rows.to(at::kBFloat16), m_weight.values.to(at::kBFloat16)).to(at::kFloat);
        result *= m_weight.scales;
    } else {
        const std::int64_t blockRows = std::min(out, std::max<std::int64_t>(kBlockElements / in, 16));
        const at::Tensor block = at::empty({blockRows, in}, rows.options());
        float* wide = block.data_ptr<float>();
        for (std::int64_t begin = 0; begin < out; begin += blockRows) {
            const std::int64_t size = std::min(blockRows, out - begin);
            at::parallel_for(0, size, 16, [&](std::int64_t first, std::int64_t last) {
                widenRows(matrix, begin + first, begin + last, wide + first * in);
            });
            at::Tensor target = result.narrow(1, begin, size); // [N, size]
            at::mm_out(target, rows, block.narrow(0, 0, size).t());
        }
    }
    if (m_bias.defined())
        result += m_bias;
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = out;
    return result.view(shape);
}

Embedding::Embedding(const WeightSource& source, const std::string& name, std::int64_t rows,
                     std::int64_t width)
    : m_weight(source(name + ".weight", {rows, width}, WeightKind::Embedding)) {
    registerWeight(*this, m_weight);
}

at::Tensor Embedding::forward(const at::Tensor& tokens, at::ScalarType type) const {
    at::Tensor rows = at::embedding(m_weight.values, tokens).to(type);
    if (m_weight.scales.defined())
        rows = rows *
               m_weight.scales.index_select(0, tokens.flatten()).view(tokens.sizes()).unsqueeze(-1).to(type);
    return rows;
}

RmsNorm::RmsNorm(const WeightSource& source, const std::string& name, std::int64_t width, double epsilon)
    : m_weight(
          register_parameter("weight", source(name + ".weight", {width}, WeightKind::Vector).values, false)),
      m_epsilon(epsilon) {}

at::Tensor RmsNorm::forward(const at::Tensor& x) const {
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true) + m_epsilon);
    return m_weight * (wide * scale).to(x.scalar_type());
}

} // namespace memlong
