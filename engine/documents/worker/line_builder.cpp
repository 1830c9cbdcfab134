#include "engine/documents/worker/line_builder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace memlong::pdf {
namespace {

constexpr std::uint8_t kVerticalWriting = 4;

std::uint8_t rotationCode(const Word& word) {
    return word.vertical ? kVerticalWriting : static_cast<std::uint8_t>(word.rotation & 3);
}

} // namespace

/// Turns the page so that the word reads from left to right.
LineBuilder::Placed LineBuilder::place(const Word& word) {
    switch (rotationCode(word)) {
    case 1:
    case kVerticalWriting:
        return {word.top, -word.right, word.bottom, -word.left};
    case 2:
        return {-word.right, -word.bottom, -word.left, -word.top};
    case 3:
        return {-word.bottom, word.left, -word.top, word.right};
    default:
        return {word.left, word.top, word.right, word.bottom};
    }
}

bool LineBuilder::continuesLine(const Word& word, const Placed& at) const {
    if (m_characters == 0 || m_line.rotation != rotationCode(word))
        return false;
    const double overlap = std::min(m_last.bottom, at.bottom) - std::max(m_last.top, at.top);
    const double height = std::min(m_last.bottom - m_last.top, at.bottom - at.top);
    if (overlap < 0.4 * height)
        return false;
    const double size = std::max<double>(word.size, 1);
    const double gap = at.left - m_last.right;
    if (gap < -0.8 * size)
        return false;
    // Without a space in between poppler ended the line here, unless the words touch (a change of font
    // inside a word, a footnote mark, Chinese).
    return gap < (m_lastSpaceAfter ? 8 * size : 0.18 * size);
}

void LineBuilder::add(const Word& word) {
    if (word.text.empty())
        return;
    const Placed at = place(word);
    for (const double value : {at.left, at.top, at.right, at.bottom})
        if (!std::isfinite(value))
            return;
    if (continuesLine(word, at)) {
        if (m_lastSpaceAfter)
            m_line.text += ' ';
    } else {
        finishLine();
        m_line.rotation = rotationCode(word);
        m_line.left = static_cast<float>(at.left);
        m_line.top = static_cast<float>(at.top);
        m_line.bottom = static_cast<float>(at.bottom);
    }
    m_line.text += word.text;
    m_line.left = std::min(m_line.left, static_cast<float>(at.left));
    m_line.right = std::max(m_line.right, static_cast<float>(at.right));
    m_line.top = std::min(m_line.top, static_cast<float>(at.top));
    m_line.bottom = std::max(m_line.bottom, static_cast<float>(at.bottom));
    m_last = at;
    m_lastSpaceAfter = word.spaceAfter;
    const std::size_t characters = word.text.size();
    m_characters += characters;
    m_fixedCharacters += word.fixedPitch ? characters : 0;
    m_boldCharacters += word.bold ? characters : 0;
    const auto size = static_cast<float>(word.size);
    const auto known =
        std::find_if(m_sizes.begin(), m_sizes.end(), [&](const auto& entry) { return entry.first == size; });
    if (known != m_sizes.end())
        known->second += characters;
    else
        m_sizes.emplace_back(size, characters);
}

void LineBuilder::finishLine() {
    if (m_characters > 0) {
        const auto most = std::max_element(m_sizes.begin(), m_sizes.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        m_line.size = most->first;
        m_line.fixedPitch = m_fixedCharacters * 4 > m_characters * 3;
        m_line.bold = m_boldCharacters * 4 > m_characters * 3;
        m_lines.push_back(std::move(m_line));
    }
    m_line = Line{};
    m_line.right = -1e9F;
    m_characters = m_fixedCharacters = m_boldCharacters = 0;
    m_sizes.clear();
    m_lastSpaceAfter = false;
}

std::vector<Line> LineBuilder::take() {
    finishLine();
    return std::exchange(m_lines, {});
}

} // namespace memlong::pdf
