// The dynamic memory of MemLong (paper section 3.4; ChunkMemory in the reference): which chunks are resident
// under a token budget, how often each was retrieved, and which leave when it overflows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/memory/vector_index.h"

namespace memlong {

enum class EvictionPolicy {
    Counter, // drop the oldest part, keep the newest part, the middle by ascending trigger counter
    Fifo,    // drop the oldest, whatever their counters; what the Python code does
};

enum class BankScope {
    Archive, // evicted means demoted: still searchable, promoted again when retrieved, counter kept
    Paper,   // evicted means gone, to reproduce the paper's evaluation
};

struct BankSettings {
    std::uint64_t budgetTokens = 32768;
    EvictionPolicy policy = EvictionPolicy::Counter;
    BankScope scope = BankScope::Archive;
    double dropFraction = 0.5;       // of the chunks, at an overflow
    double alwaysDropFraction = 0.1; // the oldest
    double alwaysKeepFraction = 0.1; // the newest
};

/// K/V of one chunk at the memory layer, as stored: dtype f32, f16, bf16 or int8 codes. Immutable.
struct KvBlock {
    enum class Type : std::uint32_t { F32 = 0, F16 = 1, Bf16 = 2, Int8 = 3 };
    Type type = Type::F16;
    int kvHeads = 0;
    int headDim = 0;
    int tokens = 0;
    /// K then V, each [kvHeads, tokens, headDim] row-major, K un-rotated. For Int8 each K and V row
    /// [headDim] has one float scale, all scales following all codes: [2, kvHeads, tokens].
    std::vector<std::byte> data;
    static std::size_t sizeBytes(Type type, int kvHeads, int headDim, int tokens);
};

struct BankEntry {
    ChunkId chunk = 0;
    int tokens = 0;
    std::uint64_t triggers = 0;
    bool pinned = false;     // never evicted
    std::uint64_t order = 0; // age of the entry: ascending in the order of entering the bank
};

struct BankStats {
    std::uint64_t budgetTokens = 0;
    std::uint64_t residentTokens = 0;
    std::uint64_t residentBytes = 0;
    std::size_t residentChunks = 0;
    std::uint64_t evictions = 0; // chunks evicted since the bank was made
};

/// Single-threaded. Invariants: residentTokens <= budgetTokens (a chunk larger than the whole budget is
/// refused; pinned chunks are refused once they alone would fill it); every resident chunk has a block.
class MemoryBank {
public:
    explicit MemoryBank(BankSettings settings);
    ~MemoryBank();
    MemoryBank(MemoryBank&&) noexcept;
    MemoryBank& operator=(MemoryBank&&) noexcept;

    /// Makes a chunk resident, evicting others when the budget overflows. Returns the evicted chunks.
    /// InvalidArgument when the chunk can never fit. A chunk already resident only gets the new block.
    Result<std::vector<ChunkId>> insert(BankEntry entry, std::shared_ptr<const KvBlock> block);
    /// The block of a resident chunk, or null.
    std::shared_ptr<const KvBlock> find(ChunkId chunk) const;
    /// Adds one to the trigger counter of each chunk; known for evicted chunks too under Archive scope.
    void trigger(std::span<const ChunkId> chunks);
    std::uint64_t triggers(ChunkId chunk) const;
    /// Restores counters from storage.
    void setTriggers(ChunkId chunk, std::uint64_t count);
    Result<void> setPinned(ChunkId chunk, bool pinned);
    void erase(std::span<const ChunkId> chunks);
    void clear();

    std::vector<BankEntry> entries() const; // oldest first
    BankStats stats() const;
    const BankSettings& settings() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Which of `oldestFirst` leave so that at least `dropCount` chunks go (pinned ones never). Pure function:
/// the rule of DESIGN 2.4, tested by properties. Returns indices into `oldestFirst`, ascending.
std::vector<std::size_t> chooseEvictions(std::span<const BankEntry> oldestFirst, std::size_t dropCount,
                                         const BankSettings& settings);

} // namespace memlong
