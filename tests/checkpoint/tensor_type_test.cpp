#include "engine/checkpoint/tensor_type.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace memlong {
namespace {

TEST(TensorType, everyHalf_survivesTheWayThroughFloat) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        if (const float value = f16ToFloat(half); !std::isnan(value)) {
            EXPECT_EQ(floatToF16(value), half) << bits;
        }
        if (const float value = bf16ToFloat(half); !std::isnan(value)) {
            EXPECT_EQ(floatToBf16(value), half) << bits;
        }
    }
}

TEST(TensorType, rounding_isToNearestEven) {
    EXPECT_EQ(floatToF16(1.0f + 0x1p-11f), floatToF16(1.0f));             // a tie goes to the even neighbour
    EXPECT_EQ(floatToF16(1.0f + 0x1.8p-10f), floatToF16(1.0f + 0x1p-9f)); // likewise, upwards
    EXPECT_EQ(f16ToFloat(floatToF16(65519.0f)), 65504.0f);
    EXPECT_TRUE(std::isinf(f16ToFloat(floatToF16(65520.0f))));
    EXPECT_EQ(floatToF16(0x1p-25f), 0); // half of the smallest subnormal: a tie, to zero
    EXPECT_EQ(floatToF16(0x1.8p-25f), 1);
    EXPECT_EQ(floatToBf16(1.0f + 0x1p-8f), floatToBf16(1.0f));
    EXPECT_TRUE(std::isnan(bf16ToFloat(floatToBf16(NAN))));
    EXPECT_TRUE(std::isnan(f16ToFloat(floatToF16(NAN))));
}

TEST(TensorType, allFinite_findsOneBadValueAnywhere) {
    for (const std::size_t at : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, std::size_t{9999}}) {
        std::vector<float> values(10000, 3.0f);
        EXPECT_TRUE(allFinite(TensorType::F32, std::as_bytes(std::span(values))));
        values[at] = -INFINITY;
        EXPECT_FALSE(allFinite(TensorType::F32, std::as_bytes(std::span(values))));
        values[at] = NAN;
        EXPECT_FALSE(allFinite(TensorType::F32, std::as_bytes(std::span(values))));
        std::vector<std::uint16_t> halves(10000, 0x3c00);
        EXPECT_TRUE(allFinite(TensorType::F16, std::as_bytes(std::span(halves))));
        EXPECT_TRUE(allFinite(TensorType::Bf16, std::as_bytes(std::span(halves))));
        halves[at] = 0x7c00;
        EXPECT_FALSE(allFinite(TensorType::F16, std::as_bytes(std::span(halves))));
        halves[at] = 0x7f80;
        EXPECT_FALSE(allFinite(TensorType::Bf16, std::as_bytes(std::span(halves))));
    }
}

} // namespace
} // namespace memlong
