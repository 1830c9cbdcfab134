#include <gtest/gtest.h>

#include "engine/memory/memory_bank.h"

namespace memlong {
namespace {

std::shared_ptr<const KvBlock> blockOf(int tokens) {
    auto block = std::make_shared<KvBlock>();
    block->kvHeads = 2;
    block->headDim = 4;
    block->tokens = tokens;
    block->data.resize(KvBlock::sizeBytes(block->type, 2, 4, tokens));
    return block;
}

std::vector<ChunkId> insert(MemoryBank& bank, ChunkId chunk, int tokens, bool pinned = false) {
    auto evicted = bank.insert({.chunk = chunk, .tokens = tokens, .pinned = pinned}, blockOf(tokens));
    EXPECT_TRUE(evicted) << evicted.error().message;
    return evicted ? *evicted : std::vector<ChunkId>{};
}

TEST(KvBlock, sizes_followTheType) {
    EXPECT_EQ(KvBlock::sizeBytes(KvBlock::Type::F32, 2, 4, 3), 2u * 2 * 3 * 4 * 4);
    EXPECT_EQ(KvBlock::sizeBytes(KvBlock::Type::Bf16, 2, 4, 3), 2u * 2 * 3 * 4 * 2);
    EXPECT_EQ(KvBlock::sizeBytes(KvBlock::Type::Int8, 2, 4, 3), 2u * 2 * 3 * 4 + 2u * 2 * 3 * 4);
    EXPECT_EQ(KvBlock::sizeBytes(KvBlock::Type::F32, -1, 4, 3), 0u);
}

TEST(MemoryBank, fullOfTen_overflowDropsFiveByTheRule) {
    MemoryBank bank({.budgetTokens = 100});
    for (ChunkId chunk = 1; chunk <= 10; ++chunk)
        EXPECT_TRUE(insert(bank, chunk, 10).empty());
    const std::vector<ChunkId> retrieved{2, 4, 6, 8};
    bank.trigger(retrieved);
    EXPECT_EQ(insert(bank, 11, 10), (std::vector<ChunkId>{1, 3, 5, 7, 9}));
    EXPECT_EQ(bank.stats().residentTokens, 60u);
    EXPECT_EQ(bank.stats().residentChunks, 6u);
    EXPECT_EQ(bank.stats().evictions, 5u);
    EXPECT_EQ(bank.find(1), nullptr);
    ASSERT_NE(bank.find(2), nullptr);
    EXPECT_EQ(bank.find(2)->tokens, 10);
}

TEST(MemoryBank, chunkOfTheWholeBudget_replacesAllOthers) {
    MemoryBank bank({.budgetTokens = 50});
    insert(bank, 1, 20);
    insert(bank, 2, 20);
    EXPECT_EQ(insert(bank, 3, 50), (std::vector<ChunkId>{1, 2}));
    EXPECT_EQ(insert(bank, 4, 1), (std::vector<ChunkId>{3}));
}

TEST(MemoryBank, chunkLargerThanTheBudget_isRefusedAndNothingLeaves) {
    MemoryBank bank({.budgetTokens = 50});
    insert(bank, 1, 20);
    const auto refused = bank.insert({.chunk = 2, .tokens = 51}, blockOf(51));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(bank.stats().residentChunks, 1u);
}

TEST(MemoryBank, blockOfAnotherLength_isRefused) {
    MemoryBank bank({.budgetTokens = 50});
    EXPECT_FALSE(bank.insert({.chunk = 1, .tokens = 5}, blockOf(4)));
    EXPECT_FALSE(bank.insert({.chunk = 1, .tokens = 5}, nullptr));
    EXPECT_FALSE(bank.insert({.chunk = 1, .tokens = 0}, blockOf(0)));
}

TEST(MemoryBank, residentChunkAgain_getsTheNewBlockAndKeepsItsAge) {
    MemoryBank bank({.budgetTokens = 50});
    insert(bank, 1, 20);
    insert(bank, 2, 20);
    const auto newer = blockOf(20);
    ASSERT_TRUE(bank.insert({.chunk = 1, .tokens = 20}, newer));
    EXPECT_EQ(bank.find(1), newer);
    EXPECT_EQ(bank.entries().front().chunk, 1);
    EXPECT_EQ(bank.stats().residentTokens, 40u);
}

TEST(MemoryBank, pinnedChunks_neverLeaveAndMayNotFillTheBank) {
    MemoryBank bank({.budgetTokens = 40});
    insert(bank, 1, 20, true);
    EXPECT_FALSE(bank.insert({.chunk = 2, .tokens = 20, .pinned = true}, blockOf(20)));
    for (ChunkId chunk = 3; chunk < 30; ++chunk)
        insert(bank, chunk, 20);
    EXPECT_NE(bank.find(1), nullptr);
    const auto fills = bank.setPinned(29, true);
    ASSERT_FALSE(fills);
    EXPECT_EQ(fills.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(bank.insert({.chunk = 40, .tokens = 21}, blockOf(21)));
    ASSERT_TRUE(bank.setPinned(1, false));
    insert(bank, 40, 21);
    EXPECT_EQ(bank.setPinned(1000, true).error().code, ErrorCode::NotFound);
}

TEST(MemoryBank, pinsFillAllButTheNewest_theNewestStillMakesRoom) {
    MemoryBank bank({.budgetTokens = 200});
    for (ChunkId chunk = 1; chunk <= 19; ++chunk)
        insert(bank, chunk, 10, true);
    insert(bank, 20, 10);
    EXPECT_EQ(insert(bank, 21, 10), (std::vector<ChunkId>{20}));
}

TEST(MemoryBank, archiveScope_remembersCountersOfEvictedChunks) {
    MemoryBank bank({.budgetTokens = 10});
    insert(bank, 1, 10);
    const std::vector<ChunkId> one{1};
    bank.trigger(one);
    EXPECT_EQ(insert(bank, 2, 10), one);
    bank.trigger(one);
    EXPECT_EQ(bank.triggers(1), 2u);
    insert(bank, 1, 10);
    EXPECT_EQ(bank.entries().front().triggers, 2u);
}

TEST(MemoryBank, paperScope_forgetsEvictedChunks) {
    MemoryBank bank({.budgetTokens = 10, .scope = BankScope::Paper});
    insert(bank, 1, 10);
    const std::vector<ChunkId> one{1};
    bank.trigger(one);
    insert(bank, 2, 10);
    bank.trigger(one);
    EXPECT_EQ(bank.triggers(1), 0u);
}

TEST(MemoryBank, restoredCounters_countInTheNextEviction) {
    MemoryBank bank({.budgetTokens = 40, .alwaysDropFraction = 0});
    for (ChunkId chunk = 1; chunk <= 4; ++chunk)
        insert(bank, chunk, 10);
    bank.setTriggers(1, 7);
    EXPECT_EQ(insert(bank, 5, 10), (std::vector<ChunkId>{2, 3}));
}

TEST(MemoryBank, eraseAndClear_leaveNothingBehind) {
    MemoryBank bank({.budgetTokens = 40});
    insert(bank, 1, 10, true);
    insert(bank, 2, 10);
    const std::vector<ChunkId> gone{1, 77};
    bank.trigger(gone);
    bank.erase(gone);
    EXPECT_EQ(bank.stats().residentTokens, 10u);
    EXPECT_EQ(bank.triggers(1), 0u);
    bank.clear();
    EXPECT_EQ(bank.stats().residentBytes, 0u);
    EXPECT_TRUE(bank.entries().empty());
}

} // namespace
} // namespace memlong
