// UTF-8 helpers. All text inside the program is valid UTF-8; character positions that leave the program
// (storage, JSON) count Unicode code points.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace memlong {

bool isValidUtf8(std::string_view text);

/// Invalid sequences become U+FFFD.
std::string repairUtf8(std::string_view text);

/// Code points in valid UTF-8.
std::size_t countCodePoints(std::string_view text);

/// Byte offset of code point number `index`; text.size() when there are fewer.
std::size_t byteOffsetOfCodePoint(std::string_view text, std::size_t index);

/// Length of the longest prefix that does not end inside a UTF-8 sequence; for streams of token pieces.
std::size_t completeUtf8Prefix(std::string_view text);

} // namespace memlong
