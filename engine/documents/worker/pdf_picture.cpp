// Pages as they look, for the page view.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>
#include <utility>

#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include "engine/documents/worker/pdf_file.h"

namespace memlong::pdf {
namespace {

constexpr std::size_t kMaxGlyphs = 300000;
constexpr std::size_t kMaxPagesMeasured = 100000;
constexpr double kLeastScale = 0.02;

bool isTurned(const poppler::page& page) {
    const auto orientation = page.orientation();
    return orientation == poppler::page::landscape || orientation == poppler::page::seascape;
}

/// As it is shown: cut to the crop box and turned. 0, 0 when the file says nothing sensible.
std::pair<float, float> shownSize(const poppler::page& page) {
    const poppler::rectf box = page.page_rect(poppler::crop_box);
    auto width = static_cast<float>(std::abs(box.width()));
    auto height = static_cast<float>(std::abs(box.height()));
    if (isTurned(page))
        std::swap(width, height);
    if (!std::isfinite(width) || !std::isfinite(height))
        return {0, 0};
    return {width, height};
}

/// Code points of a UTF-16 string; a lone surrogate becomes U+FFFD.
std::u32string codePoints(const poppler::ustring& text) {
    std::u32string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t unit = text[i];
        if (unit >= 0xD800 && unit <= 0xDBFF && i + 1 < text.size() && text[i + 1] >= 0xDC00 &&
            text[i + 1] <= 0xDFFF)
            out += 0x10000 + ((unit - 0xD800) << 10) + (text[++i] - 0xDC00U);
        else
            out += unit >= 0xD800 && unit <= 0xDFFF ? U'\uFFFD' : unit;
    }
    return out;
}

/// Whether two boxes stand beside each other on one line.
bool onOneLine(const poppler::rectf& a, const poppler::rectf& b) {
    const double overlap = std::min(a.bottom(), b.bottom()) - std::max(a.top(), b.top());
    return overlap > 0.4 * std::min(a.height(), b.height());
}

std::vector<Glyph> glyphsOf(const poppler::page& page) {
    std::vector<Glyph> glyphs;
    poppler::rectf last;
    std::int32_t line = -1;
    for (const poppler::text_box& box : page.text_list()) {
        const std::u32string text = codePoints(box.text());
        const poppler::rectf at = box.bbox();
        if (text.empty() || glyphs.size() + text.size() > kMaxGlyphs)
            continue;
        const bool upright = box.rotation() % 2 == 0;
        if (line < 0 || !upright || !onOneLine(last, at)) {
            ++line;
            if (!glyphs.empty())
                glyphs.back().spaceAfter = true;
        }
        for (std::size_t i = 0; i < text.size(); ++i) {
            const poppler::rectf place = box.char_bbox(i);
            Glyph glyph;
            glyph.character = text[i];
            glyph.line = line;
            glyph.left = static_cast<float>(std::min(place.left(), place.right()));
            glyph.right = static_cast<float>(std::max(place.left(), place.right()));
            // The word's height: letters of one line then make one even bar.
            glyph.top = static_cast<float>(upright ? at.top() : place.top());
            glyph.bottom = static_cast<float>(upright ? at.bottom() : place.bottom());
            glyph.spaceAfter = i + 1 == text.size() && box.has_space_after();
            const float values[] = {glyph.left, glyph.top, glyph.right, glyph.bottom};
            if (std::all_of(std::begin(values), std::end(values),
                            [](float value) { return std::isfinite(value); }))
                glyphs.push_back(glyph);
        }
        last = at;
    }
    return glyphs;
}

} // namespace

std::vector<float> PdfFile::pageSizes() const {
    std::vector<float> sizes;
    const int pages = std::min(m_document->pages(), static_cast<int>(kMaxPagesMeasured));
    for (int i = 0; i < pages; ++i) {
        const std::unique_ptr<poppler::page> page(m_document->create_page(i));
        const auto [width, height] = page ? shownSize(*page) : std::pair(0.0F, 0.0F);
        sizes.push_back(width);
        sizes.push_back(height);
    }
    return sizes;
}

PictureReply PdfFile::picture(const PictureRequest& request) {
    PictureReply reply;
    reply.page = request.page;
    const std::unique_ptr<poppler::page> page(m_document->create_page(request.page - 1));
    if (!page) {
        reply.problem = "the page cannot be found in the file";
        return reply;
    }
    std::tie(reply.width, reply.height) = shownSize(*page);
    const double area = static_cast<double>(reply.width) * static_cast<double>(reply.height);
    if (!(area > 0)) {
        reply.problem = "the page has no size";
        return reply;
    }
    double scale = std::isfinite(request.pixelsPerPoint) ? request.pixelsPerPoint : 1;
    if (scale * scale * area > kMaxPicturePixels)
        scale = std::sqrt(kMaxPicturePixels / area) * 0.999;
    if (scale < kLeastScale) {
        reply.problem = "the page is too large to be drawn";
        return reply;
    }
    poppler::page_renderer renderer;
    renderer.set_render_hints(poppler::page_renderer::antialiasing |
                              poppler::page_renderer::text_antialiasing);
    renderer.set_image_format(poppler::image::format_argb32);
    const poppler::image image = renderer.render_page(page.get(), 72 * scale, 72 * scale);
    const double pixels = static_cast<double>(image.width()) * image.height();
    if (!image.is_valid() || image.format() != poppler::image::format_argb32 ||
        pixels > kMaxPicturePixels * 1.05) {
        reply.problem = "the page is damaged or too large to be drawn";
        return reply;
    }
    reply.pixelsPerPoint = scale;
    reply.columns = image.width();
    reply.rows = image.height();
    reply.argb.resize(static_cast<std::size_t>(pixels));
    for (int y = 0; y < reply.rows; ++y) {
        const char* row = image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
        std::uint32_t* out = reply.argb.data() + static_cast<std::ptrdiff_t>(y) * reply.columns;
        std::memcpy(out, row, static_cast<std::size_t>(reply.columns) * sizeof *out);
        for (int x = 0; x < reply.columns; ++x)
            out[x] |= 0xFF000000U;
    }
    reply.glyphs = glyphsOf(*page);
    return reply;
}

} // namespace memlong::pdf
