#include "engine/text/segments.h"

namespace memlong {
namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

std::size_t segmentLength(std::string_view text) {
    if (text.size() <= kMaxSegmentBytes)
        return text.size();
    for (std::size_t i = kMaxSegmentBytes - 1; i > 0; --i)
        if (text[i] == ' ' && !isSpace(text[i - 1]) && !isSpace(text[i + 1]))
            return i;
    for (std::size_t i = kMaxSegmentBytes; i > 0; --i)
        if (isSpace(text[i - 1]) && !isSpace(text[i]))
            return i;
    std::size_t i = kMaxSegmentBytes;
    while (i > 1 && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80)
        --i;
    return i;
}

} // namespace memlong
