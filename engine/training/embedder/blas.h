// The two routines of BLAS and LAPACK that training needs, for row-major data.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memlong {

/// c [m, n] = scale · a · b, where a is [m, k] ([k, m] if transposeA) and b is [k, n] ([n, k] if transposeB).
void multiply(std::span<const float> a, std::span<const float> b, std::span<float> c, std::size_t m,
              std::size_t n, std::size_t k, bool transposeA, bool transposeB, float scale);

/// Replaces the symmetric matrix [n, n] by its eigenvectors, one a row, of ascending eigenvalues.
/// False when the routine does not converge.
bool eigenvectors(std::vector<float>& matrix, std::size_t n);

} // namespace memlong
