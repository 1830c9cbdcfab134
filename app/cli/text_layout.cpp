#include "app/cli/text_layout.h"

#include <array>
#include <cstdio>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/base/utf8.h"

namespace memlong::cli {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "…";

/// Decodes the code point at `position` of valid UTF-8 and moves behind it.
UChar32 nextCodePoint(std::string_view text, std::size_t& position) {
    UChar32 codePoint = 0;
    auto offset = static_cast<std::int64_t>(position);
    const auto length = static_cast<std::int64_t>(text.size());
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), offset, length, codePoint);
    position = static_cast<std::size_t>(offset);
    return codePoint;
}

bool isHarmful(UChar32 c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const bool lineEnd = c == 0x2028 || c == 0x2029;
    return control || direction || lineEnd;
}

int columnsOf(UChar32 c) {
    switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
        return 0;
    case U_FORMAT_CHAR:
        return c == 0x00AD ? 1 : 0; // terminals show a soft hyphen
    default:
        break;
    }
    const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

/// Closing punctuation stays on the line of what it closes.
bool mayStartLine(UChar32 c) {
    const auto kind = u_charType(c);
    return kind != U_END_PUNCTUATION && kind != U_FINAL_PUNCTUATION && kind != U_OTHER_PUNCTUATION;
}

} // namespace

std::string harmless(std::string_view text) {
    const std::string valid = isValidUtf8(text) ? std::string(text) : repairUtf8(text);
    std::string safe;
    safe.reserve(valid.size());
    for (std::size_t position = 0; position < valid.size();) {
        const std::size_t begin = position;
        const UChar32 c = nextCodePoint(valid, position);
        if (c == '\n')
            safe += '\n';
        else if (c == '\t')
            safe += ' ';
        else if (c == '\r' && position < valid.size() && valid[position] == '\n')
            continue;
        else if (isHarmful(c))
            safe += kReplacement;
        else
            safe.append(valid, begin, position - begin);
    }
    return safe;
}

std::string oneLine(std::string_view text) {
    std::string line;
    bool gap = false;
    for (const char c : harmless(text)) {
        if (c == ' ' || c == '\n') {
            gap = !line.empty();
        } else {
            if (gap)
                line += ' ';
            gap = false;
            line += c;
        }
    }
    return line;
}

int displayWidth(std::string_view text) {
    int columns = 0;
    for (std::size_t position = 0; position < text.size();)
        columns += columnsOf(nextCodePoint(text, position));
    return columns;
}

std::string shortened(std::string_view text, int columns) {
    if (displayWidth(text) <= columns)
        return std::string(text);
    std::string cut;
    int used = 0;
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t begin = position;
        const int width = columnsOf(nextCodePoint(text, position));
        if (used + width > columns - 1)
            break;
        used += width;
        cut.append(text, begin, position - begin);
    }
    return cut.append(kEllipsis);
}

Wrapper::Wrapper(int width, std::string indent)
    : m_width(width), m_indent(std::move(indent)), m_indentWidth(displayWidth(m_indent)) {}

void Wrapper::newLine(std::string& out) {
    out += '\n';
    m_column = 0;
    m_spaces = 0;
}

void Wrapper::putWord(std::string& out) {
    if (m_word.empty())
        return;
    if (m_width > 0 && m_column > 0 && m_column + m_spaces + m_wordWidth > m_width)
        newLine(out);
    if (m_column == 0) {
        out += m_indent;
        m_column = m_indentWidth;
        m_spaces = 0;
    }
    out.append(static_cast<std::size_t>(m_spaces), ' ');
    out += m_word;
    m_column += m_spaces + m_wordWidth;
    m_spaces = 0;
    m_word.clear();
    m_wordWidth = 0;
}

std::string Wrapper::feed(std::string_view piece) {
    std::string out;
    const std::string safe = harmless(piece);
    for (std::size_t position = 0; position < safe.size();) {
        const std::size_t begin = position;
        const UChar32 c = nextCodePoint(safe, position);
        if (c == '\n') {
            putWord(out);
            newLine(out);
        } else if (c == ' ') {
            putWord(out);
            m_spaces += m_column > 0 ? 1 : 0;
        } else {
            const int width = columnsOf(c);
            if (width == 2 && mayStartLine(c))
                putWord(out);
            m_word.append(safe, begin, position - begin);
            m_wordWidth += width;
        }
    }
    if (m_width == 0) // nothing to wait for
        putWord(out);
    return out;
}

std::string Wrapper::finish() {
    std::string out;
    putWord(out);
    m_column = 0;
    m_spaces = 0;
    return out;
}

std::string wrapped(std::string_view text, int width, std::string indent) {
    Wrapper wrapper(width, std::move(indent));
    std::string out = wrapper.feed(text);
    return out += wrapper.finish();
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (auto position = static_cast<std::ptrdiff_t>(digits.size()) - 3; position > 0; position -= 3)
        digits.insert(static_cast<std::size_t>(position), 1, ',');
    return digits;
}

std::string humanBytes(std::uint64_t bytes) {
    static constexpr std::array kUnits = {"B", "KB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < kUnits.size())
        value /= 1000, ++unit;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value,
                  kUnits[unit]);
    return text.data();
}

} // namespace memlong::cli
