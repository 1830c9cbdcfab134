// How a decoder's window is shared between the prompt and the answer.
#pragma once

#include <algorithm>
#include <cstddef>

namespace memlong {

/// Tokens of `window` that a prompt leaves for an answer of up to `maxTokens`: never more than half.
inline std::size_t answerRoom(int maxTokens, std::size_t window) {
    return std::min(static_cast<std::size_t>(std::max(maxTokens, 1)), window / 2);
}

} // namespace memlong
