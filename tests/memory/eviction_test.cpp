// The rule of DESIGN 2.4 as a pure function.
#include <gtest/gtest.h>

#include <random>

#include "engine/memory/memory_bank.h"

namespace memlong {
namespace {

std::vector<BankEntry> entriesWith(const std::vector<std::uint64_t>& triggers) {
    std::vector<BankEntry> list;
    for (std::size_t i = 0; i < triggers.size(); ++i)
        list.push_back(
            {.chunk = static_cast<ChunkId>(i + 1), .tokens = 1, .triggers = triggers[i], .order = i + 1});
    return list;
}

using Indices = std::vector<std::size_t>;

TEST(ChooseEvictions, ofTenChunks_dropsTheOldestAndTheLeastRetrievedOfTheMiddle) {
    const auto list = entriesWith({9, 5, 0, 3, 0, 7, 1, 8, 2, 0});
    EXPECT_EQ(chooseEvictions(list, 5, {}), (Indices{0, 2, 4, 6, 8}));
}

TEST(ChooseEvictions, equalCounters_leaveOldestFirst) {
    const auto list = entriesWith(std::vector<std::uint64_t>(20, 4));
    EXPECT_EQ(chooseEvictions(list, 10, {}), (Indices{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(ChooseEvictions, newestTenth_staysThoughNeverRetrieved) {
    std::vector<std::uint64_t> triggers(20, 100);
    triggers[18] = triggers[19] = 0;
    const auto chosen = chooseEvictions(entriesWith(triggers), 20, {});
    EXPECT_EQ(chosen.size(), 18u);
    EXPECT_EQ(chosen.back(), 17u);
}

TEST(ChooseEvictions, oldestTenth_leavesThoughOftenRetrieved) {
    std::vector<std::uint64_t> triggers(30, 0);
    triggers[0] = triggers[1] = triggers[2] = 1000;
    const auto chosen = chooseEvictions(entriesWith(triggers), 1, {});
    EXPECT_EQ(chosen, (Indices{0, 1, 2}));
}

TEST(ChooseEvictions, pinnedOnes_areSkippedAndOthersLeaveInstead) {
    auto list = entriesWith(std::vector<std::uint64_t>(10, 0));
    list[0].pinned = list[1].pinned = list[2].pinned = true;
    EXPECT_EQ(chooseEvictions(list, 5, {}), (Indices{3, 4, 5, 6, 7}));
    for (auto& entry : list)
        entry.pinned = true;
    EXPECT_TRUE(chooseEvictions(list, 5, {}).empty());
}

TEST(ChooseEvictions, fifo_ignoresCounters) {
    const auto list = entriesWith({9, 8, 7, 0, 0});
    EXPECT_EQ(chooseEvictions(list, 3, {.policy = EvictionPolicy::Fifo}), (Indices{0, 1, 2}));
}

TEST(ChooseEvictions, nothingAndOne_areFine) {
    EXPECT_TRUE(chooseEvictions({}, 3, {}).empty());
    EXPECT_EQ(chooseEvictions(entriesWith({5}), 1, {}), (Indices{0}));
}

TEST(ChooseEvictions, anyCounters_keepTheRule) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        std::vector<std::uint64_t> triggers(random() % 120);
        for (auto& count : triggers)
            count = random() % 6;
        auto list = entriesWith(triggers);
        for (auto& entry : list)
            entry.pinned = random() % 7 == 0;
        const std::size_t count = list.size();
        const std::size_t wanted = (count + 1) / 2;
        const auto chosen = chooseEvictions(list, wanted, {});

        std::vector<bool> leaves(count, false);
        for (const auto index : chosen) {
            ASSERT_LT(index, count - count / 10);
            ASSERT_FALSE(list[index].pinned);
            ASSERT_FALSE(leaves[index]) << "chosen twice";
            leaves[index] = true;
        }
        std::size_t unpinnedBelow = 0;
        for (std::size_t i = 0; i < count - count / 10; ++i)
            unpinnedBelow += list[i].pinned ? 0 : 1;
        ASSERT_EQ(chosen.size(), std::min(wanted, unpinnedBelow));
        for (std::size_t i = 0; i < count / 10; ++i)
            ASSERT_TRUE(leaves[i] || list[i].pinned) << "the oldest tenth leaves";
        // In the middle nobody who leaves was retrieved more often than one who stays.
        for (std::size_t gone = count / 10; gone < count - count / 10; ++gone) {
            for (std::size_t stays = count / 10; leaves[gone] && stays < count - count / 10; ++stays) {
                if (leaves[stays] || list[stays].pinned)
                    continue;
                ASSERT_LE(triggers[gone], triggers[stays]);
                if (triggers[gone] == triggers[stays]) {
                    ASSERT_LT(gone, stays);
                }
            }
        }
    }
}

} // namespace
} // namespace memlong
