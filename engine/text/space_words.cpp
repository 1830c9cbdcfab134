#include "engine/text/space_words.h"

namespace memlong {

void appendSpaceWords(std::string_view text, WordRange range, std::string_view space,
                      std::vector<WordRange>& words) {
    enum class Kind { None, Space, LineEnd, Other };
    const std::string_view all = text.substr(0, range.end);
    Kind previous = Kind::None;
    std::uint32_t begin = range.begin;
    for (std::uint32_t i = range.begin; i < range.end;) {
        const bool isSpace = all[i] == space.front() && all.substr(i, space.size()) == space;
        const Kind kind = isSpace ? Kind::Space : all[i] == '\n' ? Kind::LineEnd : Kind::Other;
        const bool border = (kind == Kind::Space && previous == Kind::Other) ||
                            (kind == Kind::LineEnd) != (previous == Kind::LineEnd);
        if (border && i > begin) {
            words.push_back({begin, i});
            begin = i;
        }
        previous = kind;
        i += isSpace ? static_cast<std::uint32_t>(space.size()) : 1;
    }
    if (begin < range.end)
        words.push_back({begin, range.end});
}

bool spansSpaceWords(std::string_view token, std::string_view space) {
    std::vector<WordRange> words;
    appendSpaceWords(token, {0, static_cast<std::uint32_t>(token.size())}, space, words);
    return words.size() > 1;
}

} // namespace memlong
