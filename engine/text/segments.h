// Where a long text may be cut for tokenizing piece by piece.
#pragma once

#include <cstddef>
#include <string_view>

namespace memlong {

inline constexpr std::size_t kMaxSegmentBytes = 4096;

/// Length of the first segment of `text`; the whole when it is at most kMaxSegmentBytes. Depends on no more
/// than the first kMaxSegmentBytes + 1 bytes. Cut before a single space between words, where no tokenizer has
/// a token that spans the cut; else after other white space; else, by force, between characters.
std::size_t segmentLength(std::string_view text);

} // namespace memlong
