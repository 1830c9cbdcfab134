#include <cstring>
#include <random>
#include <set>

#include <gmock/gmock.h>

#include "engine/base/hash.h"
#include "engine/training/samplers.h"
#include "engine/training/token_dataset.h"
#include "tests/support/test_support.h"
#include "tests/training/synthetic_dataset.h"

namespace memlong::test {
namespace {

TEST(TokenDataset, documentsAcrossShards_areJoined) {
    for (const int vocabulary : {60000, 100000}) { // ids of two and of four bytes
        const TemporaryFolder folder;
        writeCountingDataset(folder.path(), {5, 40, 1, 13}, 8, vocabulary);
        const auto dataset = TokenDataset::open(folder.path(), Split::Train);
        ASSERT_TRUE(dataset) << dataset.error().message;
        ASSERT_TRUE(dataset->verify());
        ASSERT_EQ(dataset->documents().size(), 4U);
        EXPECT_EQ(dataset->documents()[1].begin, 5U);
        EXPECT_EQ(dataset->documents()[1].end, 45U);
        std::vector<TokenId> ids(59);
        ASSERT_TRUE(dataset->read(0, ids));
        for (int i = 0; i < 59; ++i)
            EXPECT_EQ(ids[static_cast<std::size_t>(i)], i);
        EXPECT_FALSE(dataset->read(58, std::span(ids).first(2)));
        EXPECT_FALSE(dataset->read(~std::uint64_t{0}, std::span(ids).first(2)));
    }
}

/// Any single damaged byte is refused at opening, or found by verify(), and never crashes.
TEST(TokenDataset, damagedShard_isFound) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {20, 30}, 1000);
    const auto path = folder / "train-0.tokens";
    const std::string good = readText(path);
    std::mt19937 random(3);
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ static_cast<char>(1U << (random() % 8)));
        writeFile(path, bad);
        const auto dataset = TokenDataset::open(folder.path(), Split::Train);
        if (dataset) {
            EXPECT_FALSE(dataset->verify()) << "byte " << i;
            std::vector<TokenId> ids(50);
            (void)dataset->read(0, ids);
        }
    }
    for (std::size_t length = 0; length < good.size(); ++length) {
        writeFile(path, good.substr(0, length));
        EXPECT_FALSE(TokenDataset::open(folder.path(), Split::Train)) << "length " << length;
    }
}

/// A header with a right checksum and absurd counts.
TEST(TokenDataset, hugeCounts_areRefused) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {20, 30}, 1000);
    const auto path = folder / "train-0.tokens";
    const std::string good = readText(path);
    for (const std::size_t field : {24U, 32U})
        for (const std::uint64_t value : {~std::uint64_t{0}, std::uint64_t{1} << 62, std::uint64_t{51}}) {
            std::string bad = good;
            std::memcpy(bad.data() + field, &value, sizeof value);
            const std::uint64_t checksum = hash64(std::string_view(bad).substr(0, 56));
            std::memcpy(bad.data() + 56, &checksum, sizeof checksum);
            writeFile(path, bad);
            const auto dataset = TokenDataset::open(folder.path(), Split::Train);
            ASSERT_FALSE(dataset);
            EXPECT_EQ(dataset.error().code, ErrorCode::Corrupt);
        }
}

TEST(TokenDataset, newerVersion_isRefusedByName) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {20}, 1000);
    const auto path = folder / "train-0.tokens";
    std::string bytes = readText(path);
    bytes[8] = 9;
    writeFile(path, bytes);
    const auto dataset = TokenDataset::open(folder.path(), Split::Train);
    ASSERT_FALSE(dataset);
    EXPECT_EQ(dataset.error().code, ErrorCode::UnsupportedVersion);
    EXPECT_THAT(dataset.error().message, ::testing::HasSubstr("version 9"));
}

TEST(TokenDataset, unfinishedPreparation_isRefused) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {20}, 1000);
    auto manifest = *readManifest(folder.path());
    manifest.complete = false;
    ASSERT_TRUE(writeManifest(folder.path(), manifest));
    const auto dataset = TokenDataset::open(folder.path(), Split::Train);
    ASSERT_FALSE(dataset);
    EXPECT_EQ(dataset.error().code, ErrorCode::InvalidArgument);
}

TEST(PackedSampler, anEpoch_givesEverySequenceOnce) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {101, 300}, 64);
    const auto dataset = TokenDataset::open(folder.path(), Split::Train);
    ASSERT_TRUE(dataset);
    auto sampler = PackedSampler::create(*dataset, 10, 7);
    ASSERT_TRUE(sampler);
    ASSERT_EQ(sampler->sequencesPerEpoch(), 40U);
    std::vector<TokenId> firsts[2];
    for (auto& epoch : firsts)
        for (int i = 0; i < 40; ++i) {
            const auto tokens = sampler->next();
            ASSERT_TRUE(tokens);
            ASSERT_EQ(tokens->size(), 11U);
            EXPECT_EQ(tokens->back(), tokens->front() + 10);
            epoch.push_back(tokens->front());
        }
    EXPECT_NE(firsts[0], firsts[1]);
    for (auto& epoch : firsts) {
        std::ranges::sort(epoch);
        for (int i = 0; i < 40; ++i)
            EXPECT_EQ(epoch[static_cast<std::size_t>(i)], 10 * i);
    }
}

TEST(PackedSampler, seek_continuesTheSameOrder) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {500}, 64);
    const auto dataset = TokenDataset::open(folder.path(), Split::Train);
    auto whole = PackedSampler::create(*dataset, 10, 7), rest = PackedSampler::create(*dataset, 10, 7);
    rest->seek(60);
    for (int i = 0; i < 60; ++i)
        ASSERT_TRUE(whole->next());
    for (int i = 0; i < 60; ++i)
        EXPECT_EQ(*whole->next(), *rest->next());
}

TEST(DocumentLanes, everyDocument_isReadInOrderOncePerEpoch) {
    const TemporaryFolder folder;
    const std::vector<std::uint64_t> lengths{33, 7, 100, 21, 1, 64};
    writeCountingDataset(folder.path(), lengths, 50);
    const auto dataset = TokenDataset::open(folder.path(), Split::Train);
    auto lanes = DocumentLanes::create(*dataset, 2, 16, 2, 5);
    ASSERT_TRUE(lanes);
    std::vector<std::uint64_t> expectedOffset(2, 0), document(2, 0);
    std::set<std::uint64_t> finished;
    for (int step = 0; finished.size() < 5; ++step) { // the one of a single token predicts nothing
        ASSERT_LT(step, 30);
        const auto segments = lanes->next();
        ASSERT_TRUE(segments);
        for (std::size_t lane = 0; lane < 2; ++lane) {
            const auto& segment = (*segments)[lane];
            if (segment.begins) {
                EXPECT_EQ(segment.offset, 0U);
                document[lane] = segment.document;
            } else {
                EXPECT_EQ(segment.document, document[lane]);
                EXPECT_EQ(segment.offset, expectedOffset[lane]);
            }
            expectedOffset[lane] = segment.offset + 16;
            const DocumentSpan& span = dataset->documents()[segment.document];
            EXPECT_EQ(segment.tokens.front(), static_cast<TokenId>(span.begin + segment.offset));
            if (span.begin + segment.offset + segment.tokens.size() == span.end)
                finished.insert(segment.document);
        }
    }
}

TEST(DocumentLanes, seek_continuesTheSameSegments) {
    const TemporaryFolder folder;
    writeCountingDataset(folder.path(), {33, 7, 100, 21, 64}, 50);
    const auto dataset = TokenDataset::open(folder.path(), Split::Train);
    auto whole = DocumentLanes::create(*dataset, 3, 16, 2, 5),
         rest = DocumentLanes::create(*dataset, 3, 16, 2, 5);
    for (int i = 0; i < 17; ++i)
        ASSERT_TRUE(whole->next());
    ASSERT_TRUE(rest->seek(whole->position()));
    for (int i = 0; i < 30; ++i) {
        const auto a = *whole->next(), b = *rest->next();
        for (std::size_t lane = 0; lane < 3; ++lane) {
            EXPECT_EQ(a[lane].tokens, b[lane].tokens);
            EXPECT_EQ(a[lane].begins, b[lane].begins);
        }
    }
    auto other = DocumentLanes::create(*dataset, 2, 16, 2, 5);
    EXPECT_FALSE(other->seek(whole->position()));
}

} // namespace
} // namespace memlong::test
