// Text on a terminal: made harmless, measured and wrapped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace memlong::cli {

/// Text of a document, a file name or a model, safe to print: control characters (escape sequences among
/// them) and direction overrides become U+FFFD, tabs a space, invalid UTF-8 U+FFFD. Line feeds stay.
std::string harmless(std::string_view text);

/// harmless(), with every run of white space as one space and none at the ends.
std::string oneLine(std::string_view text);

/// Columns on a terminal; `text` is harmless.
int displayWidth(std::string_view text);

/// Cut to `columns`, with an ellipsis when something is missing.
std::string shortened(std::string_view text, int columns);

/// Wraps text that may come in pieces: between words, and between characters of scripts without spaces.
/// A width of 0 does not wrap. Lines start with `indent`.
class Wrapper {
public:
    explicit Wrapper(int width, std::string indent = {});
    /// What can be printed now. Pieces are complete UTF-8.
    std::string feed(std::string_view piece);
    /// The rest; the wrapper starts anew.
    std::string finish();

private:
    void putWord(std::string& out);
    void newLine(std::string& out);

    int m_width;
    std::string m_indent;
    int m_indentWidth;
    int m_column = 0;   // of what was printed on this line; 0: the indent is due
    int m_spaces = 0;   // due before the next word
    std::string m_word; // not printed yet
    int m_wordWidth = 0;
};

/// All of `text`, wrapped.
std::string wrapped(std::string_view text, int width, std::string indent = {});

/// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number);

/// "850 B", "3.2 MB".
std::string humanBytes(std::uint64_t bytes);

} // namespace memlong::cli
