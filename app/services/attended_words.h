// From the attention of each generated token to that of each word.
#pragma once

#include <vector>

#include "app/services/types.h"
#include "engine/runtime/runtime.h"

namespace memlong {

/// The words of the result's text, each with the white space before it; characters of scripts without spaces
/// are words of their own. Chunks that got nothing are left out, words that attended to no chunk too.
std::vector<AttendedPart> attendedWords(const GenerationResult& result);

} // namespace memlong
