#include "storage/archive_format.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace memlong {
namespace {

constexpr std::size_t kMaxNameBytes = 64;
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";

bool all(std::string_view text, bool (*allowed)(char)) {
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

bool isDigit(char letter) {
    return letter >= '0' && letter <= '9';
}
bool isLayoutLetter(char letter) {
    return isDigit(letter) || (letter >= 'a' && letter <= 'z');
}

} // namespace

bool isArchiveMember(std::string_view name) {
    if (name == "session.db" || name == "index.faiss")
        return true;
    if (name.size() > kMaxNameBytes || !name.starts_with("kv/") || !name.ends_with(".kv"))
        return false;
    const auto stem = name.substr(3, name.size() - 6); // without "kv/" and ".kv"
    const auto dot = stem.find('.');
    return all(stem.substr(0, dot), isDigit) &&
           (dot == std::string_view::npos || all(stem.substr(dot + 1), isLayoutLetter));
}

bool isArchive(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, kZstdMagic.size()> begin{};
    file.read(begin.data(), begin.size());
    return std::string_view(begin.data(), static_cast<std::size_t>(file.gcount())) == kZstdMagic;
}

} // namespace memlong
