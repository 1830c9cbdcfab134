// Random operations on a bank and a vector index side by side, against a plain model of what must be known.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "engine/memory/memory_bank.h"

namespace memlong {
namespace {

constexpr int kDimension = 4;

struct Run {
    std::vector<std::vector<ChunkId>> evictions;
    std::vector<ChunkId> resident;
};

class Trial {
public:
    Trial(unsigned seed, EvictionPolicy policy, BankScope scope)
        : m_random(seed), m_settings{.budgetTokens = 1 + m_random() % 600, .policy = policy, .scope = scope},
          m_bank(m_settings) {}

    Run run(int steps) {
        Run result;
        for (int step = 0; step < steps && !testing::Test::HasFatalFailure(); ++step) {
            switch (m_random() % 8) {
            case 0:
                triggerSome();
                break;
            case 1:
                pinOne();
                break;
            case 2:
                eraseOne();
                break;
            default:
                insertOne(result);
                break;
            }
            check();
        }
        for (const auto& entry : m_bank.entries())
            result.resident.push_back(entry.chunk);
        return result;
    }

private:
    ChunkId someChunk() { return 1 + static_cast<ChunkId>(m_random() % 60); }

    void insertOne(Run& result) {
        const ChunkId chunk = someChunk();
        const int tokens = m_tokens.contains(chunk) ? m_tokens[chunk] : 1 + static_cast<int>(m_random() % 97);
        const bool pinned = m_random() % 11 == 0;
        const auto before = m_bank.entries();
        auto block = std::make_shared<KvBlock>();
        block->tokens = tokens;
        block->data.resize(static_cast<std::size_t>(chunk));
        const auto evicted = m_bank.insert({.chunk = chunk, .tokens = tokens, .pinned = pinned}, block);
        if (!evicted) {
            EXPECT_EQ(evicted.error().code, ErrorCode::InvalidArgument);
            std::uint64_t pinnedTokens = 0;
            for (const auto& entry : before)
                pinnedTokens += entry.pinned ? static_cast<std::uint64_t>(entry.tokens) : 0;
            EXPECT_GE(pinnedTokens + static_cast<std::uint64_t>(tokens) + (pinned ? 1 : 0),
                      m_settings.budgetTokens);
            EXPECT_EQ(m_bank.entries().size(), before.size()) << "a refused chunk evicts nothing";
            return;
        }
        checkEvicted(before, *evicted);
        m_tokens[chunk] = tokens;
        m_resident.insert(chunk);
        if (m_index.chunks() < 60) {
            const std::vector<float> rows(kDimension * (1 + m_random() % 3), static_cast<float>(chunk) / 64);
            m_index.remove(std::vector<ChunkId>{chunk});
            m_index.add(chunk, rows);
        }
        for (const ChunkId gone : *evicted) {
            m_resident.erase(gone);
            if (m_settings.scope == BankScope::Paper) {
                m_index.remove(std::vector<ChunkId>{gone});
                m_counters.erase(gone);
            }
        }
        result.evictions.push_back(*evicted);
    }

    void checkEvicted(const std::vector<BankEntry>& before, const std::vector<ChunkId>& evicted) {
        const std::set<ChunkId> gone(evicted.begin(), evicted.end());
        EXPECT_EQ(gone.size(), evicted.size());
        std::size_t unpinnedStaying = 0;
        std::map<ChunkId, std::size_t> place;
        for (std::size_t i = 0; i < before.size(); ++i) {
            place[before[i].chunk] = i;
            unpinnedStaying += !before[i].pinned && !gone.contains(before[i].chunk) ? 1 : 0;
        }
        for (const ChunkId chunk : evicted) {
            ASSERT_TRUE(place.contains(chunk));
            EXPECT_FALSE(before[place[chunk]].pinned);
        }
        // One round of the policy: nobody of the newest tenth leaves while another unpinned one stays.
        if (m_settings.policy == EvictionPolicy::Counter && gone.size() <= (before.size() + 1) / 2 &&
            unpinnedStaying > before.size() / 10) {
            for (const ChunkId chunk : evicted)
                EXPECT_LT(place[chunk], before.size() - before.size() / 10);
        }
    }

    void triggerSome() {
        std::vector<ChunkId> chunks;
        for (unsigned i = m_random() % 8; i > 0; --i)
            chunks.push_back(someChunk());
        m_bank.trigger(chunks);
        for (const ChunkId chunk : chunks) {
            if (m_settings.scope == BankScope::Archive || m_resident.contains(chunk))
                ++m_counters[chunk];
        }
    }

    void pinOne() {
        const auto outcome = m_bank.setPinned(someChunk(), m_random() % 2 == 0);
        if (!outcome) {
            EXPECT_NE(outcome.error().code, ErrorCode::Internal);
        }
    }

    void eraseOne() {
        const std::vector<ChunkId> chunk{someChunk()};
        m_bank.erase(chunk);
        m_index.remove(chunk);
        m_resident.erase(chunk[0]);
        m_counters.erase(chunk[0]);
        m_tokens.erase(chunk[0]);
    }

    void check() {
        const auto entries = m_bank.entries();
        const auto stats = m_bank.stats();
        std::uint64_t tokens = 0, bytes = 0;
        std::set<ChunkId> resident;
        for (const auto& entry : entries) {
            const auto block = m_bank.find(entry.chunk);
            ASSERT_NE(block, nullptr) << "resident without a block";
            EXPECT_EQ(block->tokens, entry.tokens);
            EXPECT_EQ(block->data.size(), static_cast<std::size_t>(entry.chunk))
                << "the block of another chunk";
            tokens += static_cast<std::uint64_t>(entry.tokens);
            bytes += block->data.size();
            resident.insert(entry.chunk);
            EXPECT_EQ(entry.triggers, m_counters[entry.chunk]);
        }
        EXPECT_LE(tokens, m_settings.budgetTokens) << "over budget";
        EXPECT_EQ(stats.residentTokens, tokens);
        EXPECT_EQ(stats.residentBytes, bytes);
        EXPECT_EQ(stats.residentChunks, entries.size());
        EXPECT_EQ(resident, m_resident);
        for (const auto& [chunk, count] : m_counters)
            EXPECT_EQ(m_bank.triggers(chunk), count);

        // Whatever is resident is found by a search; under Paper scope nothing else is.
        std::set<ChunkId> found;
        for (const auto& hit : m_index.search(std::vector<float>(kDimension, 1.0f), 1000))
            found.insert(hit.chunk);
        for (const ChunkId chunk : resident)
            EXPECT_TRUE(found.contains(chunk));
        if (m_settings.scope == BankScope::Paper) {
            EXPECT_EQ(found, resident);
        }
    }

    std::mt19937 m_random;
    BankSettings m_settings;
    MemoryBank m_bank;
    VectorIndex m_index{kDimension};
    std::set<ChunkId> m_resident;
    std::map<ChunkId, std::uint64_t> m_counters;
    std::map<ChunkId, int> m_tokens;
};

TEST(MemoryBankProperties, randomOperations_keepEveryInvariant) {
    for (unsigned seed = 0; seed < 120; ++seed) {
        for (const auto policy : {EvictionPolicy::Counter, EvictionPolicy::Fifo}) {
            for (const auto scope : {BankScope::Archive, BankScope::Paper}) {
                SCOPED_TRACE("seed " + std::to_string(seed) + ", policy " +
                             std::to_string(static_cast<int>(policy)) + ", scope " +
                             std::to_string(static_cast<int>(scope)));
                Trial(seed, policy, scope).run(150);
                if (HasFailure())
                    return;
            }
        }
    }
}

TEST(MemoryBankProperties, sameOperations_sameOutcome) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto first = Trial(seed, EvictionPolicy::Counter, BankScope::Archive).run(300);
        const auto second = Trial(seed, EvictionPolicy::Counter, BankScope::Archive).run(300);
        EXPECT_EQ(first.evictions, second.evictions);
        EXPECT_EQ(first.resident, second.resident);
    }
}

} // namespace
} // namespace memlong
