// The memory bank of a session: which chunks are resident under the token budget, kept from run to run.
// What the last run left resident comes back as a record without data; keys and values are read from the
// store when a question retrieves them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "app/services/chunk_encoder.h"
#include "app/services/types.h"
#include "engine/base/result.h"
#include "engine/memory/memory_bank.h"
#include "storage/session_store.h"

namespace memlong {

inline constexpr std::uint64_t kDefaultBudgetTokens = 32768;

class ResidentMemory {
public:
    static Result<ResidentMemory> open(const SessionStore& store);

    /// The decoder whose keys and values are resident from now on; another one's leave.
    void useLayout(const KvLayout& layout);

    /// Keys and values of `rows` in their order, from the bank, else from the store, else encoded from the
    /// text and stored. Every chunk becomes resident when it fits. Null for a chunk without tokens.
    Result<std::vector<std::shared_ptr<const KvBlock>>> blocks(SessionStore& store,
                                                               const ChunkEncoder& encoder,
                                                               std::span<const ChunkRow> rows, bool writable,
                                                               const std::stop_token& stop);
    /// Chunks just stored together with their keys and values.
    void added(RowId chunk, int tokens);
    void removed(std::span<const RowId> chunks);
    void triggered(std::span<const RowId> chunks);
    Result<void> setPinned(RowId chunk, int tokens, bool hasKv, bool pinned);
    /// Drops by the bank's rule what does not fit the new budget.
    Result<void> setBudget(SessionStore& store, std::uint64_t tokens);

    bool isResident(RowId chunk) const;
    BankSummary summary() const;
    /// Remembers what is resident in the session's settings.
    Result<void> save(SessionStore& store);

private:
    ResidentMemory(BankSettings settings, std::string decoder, std::uint64_t evictions);
    void makeResident(RowId chunk, std::shared_ptr<const KvBlock> block);

    MemoryBank m_bank;
    std::string m_decoder;                // fingerprint
    std::uint64_t m_earlierEvictions = 0; // of runs and banks before
    std::unordered_set<RowId> m_pinned;   // resident or not
    bool m_changed = false;
};

} // namespace memlong
