#include "engine/documents/reading_order.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/documents/clean_text.h"

namespace memlong::pdf {
namespace {

constexpr std::size_t kReach = 14; // paragraphs between the two halves at most

struct Paragraph {
    std::vector<FlowLine> lines;
};

float bodySize(const std::vector<FlowLine>& lines) {
    std::map<long, std::size_t> sizes; // tenths of a point -> bytes
    for (const FlowLine& line : lines)
        sizes[std::lround(line.line.size * 10)] += line.line.text.size();
    const auto most = std::max_element(sizes.begin(), sizes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == sizes.end() ? 0 : static_cast<float>(most->first) / 10;
}

bool isBody(const FlowLine& line, float size) {
    return std::abs(line.line.size - size) < 0.05F * size && !line.line.fixedPitch && line.line.rotation == 0;
}

/// Ends in the middle of a sentence, at the right edge of its column.
bool isUnfinished(const FlowLine& last) {
    const std::string& text = last.line.text;
    if (endsSentence(text) || text.size() < 20)
        return false;
    const float width = last.columnRight - last.columnLeft;
    return isHyphen(lastCodePoint(text)) || last.line.right > last.columnRight - 0.12F * width;
}

/// Begins in the middle of a sentence, as wide as the text it may continue (labels in figures are not).
bool goesOn(const Paragraph& paragraph, const FlowLine& before, float size) {
    const FlowLine& first = paragraph.lines.front();
    const float width = before.columnRight - before.columnLeft;
    return isBody(first, size) && isLower(firstCodePoint(first.line.text)) &&
           (first.line.right - first.line.left > 0.7F * width ||
            (paragraph.lines.size() == 1 && endsSentence(first.line.text)));
}

bool besides(const FlowLine& a, const FlowLine& b) {
    return b.line.left > a.line.right || b.line.right < a.line.left;
}

std::vector<Paragraph> split(std::vector<FlowLine>& lines, const Hyphenation& hyphenation) {
    std::vector<Paragraph> paragraphs;
    std::vector<bool> starts(lines.size(), true);
    for (std::size_t i = 1; i < lines.size(); ++i)
        starts[i] = junction(lines[i - 1], lines[i], hyphenation) == Junction::Paragraph;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (starts[i])
            paragraphs.emplace_back();
        paragraphs.back().lines.push_back(std::move(lines[i]));
    }
    return paragraphs;
}

/// Moves paragraph `from` to position `to` < `from`.
void moveUp(std::vector<Paragraph>& paragraphs, std::size_t from, std::size_t to) {
    const auto begin = paragraphs.begin();
    const auto at = [&](std::size_t i) { return begin + static_cast<std::ptrdiff_t>(i); };
    std::rotate(at(to), at(from), at(from + 1));
    // Their places on the page say nothing about how they follow each other now.
    for (std::size_t i = to; i <= std::min(from + 1, paragraphs.size() - 1); ++i)
        paragraphs[i].lines.front().startsColumn = true;
}

void mendColumns(std::vector<Paragraph>& paragraphs, float size) {
    for (std::size_t i = 0; i + 2 < paragraphs.size(); ++i) {
        const FlowLine& last = paragraphs[i].lines.back();
        if (!isBody(last, size) || !isUnfinished(last))
            continue;
        for (std::size_t k = i + 1; k < std::min(paragraphs.size(), i + kReach); ++k) {
            if (!goesOn(paragraphs[k], last, size))
                continue;
            if (k > i + 1 && besides(last, paragraphs[k].lines.front()))
                moveUp(paragraphs, k, i + 1);
            break;
        }
    }
}

void mendPageStart(std::vector<Paragraph>& paragraphs, const FlowLine& before, float size) {
    if (!isUnfinished(before) || !isBody(before, size))
        return;
    for (std::size_t k = 0; k < std::min(paragraphs.size(), kReach); ++k)
        if (goesOn(paragraphs[k], before, size)) {
            if (k > 0)
                moveUp(paragraphs, k, 0);
            return;
        }
}

void mendPageEnd(std::vector<Paragraph>& paragraphs, float size) {
    std::size_t notes = paragraphs.size();
    while (notes > 0 && paragraphs[notes - 1].lines.front().line.size < 0.95F * size &&
           !paragraphs[notes - 1].lines.front().line.fixedPitch)
        --notes;
    if (notes == paragraphs.size() || notes < 2)
        return;
    const FlowLine& last = paragraphs[notes - 1].lines.back();
    if (!isBody(last, size) || !isUnfinished(last))
        return;
    for (; notes < paragraphs.size();
         ++notes) // one after the other, in order, in front of the open paragraph
        moveUp(paragraphs, notes, notes - 1);
}

} // namespace

void mendReadingOrder(std::vector<FlowLine>& lines, const FlowLine* before, const Hyphenation& hyphenation) {
    if (lines.empty())
        return;
    const float size = bodySize(lines);
    std::vector<Paragraph> paragraphs = split(lines, hyphenation);
    mendColumns(paragraphs, size);
    if (before)
        mendPageStart(paragraphs, *before, size);
    mendPageEnd(paragraphs, size);
    lines.clear();
    for (Paragraph& paragraph : paragraphs)
        std::move(paragraph.lines.begin(), paragraph.lines.end(), std::back_inserter(lines));
}

} // namespace memlong::pdf
