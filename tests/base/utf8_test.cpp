#include <gtest/gtest.h>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

TEST(Utf8, validAndInvalidSequences) {
    EXPECT_TRUE(isValidUtf8("aé€𝄞"));
    EXPECT_FALSE(isValidUtf8("\xC0\xAF")) << "overlong";
    EXPECT_FALSE(isValidUtf8("\xED\xA0\x80")) << "surrogate";
    EXPECT_FALSE(isValidUtf8("\xF4\x90\x80\x80")) << "beyond U+10FFFF";
    EXPECT_FALSE(isValidUtf8("a\xE2\x82")) << "cut short";
}

TEST(Utf8, repairKeepsWhatIsValid) {
    EXPECT_EQ(repairUtf8("a\xFF"
                         "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(repairUtf8("é"), "é");
    EXPECT_TRUE(isValidUtf8(repairUtf8("\xE2\x82\xC3\xA9\xF0")));
}

TEST(Utf8, codePointsAndOffsets) {
    EXPECT_EQ(countCodePoints("aé€𝄞"), 4u);
    EXPECT_EQ(byteOffsetOfCodePoint("aé€𝄞", 2), 3u);
    EXPECT_EQ(byteOffsetOfCodePoint("aé", 9), 3u);
}

TEST(Utf8, completePrefixOfAStream) {
    EXPECT_EQ(completeUtf8Prefix("ab"), 2u);
    EXPECT_EQ(completeUtf8Prefix("a\xE2\x82"), 1u);
    EXPECT_EQ(completeUtf8Prefix("a\xE2\x82\xAC"), 4u);
    EXPECT_EQ(completeUtf8Prefix("\xF0\x9D\x84"), 0u);
    EXPECT_EQ(completeUtf8Prefix(""), 0u);
}

} // namespace
} // namespace memlong
