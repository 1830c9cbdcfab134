#include "engine/memory/half_dot.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace memlong {

#if defined(__x86_64__) && defined(__GNUC__)

namespace {

/// A row that is no multiple of 8 ends with values one at a time, converted the same way.
__attribute__((target("avx2,f16c,fma"))) float halfDotAvx2(const float* query, const std::uint16_t* row,
                                                           int dimension) {
    __m256 even = _mm256_setzero_ps(), odd = _mm256_setzero_ps();
    int i = 0;
    for (; i + 16 <= dimension; i += 16) {
        const __m256i halves = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + i));
        even = _mm256_fmadd_ps(_mm256_cvtph_ps(_mm256_castsi256_si128(halves)), _mm256_loadu_ps(query + i),
                               even);
        odd = _mm256_fmadd_ps(_mm256_cvtph_ps(_mm256_extracti128_si256(halves, 1)),
                              _mm256_loadu_ps(query + i + 8), odd);
    }
    const __m256 both = _mm256_add_ps(even, odd);
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(both), _mm256_extractf128_ps(both, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    sum = _mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1));
    float total = _mm_cvtss_f32(sum);
    for (; i < dimension; ++i)
        total += query[i] * _cvtsh_ss(row[i]);
    return total;
}

} // namespace

HalfDot fastHalfDot() {
    // Asked of the processor itself: not every compiler's __builtin_cpu_supports knows "f16c".
    static const bool supported = [] {
        unsigned a = 0, b = 0, c = 0, d = 0;
        return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0 && __builtin_cpu_supports("avx2") &&
               __builtin_cpu_supports("fma");
    }();
    return supported ? halfDotAvx2 : nullptr;
}

#else

HalfDot fastHalfDot() {
    return nullptr;
}

#endif

} // namespace memlong
