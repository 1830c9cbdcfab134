#include <gtest/gtest.h>

#include "engine/memory/index_file.h"
#include "engine/memory/vector_index.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

const IndexStamp kStamp{.generation = 17, .retrieverFingerprint = "built-in v1", .dimension = 5};

VectorIndex sampleIndex() {
    VectorIndex index(5);
    index.add(100, std::vector<float>{1, 0, 0, 0, 0, 0, 1, 0, 0, 0});
    index.add(-3, std::vector<float>{0, 0, 0.5f, 0, 0});
    index.add(8, std::vector<float>{0.25f, 0.25f, 0.25f, 0.25f, 0.25f});
    return index;
}

TEST(IndexFile, saveThenLoad_roundTrip) {
    const test::TemporaryFolder folder;
    const auto index = sampleIndex();
    ASSERT_TRUE(index.save(folder / "index.faiss", kStamp));
    auto loaded = VectorIndex::load(folder / "index.faiss", kStamp);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->rows(), 4u);
    EXPECT_EQ(loaded->chunks(), 3u);
    const std::vector<float> query{1, 0.5f, 0.75f, 0, 0};
    const auto expected = index.search(query, 9);
    const auto actual = loaded->search(query, 9);
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        EXPECT_EQ(actual[i].chunk, expected[i].chunk);
        EXPECT_EQ(actual[i].score, expected[i].score);
    }
    loaded->remove(std::vector<ChunkId>{100});
    loaded->add(5, std::vector<float>{1, 0, 0, 0, 0});
    EXPECT_EQ(loaded->search(query, 1)[0].chunk, 5);
}

TEST(IndexFile, rowsWrittenOneByOne_areWhatSaveWrites) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(sampleIndex().save(folder / "saved", kStamp));
    EXPECT_FALSE(VectorIndex::stampOf(folder / "written"));
    ASSERT_TRUE(VectorIndex::write(folder / "written", kStamp, [](const auto& row) -> Result<void> {
        MEMLONG_TRY(row(100, std::vector<float>{1, 0, 0, 0, 0, 0, 1, 0, 0, 0}));
        MEMLONG_TRY(row(-3, std::vector<float>{0, 0, 0.5f, 0, 0}));
        return row(8, std::vector<float>{0.25f, 0.25f, 0.25f, 0.25f, 0.25f});
    }));
    EXPECT_EQ(test::readText(folder / "written"), test::readText(folder / "saved"));
    EXPECT_EQ(VectorIndex::stampOf(folder / "written"), kStamp);
}

TEST(IndexFile, failedWriting_leavesTheOldFileAlone) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(sampleIndex().save(folder / "index.faiss", kStamp));
    const std::string before = test::readText(folder / "index.faiss");
    EXPECT_FALSE(VectorIndex::write(folder / "index.faiss", kStamp, [](const auto& row) {
        return row(1, std::vector<float>{1, 2, 3}); // not a row of five
    }));
    EXPECT_EQ(test::readText(folder / "index.faiss"), before);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(IndexFile, empty_roundTrips) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(VectorIndex(5).save(folder / "index.faiss", kStamp));
    const auto loaded = VectorIndex::load(folder / "index.faiss", kStamp);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->rows(), 0u);
}

TEST(IndexFile, anotherStampOrNoFile_isRefused) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(VectorIndex::load(folder / "index.faiss", kStamp).error().code, ErrorCode::NotFound);
    ASSERT_TRUE(sampleIndex().save(folder / "index.faiss", kStamp));
    for (auto stamp :
         {IndexStamp{18, "built-in v1", 5}, IndexStamp{17, "other", 5}, IndexStamp{17, "built-in v1", 6}})
        EXPECT_EQ(VectorIndex::load(folder / "index.faiss", stamp).error().code, ErrorCode::Corrupt);
    EXPECT_EQ(sampleIndex().save(folder / "index.faiss", {17, "x", 6}).error().code,
              ErrorCode::InvalidArgument);
}

TEST(IndexFile, savingIntoAMissingFolder_isAnError) {
    const test::TemporaryFolder folder;
    EXPECT_FALSE(sampleIndex().save(folder / "absent" / "index.faiss", kStamp));
}

TEST(IndexFile, everyTruncationAndEveryFlippedBit_isDetected) {
    const test::TemporaryFolder folder;
    const auto path = folder / "index.faiss";
    ASSERT_TRUE(sampleIndex().save(path, kStamp));
    const std::string good = test::readText(path);
    for (std::size_t length = 0; length < good.size(); ++length) {
        const auto cut = decodeIndexFile(std::as_bytes(std::span(good)).first(length), path);
        EXPECT_FALSE(cut) << length;
    }
    for (std::size_t offset = 0; offset < good.size(); ++offset) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[offset] = static_cast<char>(bad[offset] ^ (1 << bit));
            EXPECT_FALSE(decodeIndexFile(std::as_bytes(std::span(bad)), path)) << offset << " bit " << bit;
        }
    }
    const std::string longer = good + "x";
    EXPECT_FALSE(decodeIndexFile(std::as_bytes(std::span(longer)), path));
    EXPECT_TRUE(decodeIndexFile(std::as_bytes(std::span(good)), path));
}

TEST(IndexFile, newerVersion_isNamed) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(VectorIndex(5).save(folder / "index.faiss", kStamp));
    std::string file = test::readText(folder / "index.faiss");
    file[8] = 9;
    const auto refused = decodeIndexFile(std::as_bytes(std::span(file)), "index.faiss");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::UnsupportedVersion);
    EXPECT_NE(refused.error().message.find("version 9"), std::string::npos);
}

} // namespace
} // namespace memlong
