// Words in reading order, as poppler or tesseract give them, to lines.
#pragma once

#include <string>
#include <vector>

#include "engine/documents/pdf_messages.h"

namespace memlong::pdf {

struct Word {
    std::string text;
    double left = 0, top = 0, right = 0, bottom = 0; // as drawn on the page, y downwards
    double size = 0;
    int rotation = 0; // quarter turns clockwise
    bool vertical = false;
    bool spaceAfter = false;
    bool fixedPitch = false;
    bool bold = false;
};

class LineBuilder {
public:
    void add(const Word& word);
    std::vector<Line> take();

private:
    struct Placed {
        double left, top, right, bottom;
    };
    static Placed place(const Word& word);
    bool continuesLine(const Word& word, const Placed& at) const;
    void finishLine();

    std::vector<Line> m_lines;
    Line m_line;
    Placed m_last{};
    bool m_lastSpaceAfter = false;
    std::size_t m_characters = 0, m_fixedCharacters = 0, m_boldCharacters = 0;
    std::vector<std::pair<float, std::size_t>> m_sizes; // font size -> characters
};

} // namespace memlong::pdf
