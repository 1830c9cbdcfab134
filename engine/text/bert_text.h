// The text clean-up and word splitting of BERT.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace memlong {

/// A character after clean-up and the byte of the original text after the one it came from.
struct BertCharacter {
    char32_t c = 0;
    std::uint32_t originEnd = 0;
};

using BertWord = std::vector<BertCharacter>;

struct BertRules {
    bool cleanText = true;
    bool separateChinese = true;
    bool lowercase = true;
    bool stripAccents = true;
};

/// Words and single punctuation marks, in order.
std::vector<BertWord> bertWords(std::string_view text, const BertRules& rules);

} // namespace memlong
