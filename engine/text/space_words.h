// Words of texts that SentencePiece models see as one piece: when no token of a model spans the borders of
// such words, each can be tokenized on its own, and repeated ones need it only once.
#pragma once

#include <string_view>
#include <vector>

#include "engine/text/pretokenizer.h"

namespace memlong {

/// Borders lie before a `space` that does not follow another, and around runs of line ends.
void appendSpaceWords(std::string_view text, WordRange range, std::string_view space,
                      std::vector<WordRange>& words);

/// True when a border lies inside `token`.
bool spansSpaceWords(std::string_view token, std::string_view space);

} // namespace memlong
