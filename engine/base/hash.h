// Content hashes (XXH3, 128 bit): identity of documents, weights and tokenizers, and checksums of slots.
// Not cryptographic: they find accidents, not attacks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace memlong {

std::uint64_t hash64(std::span<const std::byte> bytes);
std::uint64_t hash64(std::string_view text);

/// 32 lower-case hexadecimal digits.
std::string hashHex(std::string_view text);

/// hashHex of a file's content, read in pieces.
Result<std::string> hashFile(const std::filesystem::path& path);

/// Incremental form of hashHex and hash64.
class Hasher {
public:
    Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    ~Hasher();
    void update(std::string_view bytes);
    std::string hex() const;
    std::uint64_t hash64() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace memlong
