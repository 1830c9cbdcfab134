#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "engine/base/byte_rows.h"
#include "engine/memory/byte_dot.h"
#include "engine/memory/vector_index.h"

namespace memlong {
namespace {

std::vector<float> unitRow(std::mt19937& random, int dimension) {
    std::normal_distribution<float> normal;
    std::vector<float> row(static_cast<std::size_t>(dimension));
    float square = 0;
    for (auto& value : row) {
        value = normal(random);
        square += value * value;
    }
    for (auto& value : row)
        value /= std::sqrt(square);
    return row;
}

std::vector<ChunkId> idsOf(const std::vector<VectorHit>& hits) {
    std::vector<ChunkId> ids;
    for (const auto& hit : hits)
        ids.push_back(hit.chunk);
    return ids;
}

TEST(VectorIndex, empty_findsNothing) {
    const VectorIndex index(3);
    EXPECT_TRUE(index.search(std::vector<float>{1, 0, 0}, 5).empty());
    EXPECT_EQ(index.rows(), 0u);
}

TEST(VectorIndex, chunkWithSeveralRows_countsByItsBestAndOnce) {
    VectorIndex index(2);
    index.add(7, std::vector<float>{1, 0, 0.5f, 0, 0.25f, 0});
    index.add(3, std::vector<float>{0.75f, 0});
    const auto hits = index.search(std::vector<float>{1, 0}, 5);
    EXPECT_EQ(idsOf(hits), (std::vector<ChunkId>{7, 3}));
    EXPECT_FLOAT_EQ(hits[0].score, 1.0f);
    EXPECT_EQ(index.rows(), 4u);
    EXPECT_EQ(index.chunks(), 2u);
}

TEST(VectorIndex, ties_comeByAscendingId) {
    VectorIndex index(2);
    for (const ChunkId chunk : {9, 4, 6, 1})
        index.add(chunk, std::vector<float>{0.5f, 0.5f});
    EXPECT_EQ(idsOf(index.search(std::vector<float>{1, 1}, 3)), (std::vector<ChunkId>{1, 4, 6}));
}

TEST(VectorIndex, maskedChunks_arePassedOver) {
    VectorIndex index(2);
    index.add(1, std::vector<float>{1, 0});
    index.add(2, std::vector<float>{0.5f, 0});
    const std::vector<ChunkId> masked{1, 99};
    EXPECT_EQ(idsOf(index.search(std::vector<float>{1, 0}, 5, masked)), (std::vector<ChunkId>{2}));
}

TEST(VectorIndex, notANumber_isNeverFound) {
    VectorIndex index(2);
    index.add(1, std::vector<float>{NAN, 0});
    index.add(2, std::vector<float>{0.1f, 0});
    EXPECT_EQ(idsOf(index.search(std::vector<float>{1, 0}, 5)), (std::vector<ChunkId>{2}));
}

TEST(VectorIndex, wrongWidth_throws) {
    VectorIndex index(2);
    EXPECT_THROW(index.add(1, std::vector<float>{1, 2, 3}), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(index.search(std::vector<float>{1}, 3)), std::invalid_argument);
}

TEST(VectorIndex, randomAddsAndRemovals_equalBruteForce) {
    constexpr int kDimension = 24;
    for (unsigned seed = 0; seed < 15; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        VectorIndex index(kDimension);
        std::map<ChunkId, std::vector<std::vector<float>>> model;
        std::size_t rows = 0;
        for (int step = 0; step < 400; ++step) {
            const auto chunk = static_cast<ChunkId>(random() % 200);
            if (random() % 4 == 0) {
                const std::vector<ChunkId> gone{chunk, chunk + 1};
                index.remove(gone);
                for (const auto id : gone) {
                    rows -= model.contains(id) ? model[id].size() : 0;
                    model.erase(id);
                }
            } else {
                const auto row = unitRow(random, kDimension);
                index.add(chunk, row);
                model[chunk].push_back(row);
                ++rows;
            }
            ASSERT_EQ(index.rows(), rows);
            ASSERT_EQ(index.chunks(), model.size());
        }
        const auto query = unitRow(random, kDimension);
        const auto hits = index.search(query, 1000);
        ASSERT_EQ(hits.size(), model.size());
        for (std::size_t i = 0; i < hits.size(); ++i) {
            float best = -2;
            for (const auto& row : model[hits[i].chunk]) {
                float product = 0;
                for (int d = 0; d < kDimension; ++d)
                    product += row[static_cast<std::size_t>(d)] * query[static_cast<std::size_t>(d)];
                best = std::max(best, product);
            }
            EXPECT_NEAR(hits[i].score, best, 6e-3) << "one byte a number";
            if (i > 0) {
                EXPECT_GE(hits[i - 1].score, hits[i].score);
            }
        }
    }
}

TEST(VectorIndex, manyRows_severalThreadsAgreeWithOneRowAtATime) {
    constexpr int kDimension = 8;
    std::mt19937 random(1);
    VectorIndex index(kDimension);
    std::vector<std::vector<float>> all;
    for (ChunkId chunk = 0; chunk < 40000; ++chunk) {
        all.push_back(unitRow(random, kDimension));
        index.add(chunk, all.back());
    }
    const auto query = unitRow(random, kDimension);
    const auto hits = index.search(query, 20);
    ASSERT_EQ(hits.size(), 20u);
    for (const auto& hit : hits) {
        VectorIndex alone(kDimension);
        alone.add(hit.chunk, all[static_cast<std::size_t>(hit.chunk)]);
        EXPECT_EQ(alone.search(query, 1)[0].score, hit.score);
    }
}

TEST(ByteDot, everyLength_equalsPlainArithmetic) {
    const ByteDot dot = fastByteDot();
    if (dot == nullptr)
        GTEST_SKIP() << "this processor has no AVX2; FAISS's own code is used";
    for (int dimension = 1; dimension < 70; ++dimension) {
        std::vector<float> query;
        std::vector<std::uint8_t> codes;
        float expected = 0;
        for (int i = 0; i < dimension; ++i) {
            query.push_back(static_cast<float>(i - 20));
            codes.push_back(static_cast<std::uint8_t>(i % 3 == 0   ? 1
                                                      : i % 3 == 1 ? 255
                                                                   : 130)); // -127, 127, 2
            expected += query.back() * (i % 3 == 0 ? -127.0f : i % 3 == 1 ? 127.0f : 2.0f);
        }
        EXPECT_EQ(dot(query.data(), codes.data(), dimension), expected) << dimension;
    }
}

TEST(ByteRows, codingDecodedValuesAgain_givesTheSameCodes) {
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i) {
        const auto row = unitRow(random, 256);
        std::vector<std::uint8_t> codes(row.size()), again(row.size());
        const float scale = encodeByteRow(row, codes.data());
        std::vector<float> decoded;
        for (std::size_t d = 0; d < row.size(); ++d) {
            decoded.push_back(static_cast<float>(codes[d] - 128) * scale);
            EXPECT_NEAR(decoded.back(), row[d], 0.51f * scale);
        }
        EXPECT_NEAR(encodeByteRow(decoded, again.data()), scale, 1e-6f * scale);
        EXPECT_EQ(again, codes);
    }
}

TEST(ByteRows, zerosAndValuesThatAreNone) {
    std::vector<std::uint8_t> codes(3);
    EXPECT_EQ(encodeByteRow(std::vector<float>{0, 0, 0}, codes.data()), 0);
    EXPECT_EQ(codes, (std::vector<std::uint8_t>{128, 128, 128}));
    EXPECT_TRUE(std::isnan(encodeByteRow(std::vector<float>{1, INFINITY, 0}, codes.data())));
    EXPECT_TRUE(std::isnan(encodeByteRow(std::vector<float>{1, NAN, 0}, codes.data())));
    EXPECT_EQ(encodeByteRow(std::vector<float>{1e-44f, 0, 0}, codes.data()), 0);
}

} // namespace
} // namespace memlong
