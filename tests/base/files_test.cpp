#include <gtest/gtest.h>

#include <sys/stat.h>

#include "engine/base/files.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

TEST(Files, replaceThenRead_roundTrip) {
    const test::TemporaryFolder folder;
    const std::string content("a\0b\nc", 5);
    ASSERT_TRUE(replaceFile(folder / "x", "old").has_value());
    ASSERT_TRUE(replaceFile(folder / "x", content).has_value());
    EXPECT_EQ(readFile(folder / "x", 100).value(), content);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1)
        << "no temporary left";
}

TEST(Files, readFile_refusesWhatIsLargerThanAllowed) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "big", std::string(101, 'x'));
    EXPECT_EQ(readFile(folder / "big", 100).error().code, ErrorCode::BadInput);
    EXPECT_TRUE(readFile(folder / "big", 101).has_value());
}

TEST(Files, missingFileAndFolder_haveTheirOwnErrors) {
    const test::TemporaryFolder folder;
    const auto missing = readFile(folder / "none", 100);
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("none"), std::string::npos) << "names the file";
    EXPECT_EQ(readFile(folder.path(), 100).error().code, ErrorCode::Io);
}

TEST(Files, replaceFile_inMissingFolderFailsAndLeavesNothing) {
    const test::TemporaryFolder folder;
    EXPECT_FALSE(replaceFile(folder / "no" / "x", "content").has_value());
}

TEST(MappedFile, showsTheContentAndSurvivesAMove) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "x", "hello");
    auto mapped = MappedFile::open(folder / "x");
    ASSERT_TRUE(mapped.has_value());
    const MappedFile moved = std::move(*mapped);
    EXPECT_EQ(moved.bytes().size(), 5u);
    EXPECT_EQ(static_cast<char>(moved.bytes()[4]), 'o');
    test::writeFile(folder / "empty", "");
    EXPECT_TRUE(MappedFile::open(folder / "empty")->bytes().empty());
    EXPECT_EQ(MappedFile::open(folder.path()).error().code, ErrorCode::BadInput);
}

} // namespace
} // namespace memlong
