#include "engine/text/byte_alphabet.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace memlong {
namespace {

using Alphabet = std::array<std::string, 256>;

const Alphabet& alphabet() {
    static const Alphabet built = [] {
        Alphabet made;
        unsigned nextSpare = 256; // for the bytes that are not visible themselves
        for (unsigned byte = 0; byte < 256; ++byte) {
            const bool visible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 255 && byte != 173);
            const unsigned codePoint = visible ? byte : nextSpare++;
            std::string& character = made[byte];
            if (codePoint < 0x80) {
                character = static_cast<char>(codePoint);
            } else {
                character += static_cast<char>(0xC0 | (codePoint >> 6));
                character += static_cast<char>(0x80 | (codePoint & 0x3F));
            }
        }
        return made;
    }();
    return built;
}

const std::unordered_map<std::string_view, unsigned char>& bytesByCharacter() {
    static const auto built = [] {
        std::unordered_map<std::string_view, unsigned char> made;
        for (unsigned byte = 0; byte < 256; ++byte)
            made.emplace(alphabet()[byte], static_cast<unsigned char>(byte));
        return made;
    }();
    return built;
}

} // namespace

const std::string& byteCharacter(unsigned char byte) {
    return alphabet()[byte];
}

std::optional<std::string> bytesOfToken(std::string_view token) {
    std::string bytes;
    while (!token.empty()) {
        const std::size_t length = static_cast<unsigned char>(token.front()) < 0x80 ? 1 : 2;
        const auto found = bytesByCharacter().find(token.substr(0, length));
        if (found == bytesByCharacter().end())
            return std::nullopt;
        bytes += static_cast<char>(found->second);
        token.remove_prefix(std::min(length, token.size()));
    }
    return bytes;
}

} // namespace memlong
