#include "app/services/settings.h"

#include <charconv>
#include <sstream>

namespace memlong::settings {

Result<std::string> text(const SessionStore& store, const char* key) {
    MEMLONG_ASSIGN(const std::optional<std::string> value, store.setting(key));
    return value.value_or(std::string());
}

Result<std::uint64_t> number(const SessionStore& store, const char* key, std::uint64_t fallback) {
    MEMLONG_ASSIGN(const std::string value, text(store, key));
    std::uint64_t parsed = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (error != std::errc() || end != value.data() + value.size())
        return fallback;
    return parsed;
}

std::string kvLayoutText(const KvLayout& layout) {
    std::ostringstream out;
    out << layout.fingerprint << ' ' << layout.layer << ' ' << layout.dtype << ' ' << layout.kvHeads << ' '
        << layout.headDim << ' ' << layout.chunkTokens << ' ' << layout.slotBytes;
    return out.str();
}

std::optional<KvLayout> kvLayoutFromText(const std::string& text) {
    std::istringstream in(text);
    KvLayout layout;
    if (!(in >> layout.fingerprint >> layout.layer >> layout.dtype >> layout.kvHeads >> layout.headDim >>
          layout.chunkTokens >> layout.slotBytes))
        return std::nullopt;
    return layout;
}

} // namespace memlong::settings
