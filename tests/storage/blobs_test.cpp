#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "storage/blobs.h"

namespace memlong {
namespace {

TEST(Blobs, tokenIds_roundTrip) {
    const std::vector<std::int32_t> ids{0, 1, 127, 128, 16383, 16384, 151643, 2147483647, -1};
    EXPECT_EQ(unpackTokenIds(packTokenIds(ids)), ids);
    EXPECT_EQ(packTokenIds(std::vector<std::int32_t>{300}), "\xac\x02");
    EXPECT_TRUE(unpackTokenIds("")->empty());
}

TEST(Blobs, malformedNumbers_areRefused) {
    EXPECT_FALSE(unpackTokenIds("\x80"));
    EXPECT_FALSE(unpackTokenIds("\xff\xff\xff\xff\x7f"));
    EXPECT_FALSE(unpackTokenIds("\xff\xff\xff\xff\xff\x01"));
    EXPECT_FALSE(unpackPageStarts("\x05"));
    EXPECT_FALSE(unpackHalves("abc"));
}

TEST(Blobs, pageStarts_roundTrip) {
    const std::vector<std::pair<std::uint32_t, int>> starts{{0, 1}, {1000, 2}, {4000000000u, 100000}};
    EXPECT_EQ(unpackPageStarts(packPageStarts(starts)), starts);
}

TEST(Blobs, everyHalf_survivesTheWayThroughFloat) {
    for (std::uint32_t half = 0; half < 0x10000; ++half) {
        const float value = floatOf(static_cast<std::uint16_t>(half));
        if (std::isnan(value))
            EXPECT_TRUE(std::isnan(floatOf(halfOf(value))));
        else
            EXPECT_EQ(halfOf(value), half);
    }
}

TEST(Blobs, floats_areRoundedToTheNearestHalf) {
    EXPECT_EQ(halfOf(1.0f), 0x3c00);
    EXPECT_EQ(halfOf(-2.0f), 0xc000);
    EXPECT_EQ(halfOf(1.0f + 0x1p-11f), 0x3c00) << "a tie goes to even";
    EXPECT_EQ(halfOf(1.0f + 3 * 0x1p-11f), 0x3c02);
    EXPECT_EQ(halfOf(65504.0f), 0x7bff);
    EXPECT_EQ(halfOf(65520.0f), 0x7c00);
    EXPECT_EQ(halfOf(0x1p-24f), 0x0001);
    EXPECT_EQ(halfOf(0x1p-26f), 0x0000);
    EXPECT_EQ(halfOf(std::numeric_limits<float>::infinity()), 0x7c00);
}

} // namespace
} // namespace memlong
