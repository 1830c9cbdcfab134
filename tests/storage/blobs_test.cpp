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

TEST(Blobs, halves_areReadExactly) {
    EXPECT_EQ(floatOf(0x3c00), 1.0f);
    EXPECT_EQ(floatOf(0xc000), -2.0f);
    EXPECT_EQ(floatOf(0x3c02), 1.0f + 0x1p-9f);
    EXPECT_EQ(floatOf(0x7bff), 65504.0f);
    EXPECT_EQ(floatOf(0x0001), 0x1p-24f);
    EXPECT_EQ(floatOf(0x0000), 0.0f);
    EXPECT_EQ(floatOf(0x7c00), std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isnan(floatOf(0x7e00)));
}

TEST(Blobs, byteRows_roundTrip) {
    const std::vector<float> values{1, -0.5f, 0.25f, 0, 0, 0, 100, 1, -100};
    const std::string blob = packByteRows(values, 3);
    EXPECT_EQ(blob.size(), 4 + 3 * (4 + 3u));
    const auto back = unpackByteRows(blob);
    ASSERT_TRUE(back);
    ASSERT_EQ(back->size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR((*back)[i], values[i], i < 6 ? 0.004 : 0.4);
    EXPECT_EQ(packByteRows(*back, 3), blob) << "coding once more loses nothing";
}

TEST(Blobs, byteRowsThatAreNotWhole_areRefused) {
    const std::string blob = packByteRows(std::vector<float>{1, 2, 3, 4}, 2);
    for (std::size_t length = 0; length < blob.size(); ++length) {
        const bool whole = length == 4 || length == 10; // no row, one row
        EXPECT_EQ(unpackByteRows(blob.substr(0, length)).has_value(), whole) << length;
    }
    EXPECT_FALSE(unpackByteRows(std::string(12, '\0'))) << "no dimension";
}

} // namespace
} // namespace memlong
