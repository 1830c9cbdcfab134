#include "engine/documents/page_places.h"

#include <algorithm>
#include <cstddef>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace memlong {
namespace {

constexpr std::size_t kSureKeys = 12; // a line this long is not found by accident
constexpr std::size_t kMostComparedKeys = 600;
constexpr double kLeastCommonShare = 0.6; // of a line that is compared letter by letter

/// What both sides are compared by: letters and signs without accents, ligatures, spaces and hyphens.
struct Keys {
    std::u32string keys;
    std::vector<std::size_t> sources; // of each key: which character or code point it came from
};

bool isCompared(char32_t c) {
    const auto code = static_cast<UChar32>(c);
    if (u_isUWhiteSpace(code) || c == 0xAD || c == 0xFFFD)
        return false;
    switch (u_charType(code)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
    case U_UNASSIGNED:
    case U_DASH_PUNCTUATION:
        return false;
    default:
        return true;
    }
}

void appendKeys(Keys& out, char32_t c, std::size_t source) {
    if (c < 0x80) {
        if (isCompared(c)) {
            out.keys += c;
            out.sources.push_back(source);
        }
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2* const forms = icu::Normalizer2::getNFKDInstance(status);
    icu::UnicodeString parts(static_cast<UChar32>(c));
    if (forms)
        parts = forms->normalize(parts, status);
    for (int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const auto part = static_cast<char32_t>(parts.char32At(at));
        if (isCompared(part)) {
            out.keys += part;
            out.sources.push_back(source);
        }
    }
}

Keys keysOfText(const std::string& text) {
    Keys out;
    std::size_t codePoint = 0;
    for (int32_t at = 0; at < static_cast<int32_t>(text.size()); ++codePoint) {
        UChar32 c = 0;
        U8_NEXT(text.data(), at, static_cast<int32_t>(text.size()), c);
        appendKeys(out, c < 0 ? U'\uFFFD' : static_cast<char32_t>(c), codePoint);
    }
    return out;
}

class Placement {
public:
    Placement(const std::vector<PlacedCharacter>& characters, const std::string& text)
        : m_text(keysOfText(text)), m_claimed(m_text.keys.size(), false), m_positions(characters.size(), -1) {
        for (std::size_t i = 0; i < characters.size(); ++i) {
            if (i == 0 || characters[i].line != characters[i - 1].line)
                m_lines.emplace_back();
            appendKeys(m_lines.back().keys, characters[i].character, i);
        }
    }

    std::vector<std::int64_t> run() {
        placeWholeLines(true); // the long ones give the others their surroundings
        placeWholeLines(false);
        placeParts();
        return std::move(m_positions);
    }

private:
    struct Line {
        Keys keys;
        bool placed = false;
        std::size_t end = 0; // in m_text.keys, when placed
    };

    bool isFree(std::size_t begin, std::size_t size) const {
        return std::none_of(m_claimed.begin() + static_cast<std::ptrdiff_t>(begin),
                            m_claimed.begin() + static_cast<std::ptrdiff_t>(begin + size),
                            [](bool claimed) { return claimed; });
    }

    void claim(std::size_t key, std::size_t character) {
        m_claimed[key] = true;
        if (m_positions[character] < 0)
            m_positions[character] = static_cast<std::int64_t>(m_text.sources[key]);
    }

    /// Where the line before ended: there this one begins, as a rule.
    std::size_t expected(std::size_t line) const {
        while (line > 0)
            if (m_lines[--line].placed)
                return m_lines[line].end;
        return 0;
    }

    bool placeWhole(Line& line, const std::u32string& keys, bool reversed, std::size_t from, bool anywhere) {
        std::size_t best = std::u32string::npos;
        if (m_text.keys.compare(from, keys.size(), keys) == 0 && isFree(from, keys.size())) {
            best = from;
        } else if (anywhere) {
            std::size_t distance = 0;
            for (std::size_t at = m_text.keys.find(keys); at != std::u32string::npos;
                 at = m_text.keys.find(keys, at + 1)) {
                const std::size_t away = at > from ? at - from : from - at;
                if (isFree(at, keys.size()) && (best == std::u32string::npos || away < distance)) {
                    best = at;
                    distance = away;
                }
            }
        }
        if (best == std::u32string::npos)
            return false;
        for (std::size_t i = 0; i < keys.size(); ++i)
            claim(best + i, line.keys.sources[reversed ? keys.size() - 1 - i : i]);
        line.placed = true;
        line.end = best + keys.size();
        return true;
    }

    void placeWholeLines(bool longOnes) {
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            Line& line = m_lines[i];
            const std::u32string& keys = line.keys.keys;
            const bool isLong = keys.size() >= kSureKeys;
            if (line.placed || keys.empty() || isLong != longOnes || keys.size() > m_text.keys.size())
                continue;
            const std::size_t from = std::min(expected(i), m_text.keys.size());
            if (placeWhole(line, keys, false, from, isLong))
                continue;
            // Right-to-left text may come in the order of drawing.
            const std::u32string turned(keys.rbegin(), keys.rend());
            placeWhole(line, turned, true, from, isLong);
        }
    }

    /// Longest common subsequence with what is free after the line before.
    void placeParts() {
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            Line& line = m_lines[i];
            const std::u32string& keys = line.keys.keys;
            if (line.placed || keys.size() < kSureKeys || keys.size() > kMostComparedKeys)
                continue;
            std::size_t begin = std::min(expected(i), m_text.keys.size());
            std::size_t end = begin;
            while (end < m_text.keys.size() && !m_claimed[end] && end - begin < keys.size() * 2)
                ++end;
            compare(line, begin, end);
        }
    }

    void compare(Line& line, std::size_t begin, std::size_t end) {
        const std::u32string& a = line.keys.keys;
        const std::size_t width = end - begin + 1;
        std::vector<std::uint16_t> lengths((a.size() + 1) * width, 0);
        for (std::size_t i = a.size(); i-- > 0;)
            for (std::size_t j = end - begin; j-- > 0;)
                lengths[i * width + j] =
                    a[i] == m_text.keys[begin + j]
                        ? static_cast<std::uint16_t>(lengths[(i + 1) * width + j + 1] + 1)
                        : std::max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
        if (lengths[0] < kLeastCommonShare * static_cast<double>(a.size()))
            return;
        for (std::size_t i = 0, j = 0; i < a.size() && begin + j < end;) {
            if (a[i] == m_text.keys[begin + j]) {
                claim(begin + j, line.keys.sources[i]);
                line.end = begin + j + 1;
                ++i;
                ++j;
            } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
                ++i;
            } else {
                ++j;
            }
        }
        line.placed = true;
    }

    Keys m_text;
    std::vector<bool> m_claimed; // one a key of the text
    std::vector<Line> m_lines;
    std::vector<std::int64_t> m_positions;
};

/// Accents, hyphens and dashes stand between characters that have a place, or at the end of a line.
void fillGaps(const std::vector<PlacedCharacter>& characters, std::vector<std::int64_t>& positions) {
    const auto next = [&](std::size_t i) {
        while (i < positions.size() && positions[i] < 0)
            ++i;
        return i;
    };
    for (std::size_t i = 1; i < positions.size(); ++i) {
        if (positions[i] >= 0 || positions[i - 1] < 0)
            continue;
        const std::size_t after = next(i);
        if (after >= positions.size() || after - i > 3 || characters[after].line > characters[i].line + 1)
            continue;
        const std::int64_t gap = positions[after] - positions[i - 1];
        if (gap < 1 || gap > static_cast<std::int64_t>(after - i) + 4)
            continue;
        positions[i] = std::min(positions[i - 1] + 1, positions[after] - 1);
    }
}

} // namespace

std::vector<std::int64_t> placeCharacters(const std::vector<PlacedCharacter>& characters,
                                          const std::string& text) {
    std::vector<std::int64_t> positions = Placement(characters, text).run();
    fillGaps(characters, positions);
    return positions;
}

} // namespace memlong
