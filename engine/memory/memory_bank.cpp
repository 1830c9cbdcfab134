#include "engine/memory/memory_bank.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace memlong {
namespace {

struct Resident {
    BankEntry entry;
    std::shared_ptr<const KvBlock> block;
};

} // namespace

struct MemoryBank::State {
    explicit State(BankSettings bankSettings) : settings(bankSettings) {}

    BankSettings settings;
    std::map<std::uint64_t, Resident> byOrder; // oldest first
    std::unordered_map<ChunkId, std::uint64_t> orderOf;
    std::unordered_map<ChunkId, std::uint64_t> counters; // evicted chunks too under Archive scope
    std::uint64_t nextOrder = 1;
    std::uint64_t residentTokens = 0;
    std::uint64_t pinnedTokens = 0;
    std::uint64_t residentBytes = 0;
    std::uint64_t evictions = 0;

    Resident* find(ChunkId chunk) {
        const auto found = orderOf.find(chunk);
        return found == orderOf.end() ? nullptr : &byOrder.at(found->second);
    }

    std::vector<BankEntry> entries() const {
        std::vector<BankEntry> list;
        list.reserve(byOrder.size());
        for (const auto& [order, resident] : byOrder) {
            list.push_back(resident.entry);
            list.back().triggers = counterOf(resident.entry.chunk);
        }
        return list;
    }

    std::uint64_t counterOf(ChunkId chunk) const {
        const auto found = counters.find(chunk);
        return found == counters.end() ? 0 : found->second;
    }

    void removeResident(ChunkId chunk) {
        const auto found = orderOf.find(chunk);
        if (found == orderOf.end())
            return;
        const Resident& resident = byOrder.at(found->second);
        const auto tokens = static_cast<std::uint64_t>(resident.entry.tokens);
        residentTokens -= tokens;
        if (resident.entry.pinned)
            pinnedTokens -= tokens;
        residentBytes -= resident.block->data.size();
        byOrder.erase(found->second);
        orderOf.erase(found);
    }

    /// One overflow: half of the chunks leave by the policy. When pins fill everything but the protected
    /// newest part, its oldest unpinned chunk leaves, since otherwise nothing could enter any more.
    std::vector<ChunkId> evictOnce() {
        const auto list = entries();
        const auto wanted = static_cast<std::size_t>(
            std::ceil(std::clamp(settings.dropFraction, 0.0, 1.0) * static_cast<double>(list.size()) - 1e-9));
        auto indices = chooseEvictions(list, std::max<std::size_t>(1, wanted), settings);
        if (indices.empty()) {
            const auto oldest =
                std::find_if(list.begin(), list.end(), [](const auto& e) { return !e.pinned; });
            if (oldest == list.end())
                return {};
            indices.push_back(static_cast<std::size_t>(oldest - list.begin()));
        }
        std::vector<ChunkId> evicted;
        for (const auto index : indices) {
            const ChunkId chunk = list[index].chunk;
            removeResident(chunk);
            if (settings.scope == BankScope::Paper)
                counters.erase(chunk);
            evicted.push_back(chunk);
        }
        evictions += evicted.size();
        return evicted;
    }
};

MemoryBank::MemoryBank(BankSettings settings) : m_state(std::make_unique<State>(settings)) {}
MemoryBank::~MemoryBank() = default;
MemoryBank::MemoryBank(MemoryBank&&) noexcept = default;
MemoryBank& MemoryBank::operator=(MemoryBank&&) noexcept = default;

Result<std::vector<ChunkId>> MemoryBank::insert(BankEntry entry, std::shared_ptr<const KvBlock> block) {
    State& state = *m_state;
    const std::string name = "chunk " + std::to_string(entry.chunk);
    if (entry.tokens <= 0 || block == nullptr || block->tokens != entry.tokens)
        return makeError(ErrorCode::InvalidArgument, name + " has no keys and values for its tokens");
    if (Resident* resident = state.find(entry.chunk)) {
        if (resident->entry.tokens != entry.tokens)
            return makeError(ErrorCode::InvalidArgument, name + " is in the memory with another length");
        state.residentBytes += block->data.size();
        state.residentBytes -= resident->block->data.size();
        resident->block = std::move(block);
        return std::vector<ChunkId>{};
    }

    const auto tokens = static_cast<std::uint64_t>(entry.tokens);
    const std::uint64_t budget = state.settings.budgetTokens;
    if (tokens > budget)
        return makeError(ErrorCode::InvalidArgument, name + " has " + std::to_string(tokens) +
                                                         " tokens, more than the memory budget of " +
                                                         std::to_string(budget) + "; raise the budget");
    const std::uint64_t pinnedAfter = state.pinnedTokens + tokens;
    if (pinnedAfter > budget || (entry.pinned && pinnedAfter >= budget))
        return makeError(ErrorCode::InvalidArgument,
                         "pinned chunks leave no room for " + name +
                             " in the memory; unpin some or raise the memory budget");

    std::vector<ChunkId> evicted;
    while (state.residentTokens + tokens > budget) {
        const auto gone = state.evictOnce();
        if (gone.empty())
            return makeError(ErrorCode::Internal, "the memory is full and nothing can leave it");
        evicted.insert(evicted.end(), gone.begin(), gone.end());
    }

    entry.order = state.nextOrder++;
    auto& counter = state.counters[entry.chunk];
    counter = std::max(counter, entry.triggers);
    state.residentTokens += tokens;
    if (entry.pinned)
        state.pinnedTokens += tokens;
    state.residentBytes += block->data.size();
    state.orderOf[entry.chunk] = entry.order;
    state.byOrder.emplace(entry.order, Resident{entry, std::move(block)});
    return evicted;
}

std::shared_ptr<const KvBlock> MemoryBank::find(ChunkId chunk) const {
    const Resident* resident = m_state->find(chunk);
    return resident == nullptr ? nullptr : resident->block;
}

void MemoryBank::trigger(std::span<const ChunkId> chunks) {
    for (const ChunkId chunk : chunks) {
        if (m_state->settings.scope == BankScope::Archive || m_state->orderOf.contains(chunk))
            ++m_state->counters[chunk];
    }
}

std::uint64_t MemoryBank::triggers(ChunkId chunk) const {
    return m_state->counterOf(chunk);
}

void MemoryBank::setTriggers(ChunkId chunk, std::uint64_t count) {
    m_state->counters[chunk] = count;
}

Result<void> MemoryBank::setPinned(ChunkId chunk, bool pinned) {
    Resident* resident = m_state->find(chunk);
    if (resident == nullptr)
        return makeError(ErrorCode::NotFound,
                         "chunk " + std::to_string(chunk) + " is not in the resident memory");
    if (resident->entry.pinned == pinned)
        return {};
    const auto tokens = static_cast<std::uint64_t>(resident->entry.tokens);
    if (pinned && m_state->pinnedTokens + tokens >= m_state->settings.budgetTokens)
        return makeError(ErrorCode::InvalidArgument,
                         "pinning chunk " + std::to_string(chunk) +
                             " would fill the whole memory; unpin others or raise the memory budget");
    m_state->pinnedTokens = pinned ? m_state->pinnedTokens + tokens : m_state->pinnedTokens - tokens;
    resident->entry.pinned = pinned;
    return {};
}

void MemoryBank::erase(std::span<const ChunkId> chunks) {
    for (const ChunkId chunk : chunks) {
        m_state->removeResident(chunk);
        m_state->counters.erase(chunk);
    }
}

void MemoryBank::clear() {
    m_state->byOrder.clear();
    m_state->orderOf.clear();
    m_state->counters.clear();
    m_state->residentTokens = 0;
    m_state->pinnedTokens = 0;
    m_state->residentBytes = 0;
}

std::vector<BankEntry> MemoryBank::entries() const {
    return m_state->entries();
}

BankStats MemoryBank::stats() const {
    return {.budgetTokens = m_state->settings.budgetTokens,
            .residentTokens = m_state->residentTokens,
            .residentBytes = m_state->residentBytes,
            .residentChunks = m_state->byOrder.size(),
            .evictions = m_state->evictions};
}

const BankSettings& MemoryBank::settings() const {
    return m_state->settings;
}

} // namespace memlong
