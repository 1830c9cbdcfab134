// Running headers, footers and page numbers: lines at the edges of a page that neighbouring pages repeat.
#pragma once

#include <string>
#include <vector>

#include "engine/documents/pdf_messages.h"

namespace memlong::pdf {

/// A row at the top or bottom of a page, possibly of several lines (title left, page number right).
struct EdgeRow {
    std::vector<std::size_t> lines; // indices into PageReply::lines
    std::string letters;            // the text in small letters without digits, punctuation and roman numbers
    std::vector<long> numbers;
    float position = 0; // distance of its middle from the page's top (upper edge) or bottom (lower edge)
    float size = 0;
    float gap = 0;           // white space between it and the next row inwards
    bool onlyNumber = false; // nothing but a page number, arabic or roman, perhaps with dashes
    bool running = false;    // found to repeat
};

struct PageEdges {
    int number = 0;
    std::string label;
    float bodySize = 0;
    std::vector<EdgeRow> top, bottom; // outermost first, at most three each
};

PageEdges findEdges(const PageReply& page);

/// Marks the rows of `page` that its neighbours (it may be among them) repeat.
void markRepeatedRows(PageEdges& page, const std::vector<const PageEdges*>& neighbours);

/// Marks a header that stands on this page alone but in the place of its marked neighbours' headers.
void markRowsInBand(PageEdges& page, const std::vector<const PageEdges*>& neighbours);

/// The page's lines without those of running rows, in order.
std::vector<Line> bodyLines(const PageReply& page, const PageEdges& edges);

} // namespace memlong::pdf
