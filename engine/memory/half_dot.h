// Inner product of a float query with rows in half precision.
#pragma once

#include <cstdint>

namespace memlong {

/// [dimension] x [dimension]; the second is IEEE half precision.
using HalfDot = float (*)(const float* query, const std::uint16_t* row, int dimension);

/// The version for this processor with hardware conversion; null where there is none, and FAISS's own is
/// used. (Distributions build FAISS for every x86-64 processor, where it converts each value in software.)
HalfDot fastHalfDot();

} // namespace memlong
