// Inner product of a float query with rows of one byte a number (engine/base/byte_rows.h).
#pragma once

#include <cstdint>

namespace memlong {

/// [dimension] x [dimension]; the second is codes, of which 128 stands for zero. Without the row's scale.
using ByteDot = float (*)(const float* query, const std::uint8_t* codes, int dimension);

/// A version for instructions that this processor has and the FAISS of the distribution was not built for;
/// nothing when there is none.
ByteDot fastByteDot();

} // namespace memlong
