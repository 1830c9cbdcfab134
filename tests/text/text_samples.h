// Texts that break tokenizers, and checks that every tokenizer must pass.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/text/tokenizer.h"

namespace memlong::test {

/// Emoji, scripts, combining marks, control characters, long runs of white space, code, numbers, line ends.
const std::vector<std::string>& hostileStrings();

/// Random valid UTF-8 of many scripts, with words, spaces and line ends.
std::string randomText(unsigned seed, std::size_t codePoints);

/// Ranges ascend, meet, and together cover the text.
void expectRangesCover(std::string_view text, const std::vector<Token>& tokens);

} // namespace memlong::test
