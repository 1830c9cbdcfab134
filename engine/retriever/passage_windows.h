// The windows of sentences that get vectors of their own beside the whole passage.
#pragma once

#include <string_view>
#include <vector>

#include "engine/text/sentences.h"

namespace memlong {

/// Changes with the windows, since embeddings of other windows are not comparable.
inline constexpr int kPassageWindowsVersion = 1;

/// Two sentences each, overlapping by one, in order; at most `maxWindows`: of a passage with more sentences
/// each window takes more of them. None when the passage is no longer than one window.
std::vector<TextRange> passageWindows(std::string_view passage, std::size_t maxWindows = 12);

} // namespace memlong
