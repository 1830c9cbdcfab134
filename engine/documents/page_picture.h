// Pages of a PDF as pictures, drawn in a process of their own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/documents/document.h"

namespace memlong {

/// A character at its place on the page, in points from the upper left corner, in reading order.
struct PlacedCharacter {
    char32_t character = 0;
    std::int32_t line = 0;
    bool spaceAfter = false;
    float left = 0, top = 0, right = 0, bottom = 0;
};

struct DrawnPage {
    int number = 0;
    float width = 0, height = 0; // points
    double pixelsPerPoint = 0;
    int columns = 0, rows = 0;
    std::vector<std::uint32_t> argb; // 0xffRRGGBB, columns * rows
    std::vector<PlacedCharacter> characters;
};

/// One open PDF. One thread at a time.
class PdfPictures {
public:
    /// BadInput when it is no readable PDF; `locked` then tells whether a (or another) password would help.
    static Result<PdfPictures> open(const std::filesystem::path& path, const std::string& password,
                                    bool& locked);
    PdfPictures(PdfPictures&&) noexcept;
    PdfPictures& operator=(PdfPictures&&) noexcept;
    ~PdfPictures();

    int pages() const;
    const std::vector<std::pair<float, float>>& sizes() const; // width and height in points, one a page
    const std::vector<OutlineEntry>& outline() const;
    /// BadInput for a page that cannot be drawn; the next one still can.
    Result<DrawnPage> draw(int page, double pixelsPerPoint, const std::stop_token& stop);

private:
    struct State;
    explicit PdfPictures(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace memlong
