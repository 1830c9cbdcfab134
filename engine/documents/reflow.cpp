#include "engine/documents/reflow.h"

#include <algorithm>
#include <cmath>

#include "engine/documents/clean_text.h"

namespace memlong::pdf {
namespace {

constexpr float kSizeStep = 1.13F; // a heading is at least that much larger

float usualPitch(const std::vector<FlowLine>& lines, std::size_t begin, std::size_t end) {
    std::vector<float> pitches;
    for (std::size_t i = begin + 1; i < end; ++i) {
        const float pitch = lines[i].line.bottom - lines[i - 1].line.bottom;
        const float size = std::max(1.0F, lines[i].line.size);
        if (pitch > 0.6F * size && pitch < 3 * size)
            pitches.push_back(pitch);
    }
    if (pitches.size() < 3)
        return 0;
    const auto middle = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() * 2 / 5);
    std::nth_element(pitches.begin(), middle, pitches.end());
    return *middle;
}

bool sameRow(const Line& a, const Line& b) {
    const float overlap = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    return overlap > 0.5F * std::min(a.bottom - a.top, b.bottom - b.top);
}

bool continuesRow(const Line& before, const Line& after) {
    return before.rotation == after.rotation && sameRow(before, after) &&
           after.left > before.right - 0.5F * before.size;
}

/// Parts of one row that poppler gave separately: a table's cells, a title and its page number, a footnote
/// mark.
void appendToRow(FlowLine& row, const Line& part) {
    const float gap = part.left - row.line.right;
    row.tabular = row.tabular || gap > 1.5F * std::max(row.line.size, part.size);
    const bool attached = gap < 0.1F * part.size && !isLetter(firstCodePoint(part.text));
    row.line.text += attached ? part.text : ' ' + part.text;
    row.line.right = std::max(row.line.right, part.right);
    row.line.top = std::min(row.line.top, part.top);
    row.line.bottom = std::max(row.line.bottom, part.bottom);
    row.line.fixedPitch = row.line.fixedPitch && part.fixedPitch;
    row.line.bold = row.line.bold && part.bold;
}

bool isBelow(const Line& before, const Line& after) {
    if (before.rotation != after.rotation)
        return false;
    if (sameRow(before, after))
        return false;
    const bool besides = after.left > before.right || after.right < before.left;
    const float gap = after.top - before.bottom;
    return after.bottom > before.bottom && (!besides || gap < before.size);
}

void findColumns(std::vector<FlowLine>& lines) {
    const float pagePitch = usualPitch(lines, 0, lines.size());
    for (std::size_t begin = 0; begin < lines.size();) {
        std::size_t end = begin + 1;
        while (end < lines.size() && !lines[end].startsColumn)
            ++end;
        float left = lines[begin].line.left;
        std::vector<float> rights;
        for (std::size_t i = begin; i < end; ++i) {
            left = std::min(left, lines[i].line.left);
            rights.push_back(lines[i].line.right);
        }
        // A line or two may stick out.
        const auto edge =
            rights.begin() + static_cast<std::ptrdiff_t>(rights.size() - 1 - rights.size() / 10);
        std::nth_element(rights.begin(), edge, rights.end());
        const float right = *edge;
        const float pitch = usualPitch(lines, begin, end);
        for (std::size_t i = begin; i < end; ++i) {
            lines[i].columnLeft = left;
            lines[i].columnRight = right;
            lines[i].pitch = pitch > 0 ? pitch : pagePitch > 0 ? pagePitch : 1.25F * lines[i].line.size;
        }
        begin = end;
    }
}

bool sizesDiffer(const Line& a, const Line& b) {
    const float large = std::max(a.size, b.size);
    const float small = std::min(a.size, b.size);
    return large > kSizeStep * small;
}

/// Ends well before the right edge of its column.
bool isShort(const FlowLine& line) {
    const float width = line.columnRight - line.columnLeft;
    return line.line.right < line.columnRight - std::max(0.12F * width, 1.5F * line.line.size);
}

/// The first word of `after` had room in the line `before`, so somebody broke the line on purpose.
bool breaksEarly(const FlowLine& before, const FlowLine& after) {
    const std::string& text = after.line.text;
    const std::size_t word = std::min(text.find(' '), text.size());
    const float wordWidth =
        (after.line.right - after.line.left) * static_cast<float>(word) / static_cast<float>(text.size());
    return before.line.right + wordWidth + 0.8F * before.line.size < before.columnRight;
}

bool startsItem(std::string_view text) {
    const char32_t first = firstCodePoint(text);
    if (first == 0x2022 || first == 0x25AA || first == 0x25CF || first == 0x25E6 || first == 0x2023 ||
        first == 0x25A0 || first == 0x2043)
        return true;
    if ((first == '-' || first == 0x2013 || first == '*') && text.find(' ') <= 3)
        return true;
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space < 2 || space > 6 || space == text.size())
        return false;
    const std::string_view mark = text.substr(0, space);
    const bool closed = mark.back() == '.' || mark.back() == ')' || mark.back() == ']';
    return closed && (mark.front() == '(' || mark.front() == '[' || isDigit(first)) &&
           mark.find_first_of("0123456789abcdeivxABCDEIVX") != std::string_view::npos;
}

bool isLeader(std::string_view text) {
    return text.find(". . .") != text.npos || text.find("....") != text.npos;
}

/// What a hyphen, a dash or the script makes of two lines that belong to one sentence.
Junction joined(std::string_view before, std::string_view after, const Hyphenation& hyphenation) {
    const char32_t last = lastCodePoint(before);
    const char32_t first = firstCodePoint(after);
    if (isHyphen(last)) {
        const std::string_view word = lastWordBeforeHyphen(before);
        if (last == 0x00AD)
            return Junction::DropHyphen;
        if (!word.empty() && isLower(first))
            return hyphenation.keepsHyphen(word, firstWord(after)) ? Junction::Nothing : Junction::DropHyphen;
        if (!word.empty() && isLetter(first) && hyphenation.isOneWord(word, firstWord(after)))
            return Junction::DropHyphen; // "Trace-" "Monkey"
        const bool attached = before.size() >= 2 && before[before.size() - 2] != ' ';
        if (attached && (isLetter(first) || isDigit(first)))
            return Junction::Nothing;
        return Junction::Space;
    }
    if ((last == 0x2014 || last == 0x2013 || last == '/') && before.size() > 3 &&
        before[before.size() - 4] != ' ' && (isLetter(first) || isDigit(first)))
        return Junction::Nothing;
    if (first == 0x2014 && after.size() > 3 && after[3] != ' ')
        return Junction::Nothing;
    if (isUnspaced(last) && isUnspaced(first))
        return Junction::Nothing;
    return Junction::Space;
}

bool isBrokenWord(std::string_view before, std::string_view after) {
    return isHyphen(lastCodePoint(before)) && isLower(firstCodePoint(after)) &&
           !lastWordBeforeHyphen(before).empty();
}

} // namespace

std::vector<FlowLine> flowLines(std::vector<Line> lines) {
    std::vector<FlowLine> out;
    for (Line& line : lines) {
        line.text = cleanLine(line.text);
        if (line.text.empty())
            continue;
        if (!out.empty() && continuesRow(out.back().line, line)) {
            appendToRow(out.back(), line);
            continue;
        }
        FlowLine flow;
        flow.startsColumn = out.empty() || !isBelow(out.back().line, line);
        flow.line = std::move(line);
        out.push_back(std::move(flow));
    }
    findColumns(out);
    return out;
}

Junction junctionAcross(const FlowLine& before, const FlowLine& after, const Hyphenation& hyphenation) {
    const std::string& a = before.line.text;
    const std::string& b = after.line.text;
    if (before.line.rotation != after.line.rotation)
        return Junction::Paragraph;
    const bool differ = sizesDiffer(before.line, after.line);
    if (isBrokenWord(a, b) && !differ)
        return joined(a, b, hyphenation);
    if (differ)
        return Junction::Paragraph;
    if ((before.line.fixedPitch && after.line.fixedPitch) || before.tabular || after.tabular)
        return Junction::NewLine;
    if (before.line.fixedPitch != after.line.fixedPitch && !isLower(firstCodePoint(b)))
        return Junction::Paragraph;
    const bool sentenceEnds = endsSentence(a);
    if (!sentenceEnds && isLower(firstCodePoint(b)))
        return joined(a, b, hyphenation);
    const bool indented = after.line.left > after.columnLeft + 0.6F * after.line.size;
    if (sentenceEnds && (isShort(before) || indented || startsItem(b)))
        return Junction::Paragraph;
    if (isShort(before) && !sentenceEnds)
        return Junction::Paragraph;
    return joined(a, b, hyphenation);
}

Junction junction(const FlowLine& before, const FlowLine& after, const Hyphenation& hyphenation) {
    if (after.startsColumn)
        return junctionAcross(before, after, hyphenation);
    const std::string& a = before.line.text;
    const std::string& b = after.line.text;
    const float size = std::max(1.0F, std::max(before.line.size, after.line.size));
    const bool lower = isLower(firstCodePoint(b));
    const float pitch = (after.line.bottom - before.line.bottom) / std::max(after.pitch, 1.2F * size);
    // Exponents, limits of sums and the like stand on lines of their own.
    const bool scrap = a.size() <= 3 || b.size() <= 3;
    if (sizesDiffer(before.line, after.line) && !scrap)
        return isBrokenWord(a, b) && pitch < 1.5F ? joined(a, b, hyphenation) : Junction::Paragraph;
    if (before.line.fixedPitch && after.line.fixedPitch)
        return pitch > 1.8F ? Junction::Paragraph : Junction::NewLine;
    if (before.line.fixedPitch != after.line.fixedPitch && isShort(before))
        return pitch > 1.4F ? Junction::Paragraph : Junction::NewLine;
    const bool sentenceEnds = endsSentence(a);
    if (pitch > 1.4F)
        return !sentenceEnds && (lower || scrap) && pitch < 2.3F ? joined(a, b, hyphenation)
                                                                 : Junction::Paragraph;
    if (isBrokenWord(a, b))
        return joined(a, b, hyphenation);
    if (before.line.bold != after.line.bold && isShort(before) && !lower && !scrap)
        return Junction::Paragraph;
    const bool shortLine = breaksEarly(before, after);
    if (startsItem(b) && (sentenceEnds || shortLine))
        return Junction::NewLine;
    const float shift = (after.line.left - before.line.left) / size;
    if (shift > 0.6F && !lower && (sentenceEnds || shortLine))
        return Junction::Paragraph;
    if (shift < -0.6F && sentenceEnds && shortLine)
        return Junction::Paragraph;
    if (shortLine && sentenceEnds && !lower)
        return Junction::Paragraph;
    if (isLeader(a) || before.tabular || after.tabular ||
        (shortLine && !lower && !isUnspaced(lastCodePoint(a))))
        return Junction::NewLine;
    return joined(a, b, hyphenation);
}

void appendLine(std::string& out, Junction junction, std::string_view text) {
    switch (junction) {
    case Junction::Nothing:
        break;
    case Junction::DropHyphen:
        out.resize(withoutLast(out).size());
        break;
    case Junction::Space:
        out += ' ';
        break;
    case Junction::NewLine:
        out += '\n';
        break;
    case Junction::Paragraph:
        out += "\n\n";
        break;
    }
    out += text;
}

} // namespace memlong::pdf
