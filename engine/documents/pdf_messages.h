// What the PDF worker process and the reader say to each other, and the frames it travels in.
//
// Every message is a frame: 4 bytes length (native order, both ends run on one machine), then the payload.
// The reader sends one OpenRequest; the worker answers with one OpenReply and then, without being asked
// again, one PageReply per page from `firstPage` on. The socket's buffer holds the worker back when the
// reader is slow.
//
// With OpenRequest::view the worker draws pages instead: after its OpenReply it waits for PictureRequests and
// answers each with one PictureReply.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memlong::pdf {

inline constexpr std::uint32_t kMaxFrameBytes = 64U << 20;

/// One line of text as set on the page. Coordinates are in points, in the direction of reading: `left` to
/// `right` along the line, `top` to `bottom` from line to line, also for rotated and vertical text.
struct Line {
    std::string text; // UTF-8 as the library gave it, not yet cleaned
    float left = 0, top = 0, right = 0, bottom = 0;
    float size = 0;            // font size of most of its characters
    std::uint8_t rotation = 0; // quarter turns; 4 for vertical writing
    bool fixedPitch = false;
    bool bold = false;
};

struct OpenRequest {
    std::string path;
    std::string password;
    bool ocr = false;
    std::string ocrLanguage;
    std::int32_t firstPage = 1;
    bool view = false; // pages are drawn on request; `sizes` of the reply is filled
};

struct OutlineItem {
    std::string title;
    std::int32_t page = 0;
    std::int32_t level = 0;
};

struct OpenReply {
    enum class Status : std::uint8_t { Ok, Locked, Unreadable, OcrUnavailable };
    Status status = Status::Unreadable;
    std::string detail;
    std::int32_t pages = 0;
    std::string title;
    std::string author;
    std::vector<OutlineItem> outline;
    std::vector<float> sizes; // width and height of each page in points, as it is shown
};

/// A character at its place on the drawn page: points from the upper left corner.
struct Glyph {
    char32_t character = 0;
    std::int32_t line = 0;
    bool spaceAfter = false;
    float left = 0, top = 0, right = 0, bottom = 0;
};

struct PictureRequest {
    std::int32_t page = 0;
    double pixelsPerPoint = 1;
};

struct PictureReply {
    std::int32_t page = 0;
    std::string problem; // not empty: there is no picture
    float width = 0, height = 0;
    double pixelsPerPoint = 0; // may be less than asked for
    std::int32_t columns = 0, rows = 0;
    std::vector<std::uint32_t> argb; // 0xffRRGGBB, columns * rows
    std::vector<Glyph> glyphs;       // in reading order
};

inline constexpr double kMaxPicturePixels = 12e6; // with its glyphs it fits a frame

struct PageReply {
    std::int32_t number = 0;
    std::string label;
    float width = 0, height = 0;
    bool scanned = false; // something is drawn, but there is no usable text
    bool garbled = false; // `scanned`, since what text there is means nothing
    std::string problem;  // not empty: the page is damaged
    std::vector<Line> lines;
};

/// One whole frame to a socket; false when the other end is gone.
bool sendFrame(int socket, std::string_view payload);

/// Payloads; decoding returns nothing when the bytes are not a whole message.
std::string encode(const OpenRequest& request);
std::string encode(const OpenReply& reply);
std::string encode(const PageReply& page);
std::string encode(const PictureRequest& request);
std::string encode(const PictureReply& picture);
std::optional<OpenRequest> decodeOpenRequest(std::string_view payload);
std::optional<OpenReply> decodeOpenReply(std::string_view payload);
std::optional<PageReply> decodePageReply(std::string_view payload);
std::optional<PictureRequest> decodePictureRequest(std::string_view payload);
/// Nothing also when the picture's size contradicts itself.
std::optional<PictureReply> decodePictureReply(std::string_view payload);

} // namespace memlong::pdf
