// Plain values of the page view: an opened document, its pages as text and as pictures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/services/types.h"

namespace memlong {

/// Code points of the document's text, end exclusive.
struct CharacterRange {
    std::uint64_t begin = 0, end = 0;
    bool operator==(const CharacterRange&) const = default;
};

struct PageSize {
    float width = 0, height = 0; // points
};

struct OutlineItem {
    std::string title;
    int page = 0;  // 1-based; 0 when unknown
    int level = 0; // 0 is the top level
};

/// A document as the page view shows it.
struct DocumentView {
    Id id = 0;
    std::string title, path, format;
    int pages = 0;
    bool pictures = false;       // pages can be drawn; else they are shown as text
    bool needsPassword = false;  // they could be with the right password
    std::string notice;          // why there are no pictures of a format that has them; with the remedy
    std::vector<PageSize> sizes; // one a page when there are pictures
    std::vector<OutlineItem> outline;
};

/// The stored text of one page.
struct PageText {
    int page = 0;
    std::uint64_t begin = 0; // its first code point in the document's text
    std::string text;        // empty: nothing is stored (yet)
};

/// In points from the top left corner of the page.
struct PageBox {
    float left = 0, top = 0, right = 0, bottom = 0;
};

/// A character as it is set on the page, in the order of reading.
struct PageCharacter {
    char32_t character = 0;
    std::int64_t position = -1; // code point of the document's text; -1: not part of it (a running header)
    std::int32_t line = 0;      // of the page, from 0
    bool spaceAfter = false;    // or the end of a line
    PageBox box;
};

/// One page drawn at `pixelsPerPoint`.
struct PagePicture {
    int page = 0;
    PageSize size;
    double pixelsPerPoint = 0;
    int width = 0, height = 0;       // pixels
    std::vector<std::uint32_t> argb; // 0xffRRGGBB, width * height, rows without padding
    std::vector<PageCharacter> characters;
};

/// A place where searched text was found.
struct TextMatch {
    CharacterRange range;
    int page = 0;
    std::string before, match, after; // for the list of results, on one line
};

struct TextMatches {
    std::string query;
    std::vector<TextMatch> matches; // in document order
    bool more = false;              // the search stopped at its limit
};

} // namespace memlong
