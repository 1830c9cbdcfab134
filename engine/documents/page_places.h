// Where the characters of a drawn page stand in the page's text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/documents/page_picture.h"

namespace memlong {

/// For each character the code point of `text` that it became, or -1: running headers and page numbers are
/// not part of the text. Reading brings lines into another order, drops hyphens and replaces ligatures, so
/// lines are looked for one by one, and compared letter by letter where they are not found whole.
std::vector<std::int64_t> placeCharacters(const std::vector<PlacedCharacter>& characters,
                                          const std::string& text);

} // namespace memlong
