// Products of narrow weights (bf16, f16, int8) with float32 activations on the CPU. Decoding one token is
// bound by the memory traffic of the weights, so they stay narrow in memory and are widened in registers. No
// LibTorch here.
#pragma once

#include <cstdint>

namespace memlong {

enum class WeightFormat { Bf16, F16, Int8 };

/// A row-major matrix [rows, columns]; int8 has one float scale a row.
struct NarrowMatrix {
    WeightFormat format = WeightFormat::Bf16;
    const void* values = nullptr;
    const float* scales = nullptr;
    std::int64_t columns = 0;
};

/// Tokens that one call of multiplyRows may take.
inline constexpr std::int64_t kMaxMatVecTokens = 4;

/// out[t * outStride + row] = matrix[row] · x[t] for rows [rowBegin, rowEnd) and t < tokens; x is
/// [tokens, columns]. Uses AVX-512 or AVX2 when the processor has them.
void multiplyRows(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, const float* x,
                  std::int64_t tokens, float* out, std::int64_t outStride);

/// The same in plain C++: the definition that the fast ones are tested against.
void multiplyRowsReference(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd,
                           const float* x, std::int64_t tokens, float* out, std::int64_t outStride);

/// Rows [rowBegin, rowEnd) as float32, [rowEnd - rowBegin, columns].
void widenRows(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, float* out);

/// "avx512", "avx2" or "plain".
const char* weightKernelName();

/// Whether bf16 matrix products are faster than float32 ones here (AMX or AVX-512 BF16).
bool processorIsFastAtBf16();

} // namespace memlong
