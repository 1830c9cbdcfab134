#include "engine/base/hash.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <new>

#include <xxhash.h>

#include "engine/base/files.h"

namespace memlong {

struct Hasher::State {
    XXH3_state_t* xxh = XXH3_createState();
    State() {
        if (xxh == nullptr)
            throw std::bad_alloc();
        XXH3_128bits_reset(xxh);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { XXH3_freeState(xxh); }
};

Hasher::Hasher() : m_state(std::make_unique<State>()) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) {
    XXH3_128bits_update(m_state->xxh, bytes.data(), bytes.size());
}

std::string Hasher::hex() const {
    const XXH128_hash_t digest = XXH3_128bits_digest(m_state->xxh);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(digest.high64),
                  static_cast<unsigned long long>(digest.low64));
    return text;
}

// Both lengths take in bytes alike and differ in the digest only.
std::uint64_t Hasher::hash64() const {
    return XXH3_64bits_digest(m_state->xxh);
}

std::uint64_t hash64(std::span<const std::byte> bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t hash64(std::string_view text) {
    return XXH3_64bits(text.data(), text.size());
}

std::string hashHex(std::string_view text) {
    Hasher hasher;
    hasher.update(text);
    return hasher.hex();
}

Result<std::string> hashFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return systemError(errno, "open", path);
    Hasher hasher;
    std::array<char, 1 << 16> buffer;
    while (file) {
        file.read(buffer.data(), buffer.size());
        hasher.update({buffer.data(), static_cast<std::size_t>(file.gcount())});
    }
    if (file.bad())
        return systemError(EIO, "read", path);
    return hasher.hex();
}

} // namespace memlong
