// Pages for formats that have none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memlong {

/// Cuts a stream of text into pages; their concatenation is the text, unchanged. A form feed ends a page.
/// Otherwise a page has at most kPageCharacters code points and ends after a paragraph where possible, else
/// after a line, a sentence, a word. A text with form feeds near its beginning has real pages: there the
/// limit is kLongPageCharacters.
class VirtualPages {
public:
    static constexpr std::size_t kPageCharacters = 3000;
    static constexpr std::size_t kLongPageCharacters = 20000;

    void append(std::string_view text);
    void finish() { m_finished = true; }
    /// The next page; nothing when more text is needed, or at the end after finish().
    std::optional<std::string_view> next();

private:
    std::size_t pageEnd(std::string_view text);

    std::string m_text;
    std::size_t m_offset = 0;
    std::size_t m_limit = 0; // 0: not decided yet
    bool m_finished = false;
};

/// Byte offsets at which the pages of a whole text begin; empty for an empty text.
std::vector<std::size_t> pageStarts(std::string_view text);

/// 1-based number of the page that holds byte `offset`.
int pageOfOffset(const std::vector<std::size_t>& starts, std::size_t offset);

} // namespace memlong
