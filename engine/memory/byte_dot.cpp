#include "engine/memory/byte_dot.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace memlong {

#if defined(__x86_64__) && defined(__GNUC__)

namespace {

/// A row that is no multiple of 16 ends with values one at a time.
__attribute__((target("avx2,fma"))) float byteDotAvx2(const float* query, const std::uint8_t* codes,
                                                      int dimension) {
    __m256 even = _mm256_setzero_ps(), odd = _mm256_setzero_ps();
    const __m128i zero = _mm_set1_epi8(static_cast<char>(0x80));
    int i = 0;
    for (; i + 16 <= dimension; i += 16) {
        const __m128i bytes =
            _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + i)), zero); // now signed
        even = _mm256_fmadd_ps(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)), _mm256_loadu_ps(query + i),
                               even);
        odd = _mm256_fmadd_ps(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))),
                              _mm256_loadu_ps(query + i + 8), odd);
    }
    const __m256 both = _mm256_add_ps(even, odd);
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(both), _mm256_extractf128_ps(both, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    sum = _mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1));
    float total = _mm_cvtss_f32(sum);
    for (; i < dimension; ++i)
        total += query[i] * static_cast<float>(static_cast<int>(codes[i]) - 128);
    return total;
}

} // namespace

ByteDot fastByteDot() {
    static const bool supported = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return supported ? byteDotAvx2 : nullptr;
}

#else

ByteDot fastByteDot() {
    return nullptr;
}

#endif

} // namespace memlong
