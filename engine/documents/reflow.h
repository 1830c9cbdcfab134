// Lines of a page to paragraphs: what stands between one line and the next.
#pragma once

#include <string>
#include <vector>

#include "engine/documents/hyphenation.h"
#include "engine/documents/pdf_messages.h"

namespace memlong::pdf {

/// A body line with what reflowing needs to know about its surroundings.
struct FlowLine {
    Line line;            // text cleaned
    float columnLeft = 0; // of the column it stands in
    float columnRight = 0;
    float pitch = 0;           // usual distance from line to line in that column
    bool startsColumn = false; // not below the line before it
    bool tabular = false;      // of parts with wide gaps between them
};

/// Cleans the texts (dropping lines that become empty) and finds the columns.
std::vector<FlowLine> flowLines(std::vector<Line> lines);

enum class Junction {
    Nothing,    // one word, or a script without spaces
    DropHyphen, // the hyphen at the end of the first line goes, nothing comes
    Space,
    NewLine, // lines that belong together but stay apart: listings, tables, verse
    Paragraph,
};

/// Between two lines of one page.
Junction junction(const FlowLine& before, const FlowLine& after, const Hyphenation& hyphenation);
/// Between the last line of a page (or column) and the first of the next.
Junction junctionAcross(const FlowLine& before, const FlowLine& after, const Hyphenation& hyphenation);

/// Appends `text` after `junction`; may shorten `out` by a hyphen.
void appendLine(std::string& out, Junction junction, std::string_view text);

} // namespace memlong::pdf
