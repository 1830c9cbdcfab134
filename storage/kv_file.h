// kv/<document>.kv: keys and values of the memory layer, one fixed-size slot a chunk, read by pread.
// The byte layout is storage/FORMAT.md, "K/V files".
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

/// What every slot of a file has in common. Blocks are opaque bytes here; the engine's KvBlock says what is
/// in them.
struct KvLayout {
    std::string fingerprint; // of weights + tokenizer + config
    std::uint32_t layer = 0;
    std::uint32_t dtype = 0; // KvBlock::Type
    std::uint32_t kvHeads = 0;
    std::uint32_t headDim = 0;
    std::uint32_t chunkTokens = 0; // most tokens of a chunk
    std::uint32_t slotBytes = 0;   // block of a full chunk, without the slot header
    bool operator==(const KvLayout&) const = default;
};

/// One K/V file. A slot is written whole, checksummed and synced before anything refers to it.
class KvFile {
public:
    /// Makes the file when absent. UnsupportedVersion or Corrupt for a bad header; InvalidArgument when an
    /// existing file has another layout (it is kept: see `layoutOf`).
    static Result<KvFile> open(const std::filesystem::path& path, const KvLayout& layout, bool readOnly);
    static Result<KvLayout> layoutOf(const std::filesystem::path& path);
    KvFile(KvFile&&) noexcept;
    KvFile& operator=(KvFile&&) noexcept;
    ~KvFile();

    std::uint64_t slots() const;
    /// A block may be shorter than the slot (a last chunk); its length is kept.
    Result<void> write(std::uint64_t slot, std::span<const std::byte> block);
    Result<void> sync();
    /// NotFound for an empty slot, Corrupt when the checksum does not match.
    Result<std::vector<std::byte>> read(std::uint64_t slot) const;

private:
    struct State;
    explicit KvFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace memlong
