#include <gtest/gtest.h>

#include "engine/base/hash.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

TEST(Hash, knownValue) {
    // XXH3_128bits of the empty input, from the xxHash specification.
    EXPECT_EQ(hashHex(""), "99aa06d3014798d86001c324468d497f");
}

TEST(Hash, fileTextAndIncrementalAgree) {
    const test::TemporaryFolder folder;
    std::string content;
    for (int i = 0; i < 100000; ++i)
        content += static_cast<char>(i * 31);
    test::writeFile(folder / "x", content);
    Hasher hasher;
    hasher.update(std::string_view(content).substr(0, 12345));
    hasher.update(std::string_view(content).substr(12345));
    EXPECT_EQ(hasher.hex(), hashHex(content));
    EXPECT_EQ(hashFile(folder / "x").value(), hashHex(content));
    EXPECT_EQ(hashFile(folder / "none").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong
