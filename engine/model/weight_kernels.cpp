#include "engine/model/weight_kernels.h"

#include <cstring>

#include "engine/checkpoint/tensor_type.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace memlong {
namespace {

template <WeightFormat F> float widen(const void* row, std::int64_t column) {
    if constexpr (F == WeightFormat::Int8)
        return static_cast<const std::int8_t*>(row)[column];
    else if constexpr (F == WeightFormat::Bf16)
        return bf16ToFloat(static_cast<const std::uint16_t*>(row)[column]);
    else
        return f16ToFloat(static_cast<const std::uint16_t*>(row)[column]);
}

const void* rowOf(const NarrowMatrix& matrix, std::int64_t row) {
    const std::int64_t width = matrix.format == WeightFormat::Int8 ? 1 : 2;
    return static_cast<const char*>(matrix.values) + row * matrix.columns * width;
}

template <WeightFormat F>
void multiplyPlain(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, const float* x,
                   std::int64_t tokens, float* out, std::int64_t outStride) {
    for (std::int64_t row = rowBegin; row < rowEnd; ++row) {
        const void* weights = rowOf(matrix, row);
        for (std::int64_t t = 0; t < tokens; ++t) {
            double sum = 0;
            for (std::int64_t i = 0; i < matrix.columns; ++i)
                sum += static_cast<double>(widen<F>(weights, i)) * x[t * matrix.columns + i];
            if constexpr (F == WeightFormat::Int8)
                sum *= matrix.scales[row];
            out[t * outStride + row] = static_cast<float>(sum);
        }
    }
}

template <WeightFormat F>
void widenPlain(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, float* out) {
    for (std::int64_t row = rowBegin; row < rowEnd; ++row) {
        const void* weights = rowOf(matrix, row);
        const float scale = F == WeightFormat::Int8 ? matrix.scales[row] : 1.0f;
        for (std::int64_t i = 0; i < matrix.columns; ++i)
            *out++ = widen<F>(weights, i) * scale;
    }
}

#if defined(__x86_64__)

#define MEMLONG_AVX2 __attribute__((target("avx2,fma,f16c")))
#define MEMLONG_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx2,fma,f16c")))

template <WeightFormat F> MEMLONG_AVX2 inline __m256 load8(const void* row, std::int64_t column) {
    if constexpr (F == WeightFormat::Int8) {
        const auto* at = static_cast<const std::int8_t*>(row) + column;
        return _mm256_cvtepi32_ps(
            _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at))));
    } else {
        const auto* at = static_cast<const std::uint16_t*>(row) + column;
        const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        if constexpr (F == WeightFormat::Bf16)
            return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
        else
            return _mm256_cvtph_ps(bits);
    }
}

MEMLONG_AVX2 inline float sum8(__m256 v) {
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    s = _mm_add_ss(s, _mm_movehdup_ps(s));
    return _mm_cvtss_f32(s);
}

/// T tokens at once, so that a weight is widened once for all of them.
template <WeightFormat F, int T>
MEMLONG_AVX2 void dotRowAvx2(const void* row, std::int64_t columns, const float* x, float* sums) {
    constexpr int kUnroll = T == 1 ? 4 : 2;
    __m256 total[T][kUnroll];
    for (auto& token : total)
        for (auto& part : token)
            part = _mm256_setzero_ps();
    std::int64_t i = 0;
    for (; i + 8 * kUnroll <= columns; i += 8 * kUnroll)
        for (int u = 0; u < kUnroll; ++u) {
            const __m256 w = load8<F>(row, i + 8 * u);
            for (int t = 0; t < T; ++t)
                total[t][u] = _mm256_fmadd_ps(w, _mm256_loadu_ps(x + t * columns + i + 8 * u), total[t][u]);
        }
    for (; i + 8 <= columns; i += 8) {
        const __m256 w = load8<F>(row, i);
        for (int t = 0; t < T; ++t)
            total[t][0] = _mm256_fmadd_ps(w, _mm256_loadu_ps(x + t * columns + i), total[t][0]);
    }
    for (int t = 0; t < T; ++t) {
        __m256 all = total[t][0];
        for (int u = 1; u < kUnroll; ++u)
            all = _mm256_add_ps(all, total[t][u]);
        sums[t] = sum8(all);
        for (std::int64_t rest = i; rest < columns; ++rest)
            sums[t] += widen<F>(row, rest) * x[t * columns + rest];
    }
}

template <WeightFormat F> MEMLONG_AVX512 inline __m512 load16(const void* row, std::int64_t column) {
    if constexpr (F == WeightFormat::Int8) {
        const auto* at = static_cast<const std::int8_t*>(row) + column;
        return _mm512_cvtepi32_ps(
            _mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))));
    } else {
        const auto* at = static_cast<const std::uint16_t*>(row) + column;
        const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
        if constexpr (F == WeightFormat::Bf16)
            return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
        else
            return _mm512_cvtph_ps(bits);
    }
}

template <WeightFormat F, int T>
MEMLONG_AVX512 void dotRowAvx512(const void* row, std::int64_t columns, const float* x, float* sums) {
    constexpr int kUnroll = T == 1 ? 4 : 2;
    __m512 total[T][kUnroll];
    for (auto& token : total)
        for (auto& part : token)
            part = _mm512_setzero_ps();
    std::int64_t i = 0;
    for (; i + 16 * kUnroll <= columns; i += 16 * kUnroll)
        for (int u = 0; u < kUnroll; ++u) {
            const __m512 w = load16<F>(row, i + 16 * u);
            for (int t = 0; t < T; ++t)
                total[t][u] = _mm512_fmadd_ps(w, _mm512_loadu_ps(x + t * columns + i + 16 * u), total[t][u]);
        }
    for (int t = 0; t < T; ++t) {
        __m512 all = total[t][0];
        for (int u = 1; u < kUnroll; ++u)
            all = _mm512_add_ps(all, total[t][u]);
        sums[t] = _mm512_reduce_add_ps(all);
        for (std::int64_t rest = i; rest < columns; ++rest)
            sums[t] += widen<F>(row, rest) * x[t * columns + rest];
    }
}

template <WeightFormat F>
MEMLONG_AVX2 void widenAvx2(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd,
                            float* out) {
    for (std::int64_t row = rowBegin; row < rowEnd; ++row) {
        const void* weights = rowOf(matrix, row);
        const float scale = F == WeightFormat::Int8 ? matrix.scales[row] : 1.0f;
        const __m256 scales = _mm256_set1_ps(scale);
        std::int64_t i = 0;
        for (; i + 8 <= matrix.columns; i += 8) {
            __m256 values = load8<F>(weights, i);
            if constexpr (F == WeightFormat::Int8)
                values = _mm256_mul_ps(values, scales);
            _mm256_storeu_ps(out + i, values);
        }
        for (; i < matrix.columns; ++i)
            out[i] = widen<F>(weights, i) * scale;
        out += matrix.columns;
    }
}

struct Avx2 {
    template <WeightFormat F, int T>
    static void dotRow(const void* row, std::int64_t columns, const float* x, float* sums) {
        dotRowAvx2<F, T>(row, columns, x, sums);
    }
};

struct Avx512 {
    template <WeightFormat F, int T>
    static void dotRow(const void* row, std::int64_t columns, const float* x, float* sums) {
        dotRowAvx512<F, T>(row, columns, x, sums);
    }
};

template <class Isa, WeightFormat F, int T>
void multiplyWith(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, const float* x,
                  float* out, std::int64_t outStride) {
    float sums[T];
    for (std::int64_t row = rowBegin; row < rowEnd; ++row) {
        Isa::template dotRow<F, T>(rowOf(matrix, row), matrix.columns, x, sums);
        const float scale = F == WeightFormat::Int8 ? matrix.scales[row] : 1.0f;
        for (int t = 0; t < T; ++t)
            out[t * outStride + row] = sums[t] * scale;
    }
}

template <class Isa, WeightFormat F>
void multiplyVector(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, const float* x,
                    std::int64_t tokens, float* out, std::int64_t outStride) {
    switch (tokens) {
    case 1:
        return multiplyWith<Isa, F, 1>(matrix, rowBegin, rowEnd, x, out, outStride);
    case 2:
        return multiplyWith<Isa, F, 2>(matrix, rowBegin, rowEnd, x, out, outStride);
    case 3:
        return multiplyWith<Isa, F, 3>(matrix, rowBegin, rowEnd, x, out, outStride);
    default:
        return multiplyWith<Isa, F, 4>(matrix, rowBegin, rowEnd, x, out, outStride);
    }
}
#endif

using MultiplyFn = void (*)(const NarrowMatrix&, std::int64_t, std::int64_t, const float*, std::int64_t,
                            float*, std::int64_t);
using WidenFn = void (*)(const NarrowMatrix&, std::int64_t, std::int64_t, float*);

/// One entry a format, in the order of WeightFormat.
struct Kernels {
    const char* name;
    MultiplyFn multiply[3];
    WidenFn widen[3];
};

constexpr auto kBf16 = WeightFormat::Bf16;
constexpr auto kF16 = WeightFormat::F16;
constexpr auto kInt8 = WeightFormat::Int8;

constexpr Kernels kPlain{"plain",
                         {multiplyPlain<kBf16>, multiplyPlain<kF16>, multiplyPlain<kInt8>},
                         {widenPlain<kBf16>, widenPlain<kF16>, widenPlain<kInt8>}};

Kernels chooseKernels() {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("f16c"))
        return kPlain;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return {"avx512",
                {multiplyVector<Avx512, kBf16>, multiplyVector<Avx512, kF16>, multiplyVector<Avx512, kInt8>},
                {widenAvx2<kBf16>, widenAvx2<kF16>, widenAvx2<kInt8>}};
    return {"avx2",
            {multiplyVector<Avx2, kBf16>, multiplyVector<Avx2, kF16>, multiplyVector<Avx2, kInt8>},
            {widenAvx2<kBf16>, widenAvx2<kF16>, widenAvx2<kInt8>}};
#else
    return kPlain;
#endif
}

const Kernels& kernels() {
    static const Kernels chosen = chooseKernels();
    return chosen;
}

} // namespace

void multiplyRows(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, const float* x,
                  std::int64_t tokens, float* out, std::int64_t outStride) {
    kernels().multiply[static_cast<int>(matrix.format)](matrix, rowBegin, rowEnd, x, tokens, out, outStride);
}

void multiplyRowsReference(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd,
                           const float* x, std::int64_t tokens, float* out, std::int64_t outStride) {
    kPlain.multiply[static_cast<int>(matrix.format)](matrix, rowBegin, rowEnd, x, tokens, out, outStride);
}

void widenRows(const NarrowMatrix& matrix, std::int64_t rowBegin, std::int64_t rowEnd, float* out) {
    kernels().widen[static_cast<int>(matrix.format)](matrix, rowBegin, rowEnd, out);
}

const char* weightKernelName() {
    return kernels().name;
}

bool processorIsFastAtBf16() {
#if defined(__x86_64__)
    unsigned a = 0, b = 0, c = 0, d = 0;
    const bool amx = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & 1u << 22) != 0;
    const bool avx512Bf16 = __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a & 1u << 5) != 0;
    return __builtin_cpu_supports("avx512f") && (amx || avx512Bf16);
#else
    return false;
#endif
}

} // namespace memlong
