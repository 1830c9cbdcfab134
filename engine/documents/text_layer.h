// Whether the text that a PDF carries for a page can be read at all. Fonts without a map to Unicode give
// control characters, private codes or letters of no language instead of the text one sees.
#pragma once

#include <span>

#include "engine/documents/pdf_messages.h"

namespace memlong::pdf {

/// False when the lines are gibberish. Doubtful ones count as readable: formulas, tables, code, and whatever
/// is too short to tell.
bool isReadable(std::span<const Line> lines);

} // namespace memlong::pdf
