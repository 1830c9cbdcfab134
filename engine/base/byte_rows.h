// Vectors in one byte a number, each with a scale of its own: value = (code - 128) * scale. Of a row of
// length 1 with 256 numbers the inner product with another one changes by less than a thousandth, as a rule.
#pragma once

#include <cstdint>
#include <span>

namespace memlong {

/// Codes from 1 to 255 into `codes`, [row.size()]; returns the scale. Coding decoded values gives the same
/// codes. A row with an infinity or a NaN becomes NaN as a whole.
float encodeByteRow(std::span<const float> row, std::uint8_t* codes);

} // namespace memlong
