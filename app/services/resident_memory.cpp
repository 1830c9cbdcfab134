#include "app/services/resident_memory.h"

#include <sstream>

#include "app/services/kv_codec.h"
#include "app/services/settings.h"
#include "engine/base/log.h"

namespace memlong {
namespace {

/// Stands for keys and values that are on disk only.
std::shared_ptr<const KvBlock> recordOnly(int tokens) {
    auto block = std::make_shared<KvBlock>();
    block->tokens = tokens;
    return block;
}

} // namespace

ResidentMemory::ResidentMemory(BankSettings settings, std::string decoder, std::uint64_t evictions)
    : m_bank(settings), m_decoder(std::move(decoder)), m_earlierEvictions(evictions) {}

Result<ResidentMemory> ResidentMemory::open(const SessionStore& store) {
    BankSettings bank;
    MEMLONG_ASSIGN(bank.budgetTokens, settings::number(store, settings::kBudgetTokens, kDefaultBudgetTokens));
    MEMLONG_ASSIGN(std::string decoder, settings::text(store, settings::kResidentLayout));
    MEMLONG_ASSIGN(const std::uint64_t evictions, settings::number(store, settings::kEvictions, 0));
    ResidentMemory memory(bank, std::move(decoder), evictions);

    std::unordered_set<RowId> known;
    MEMLONG_ASSIGN(const auto rows, store.triggerRows());
    for (const SessionStore::TriggerRow& row : rows) {
        known.insert(row.chunk);
        if (row.triggers > 0)
            memory.m_bank.setTriggers(row.chunk, row.triggers);
        if (row.pinned)
            memory.m_pinned.insert(row.chunk);
    }
    MEMLONG_ASSIGN(const std::string resident, settings::text(store, settings::kResidentChunks));
    std::istringstream in(resident);
    RowId chunk = 0;
    char colon = 0;
    int tokens = 0;
    while (in >> chunk >> colon >> tokens)
        if (colon == ':' && tokens > 0 && known.contains(chunk))
            memory.makeResident(chunk, recordOnly(tokens));
    memory.m_changed = false;
    return memory;
}

void ResidentMemory::useLayout(const KvLayout& layout) {
    if (m_decoder == layout.fingerprint)
        return;
    m_decoder = layout.fingerprint;
    for (const BankEntry& entry : m_bank.entries()) {
        const std::uint64_t triggers = m_bank.triggers(entry.chunk);
        m_bank.erase(std::span(&entry.chunk, 1));
        m_bank.setTriggers(entry.chunk, triggers);
    }
    m_changed = true;
}

void ResidentMemory::makeResident(RowId chunk, std::shared_ptr<const KvBlock> block) {
    BankEntry entry;
    entry.chunk = chunk;
    entry.tokens = block->tokens;
    entry.triggers = m_bank.triggers(chunk);
    entry.pinned = m_pinned.contains(chunk);
    // A chunk that cannot fit takes part in this answer all the same; it does not stay.
    if (const auto inserted = m_bank.insert(entry, std::move(block)); !inserted)
        logInfo(inserted.error().message);
    else
        m_changed = true;
}

Result<std::vector<std::shared_ptr<const KvBlock>>>
ResidentMemory::blocks(SessionStore& store, const ChunkEncoder& encoder, std::span<const ChunkRow> rows,
                       bool writable, const std::stop_token& stop) {
    std::vector<std::shared_ptr<const KvBlock>> found(rows.size());
    std::vector<ChunkEncoder::Source> missing;
    std::vector<std::size_t> missingAt;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        found[i] = m_bank.find(rows[i].id);
        if (found[i] != nullptr && !found[i]->data.empty())
            continue;
        found[i] = nullptr;
        if (const auto stored = store.readKv(rows[i].id)) {
            auto decoded = decodeKvBlock(*stored, encoder.layout());
            if (decoded)
                found[i] = *decoded;
            else
                logWarning(decoded.error().message);
        } else if (stored.error().code != ErrorCode::NotFound) {
            logWarning(stored.error().message + "; chunk " + std::to_string(rows[i].id) +
                       " is encoded again");
        }
        if (found[i] == nullptr) {
            missing.push_back({rows[i].tokenIds, rows[i].text});
            missingAt.push_back(i);
        }
    }
    if (!missing.empty()) {
        MEMLONG_ASSIGN(const auto encoded, encoder.encode(missing, stop));
        for (std::size_t m = 0; m < encoded.size(); ++m) {
            const ChunkRow& row = rows[missingAt[m]];
            found[missingAt[m]] = encoded[m];
            if (!writable)
                continue;
            const std::vector<std::byte> bytes = encoder.stored(encoded[m]);
            if (bytes.empty())
                continue;
            if (const auto written = store.writeKv(row.id, bytes); !written)
                logWarning(written.error().message);
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (found[i] != nullptr)
            makeResident(rows[i].id, found[i]);
    return found;
}

void ResidentMemory::added(RowId chunk, int tokens) {
    if (tokens > 0)
        makeResident(chunk, recordOnly(tokens));
}

void ResidentMemory::removed(std::span<const RowId> chunks) {
    m_bank.erase(chunks);
    for (const RowId chunk : chunks)
        m_pinned.erase(chunk);
    m_changed = true;
}

void ResidentMemory::triggered(std::span<const RowId> chunks) {
    m_bank.trigger(chunks);
}

Result<void> ResidentMemory::setPinned(RowId chunk, int tokens, bool hasKv, bool pinned) {
    if (m_bank.find(chunk) != nullptr) {
        MEMLONG_TRY(m_bank.setPinned(chunk, pinned));
    } else if (pinned && hasKv && tokens > 0) {
        MEMLONG_ASSIGN(
            const auto evicted,
            m_bank.insert(
                {.chunk = chunk, .tokens = tokens, .triggers = m_bank.triggers(chunk), .pinned = true},
                recordOnly(tokens)));
        (void)evicted;
    }
    if (pinned)
        m_pinned.insert(chunk);
    else
        m_pinned.erase(chunk);
    m_changed = true;
    return {};
}

Result<void> ResidentMemory::setBudget(SessionStore& store, std::uint64_t tokens) {
    std::uint64_t pinnedTokens = 0;
    for (const BankEntry& entry : m_bank.entries())
        pinnedTokens += entry.pinned ? static_cast<std::uint64_t>(entry.tokens) : 0;
    if (pinnedTokens > 0 && pinnedTokens >= tokens)
        return makeError(ErrorCode::InvalidArgument, "the pinned chunks alone need " +
                                                         std::to_string(pinnedTokens) +
                                                         " tokens; unpin some or choose a larger budget");
    MEMLONG_TRY(save(store));
    MEMLONG_TRY(store.setSetting(settings::kBudgetTokens, std::to_string(tokens)));
    MEMLONG_ASSIGN(ResidentMemory resized, open(store)); // lets the bank drop what does not fit
    *this = std::move(resized);
    m_changed = true;
    return save(store);
}

bool ResidentMemory::isResident(RowId chunk) const {
    return m_bank.find(chunk) != nullptr;
}

BankSummary ResidentMemory::summary() const {
    const BankStats stats = m_bank.stats();
    return {.budgetTokens = stats.budgetTokens,
            .residentTokens = stats.residentTokens,
            .residentBytes = stats.residentBytes,
            .residentChunks = static_cast<std::int64_t>(stats.residentChunks),
            .evictions = m_earlierEvictions + stats.evictions};
}

Result<void> ResidentMemory::save(SessionStore& store) {
    if (!m_changed)
        return {};
    std::string resident;
    for (const BankEntry& entry : m_bank.entries())
        resident +=
            (resident.empty() ? "" : " ") + std::to_string(entry.chunk) + ':' + std::to_string(entry.tokens);
    MEMLONG_TRY(store.setSetting(settings::kResidentChunks, resident));
    MEMLONG_TRY(store.setSetting(settings::kResidentLayout, m_decoder));
    MEMLONG_TRY(store.setSetting(settings::kEvictions, std::to_string(summary().evictions)));
    m_changed = false;
    return {};
}

} // namespace memlong
