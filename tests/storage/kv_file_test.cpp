#include <gtest/gtest.h>

#include "storage/kv_header.h"
#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using test::sampleBlock;
using test::sampleLayout;

TEST(KvFile, writeThenRead_roundTrip) {
    const test::TemporaryFolder folder;
    const auto path = folder / "1.kv";
    {
        auto file = KvFile::open(path, sampleLayout(), false);
        ASSERT_TRUE(file) << file.error().message;
        EXPECT_EQ(file->slots(), 0u);
        for (const int slot : {0, 1, 5}) {
            ASSERT_TRUE(file->write(static_cast<std::uint64_t>(slot), sampleBlock("a", slot)));
        }
        ASSERT_TRUE(file->sync());
        EXPECT_EQ(file->slots(), 6u);
    }
    const auto file = KvFile::open(path, sampleLayout(), true);
    ASSERT_TRUE(file);
    for (const int slot : {0, 1, 5}) {
        const auto block = file->read(static_cast<std::uint64_t>(slot));
        ASSERT_TRUE(block) << block.error().message;
        EXPECT_EQ(*block, sampleBlock("a", slot));
    }
    EXPECT_EQ(file->read(3).error().code, ErrorCode::NotFound);
    EXPECT_EQ(file->read(6).error().code, ErrorCode::NotFound);
    EXPECT_EQ(file->read(~std::uint64_t{0}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(*KvFile::layoutOf(path), sampleLayout());
}

TEST(KvFile, blocksThatDoNotFit_areRefused) {
    const test::TemporaryFolder folder;
    auto file = KvFile::open(folder / "1.kv", sampleLayout(), false);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->write(0, std::vector<std::byte>(65)).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(file->write(0, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(file->write(~std::uint64_t{0}, sampleBlock("a", 0)).error().code, ErrorCode::InvalidArgument);
    KvLayout huge = sampleLayout();
    huge.slotBytes = 0xffffffff;
    EXPECT_FALSE(KvFile::open(folder / "2.kv", huge, false));
}

TEST(KvFile, anotherLayout_isRefusedAndKept) {
    const test::TemporaryFolder folder;
    const auto path = folder / "1.kv";
    {
        auto file = KvFile::open(path, sampleLayout("A"), false);
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->write(0, sampleBlock("a", 0)));
    }
    EXPECT_EQ(KvFile::open(path, sampleLayout("B"), false).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(KvFile::open(folder / "none.kv", sampleLayout(), true).error().code, ErrorCode::NotFound);
    const auto file = KvFile::open(path, sampleLayout("A"), true);
    ASSERT_TRUE(file);
    EXPECT_EQ(*file->read(0), sampleBlock("a", 0));
}

TEST(KvFile, aBlockInTheWrongSlot_isNoticed) {
    EXPECT_NE(kvSlotChecksum(0, sampleBlock("a", 0)), kvSlotChecksum(1, sampleBlock("a", 0)));
}

TEST(KvFile, everyFlippedByteAndEveryTruncation_givesAnErrorOrTheSameBlock) {
    const test::TemporaryFolder folder;
    const auto path = folder / "1.kv";
    {
        auto file = KvFile::open(path, sampleLayout(), false);
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->write(0, sampleBlock("a", 0)));
        ASSERT_TRUE(file->write(1, sampleBlock("a", 1)));
    }
    const std::string good = test::readText(path);
    const auto check = [&](const std::string& bytes, bool mustFail) {
        test::writeFile(path, bytes);
        const auto file = KvFile::open(path, sampleLayout(), true);
        bool failed = !file;
        for (const int slot : {0, 1}) {
            if (!file)
                break;
            const auto block = file->read(static_cast<std::uint64_t>(slot));
            if (block) {
                EXPECT_EQ(*block, sampleBlock("a", slot));
            }
            failed = failed || !block;
        }
        if (mustFail) {
            EXPECT_TRUE(failed);
        }
    };
    for (std::size_t offset = 0; offset < good.size(); offset += offset < 200 || offset > 4000 ? 1 : 97) {
        std::string bad = good;
        bad[offset] = static_cast<char>(bad[offset] ^ 0x10);
        const bool padding = offset >= kKvHeaderBytes + 16 + sampleBlock("a", 0).size() &&
                             offset < kKvHeaderBytes + kvSlotStride(sampleLayout());
        SCOPED_TRACE(offset);
        check(bad, !padding);
    }
    for (std::size_t length = 0; length < good.size(); length += length < 4000 ? 131 : 1) {
        SCOPED_TRACE(length);
        check(good.substr(0, length), true);
    }
}

TEST(KvFile, newerVersion_isNamed) {
    std::string header = *encodeKvHeader(sampleLayout());
    header[8] = 7;
    const auto refused = decodeKvHeader(std::as_bytes(std::span(header)), "1.kv");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::UnsupportedVersion);
    EXPECT_NE(refused.error().message.find("version 7"), std::string::npos);
}

} // namespace
} // namespace memlong
