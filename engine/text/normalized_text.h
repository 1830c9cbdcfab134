// Text that was normalised for tokenizing and still knows where it came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace memlong {

struct NormalizedText {
    std::string text;
    /// origin[i] is the byte of the original at which byte i of `text` begins; one more entry for the end.
    /// Empty while the text is the original.
    std::vector<std::uint32_t> origin;

    std::uint32_t originOf(std::size_t i) const {
        return origin.empty() ? static_cast<std::uint32_t>(i) : origin[i];
    }
};

enum class UnicodeForm { Nfc, Nfd, Nfkc, Nfkd, Lowercase };

void applyUnicodeForm(NormalizedText& text, UnicodeForm form);
/// Every occurrence of `pattern`, which must not be empty.
void replaceAll(NormalizedText& text, std::string_view pattern, std::string_view replacement);
void prepend(NormalizedText& text, std::string_view prefix);

} // namespace memlong
