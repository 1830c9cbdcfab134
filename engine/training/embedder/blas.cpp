#include "engine/training/embedder/blas.h"

extern "C" {
void sgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
            const float* beta, float* c, const int* ldc);
void ssyev_(const char* jobz, const char* uplo, const int* n, float* a, const int* lda, float* w, float* work,
            const int* lwork, int* info);
}

namespace memlong {

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> c, std::size_t m,
              std::size_t n, std::size_t k, bool transposeA, bool transposeB, float scale) {
    // Row-major C = A·B is column-major Cᵀ = Bᵀ·Aᵀ.
    const int rows = static_cast<int>(n), columns = static_cast<int>(m), inner = static_cast<int>(k);
    const int strideB = transposeB ? inner : rows, strideA = transposeA ? columns : inner;
    const float zero = 0;
    sgemm_(transposeB ? "T" : "N", transposeA ? "T" : "N", &rows, &columns, &inner, &scale, b.data(),
           &strideB, a.data(), &strideA, &zero, c.data(), &rows);
}

bool eigenvectors(std::vector<float>& matrix, std::size_t n) {
    const int size = static_cast<int>(n);
    int info = 0, workSize = -1;
    float best = 0;
    std::vector<float> values(n);
    ssyev_("V", "U", &size, matrix.data(), &size, values.data(), &best, &workSize, &info);
    workSize = static_cast<int>(best);
    std::vector<float> work(static_cast<std::size_t>(workSize));
    ssyev_("V", "U", &size, matrix.data(), &size, values.data(), work.data(), &workSize, &info);
    return info == 0;
}

} // namespace memlong
