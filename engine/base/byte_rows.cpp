#include "engine/base/byte_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace memlong {

float encodeByteRow(std::span<const float> row, std::uint8_t* codes) {
    constexpr float kLargestCode = 127;
    float largest = 0;
    bool finite = true;
    for (const float value : row) {
        finite = finite && std::isfinite(value);
        largest = std::max(largest, std::abs(value));
    }
    std::fill_n(codes, row.size(), std::uint8_t{128});
    if (!finite)
        return std::numeric_limits<float>::quiet_NaN();
    const float scale = largest / kLargestCode;
    if (!(scale > 0)) // all zero, or nearly
        return 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const float code = std::clamp(std::round(row[i] / scale), -kLargestCode, kLargestCode);
        codes[i] = static_cast<std::uint8_t>(static_cast<int>(code) + 128);
    }
    return scale;
}

} // namespace memlong
