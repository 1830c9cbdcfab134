// Brings a sentence together that a figure, a table or footnotes interrupt at the end of a column or page.
#pragma once

#include <vector>

#include "engine/documents/reflow.h"

namespace memlong::pdf {

/// Within a page: the paragraph that goes on in the next column moves up to the one it continues, in front of
/// the figures or footnotes between them. At the page's end: footnotes move in front of a paragraph that goes
/// on on the next page. `before` is the last line of the page before, when there is one: a paragraph that
/// goes on from there moves to the front. No line leaves its page.
void mendReadingOrder(std::vector<FlowLine>& lines, const FlowLine* before, const Hyphenation& hyphenation);

} // namespace memlong::pdf
