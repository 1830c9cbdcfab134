#include "engine/plot/plot_file.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <numbers>
#include <string_view>

#include <cairo.h>
#include <pugixml.hpp>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr double kScale = 2;
constexpr double kLargestSide = 8192;

struct Colour {
    double red = 0, green = 0, blue = 0;
};

/// "#0072b2"; black for anything else.
Colour colourOf(const pugi::xml_node& node, const char* attribute) {
    const std::string_view text = node.attribute(attribute).as_string();
    if (text.size() != 7 || text.front() != '#')
        return {};
    const auto part = [&](std::size_t at) {
        return static_cast<double>(std::strtol(std::string(text.substr(at, 2)).c_str(), nullptr, 16)) / 255;
    };
    return {part(1), part(3), part(5)};
}

class Drawing {
public:
    explicit Drawing(cairo_t* cairo) : m_cairo(cairo) {}

    void draw(const pugi::xml_node& node) const {
        const std::string_view name = node.name();
        if (name == "rect")
            rectangle(node);
        else if (name == "line")
            line(node);
        else if (name == "path")
            path(node);
        else if (name == "circle")
            circle(node);
        else if (name == "text")
            text(node);
    }

private:
    void paintWith(const pugi::xml_node& node, const char* attribute) const {
        const Colour colour = colourOf(node, attribute);
        cairo_set_source_rgb(m_cairo, colour.red, colour.green, colour.blue);
    }
    static double number(const pugi::xml_node& node, const char* attribute, double missing = 0) {
        return node.attribute(attribute).as_double(missing);
    }

    void rectangle(const pugi::xml_node& node) const {
        paintWith(node, "fill");
        cairo_rectangle(m_cairo, number(node, "x"), number(node, "y"), number(node, "width"),
                        number(node, "height"));
        cairo_fill(m_cairo);
    }
    void line(const pugi::xml_node& node) const {
        cairo_move_to(m_cairo, number(node, "x1"), number(node, "y1"));
        cairo_line_to(m_cairo, number(node, "x2"), number(node, "y2"));
        stroke(node);
    }
    /// "M1.00 2.00L3.00 4.00..."
    void path(const pugi::xml_node& node) const {
        const char* at = node.attribute("d").as_string();
        while (*at == 'M' || *at == 'L') {
            const bool move = *at++ == 'M';
            char* end = nullptr;
            const double x = std::strtod(at, &end);
            at = end;
            const double y = std::strtod(at, &end);
            at = end;
            if (move)
                cairo_move_to(m_cairo, x, y);
            else
                cairo_line_to(m_cairo, x, y);
        }
        cairo_set_line_join(m_cairo, CAIRO_LINE_JOIN_ROUND);
        stroke(node);
    }
    void circle(const pugi::xml_node& node) const {
        paintWith(node, "fill");
        cairo_new_path(m_cairo);
        cairo_arc(m_cairo, number(node, "cx"), number(node, "cy"), number(node, "r"), 0,
                  2 * std::numbers::pi);
        cairo_fill(m_cairo);
    }
    void text(const pugi::xml_node& node) const {
        const bool bold = std::string_view(node.attribute("font-weight").as_string()) == "bold";
        cairo_select_font_face(m_cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                               bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
        cairo_set_font_size(m_cairo, number(node, "font-size", 13));
        paintWith(node, "fill");
        cairo_text_extents_t extents;
        cairo_text_extents(m_cairo, node.text().as_string(), &extents);
        const std::string_view anchor = node.attribute("text-anchor").as_string();
        const double shift = anchor == "end" ? 1 : anchor == "middle" ? 0.5 : 0;
        cairo_save(m_cairo);
        cairo_translate(m_cairo, number(node, "x"), number(node, "y"));
        if (!node.attribute("transform").empty()) // only the label of the vertical axis is turned
            cairo_rotate(m_cairo, -std::numbers::pi / 2);
        cairo_move_to(m_cairo, -shift * extents.x_advance, 0);
        cairo_show_text(m_cairo, node.text().as_string());
        cairo_restore(m_cairo);
    }
    void stroke(const pugi::xml_node& node) const {
        paintWith(node, "stroke");
        cairo_set_line_width(m_cairo, number(node, "stroke-width", 1));
        cairo_stroke(m_cairo);
    }

    cairo_t* m_cairo;
};

cairo_status_t append(void* target, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(target)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

} // namespace

Result<std::string> pngOfPlot(const std::string& svg) {
    pugi::xml_document document;
    if (!document.load_string(svg.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single))
        return makeError(ErrorCode::Internal, "the plot is not SVG");
    const pugi::xml_node root = document.child("svg");
    const double width = std::clamp(root.attribute("width").as_double(), 1.0, kLargestSide);
    const double height = std::clamp(root.attribute("height").as_double(), 1.0, kLargestSide);
    const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(kScale * width),
                                   static_cast<int>(kScale * height)),
        cairo_surface_destroy);
    const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo(cairo_create(surface.get()),
                                                                   cairo_destroy);
    cairo_scale(cairo.get(), kScale, kScale);
    const Drawing drawing(cairo.get());
    for (const pugi::xml_node& node : root.children())
        drawing.draw(node);
    std::string png;
    const cairo_status_t drawn = cairo_status(cairo.get());
    const cairo_status_t status = drawn == CAIRO_STATUS_SUCCESS
                                      ? cairo_surface_write_to_png_stream(surface.get(), append, &png)
                                      : drawn;
    if (status != CAIRO_STATUS_SUCCESS)
        return makeError(ErrorCode::Internal, "the plot could not be drawn as PNG; write it as .svg",
                         cairo_status_to_string(status));
    return png;
}

Result<void> writePlot(const std::filesystem::path& file, const std::string& svg) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (extension != ".png")
        return replaceFile(file, svg);
    MEMLONG_ASSIGN(const std::string png, pngOfPlot(svg));
    return replaceFile(file, png);
}

} // namespace memlong
