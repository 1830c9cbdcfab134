#include "engine/plot/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr double kWidth = 760, kHeight = 460;
constexpr double kLeft = 78, kRight = 22, kTop = 46, kBottom = 62;
// Distinguishable with colour blindness (Okabe and Ito).
constexpr std::array<const char*, 7> kColours{"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                              "#E69F00", "#56B4E9", "#444444"};
constexpr std::size_t kMaxLogLines = 20'000'000;

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            if (static_cast<unsigned char>(c) >= 0x20)
                out += c;
        }
    }
    return out;
}

std::string numberText(double value, int digits = 2) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// 1234567 -> "1.2M", 0.0003 -> "3e-04".
std::string tickText(double value) {
    char text[32];
    const double size = std::abs(value);
    if (size >= 1e9)
        std::snprintf(text, sizeof text, "%.4gG", value / 1e9);
    else if (size >= 1e6)
        std::snprintf(text, sizeof text, "%.4gM", value / 1e6);
    else if (size >= 1e4)
        std::snprintf(text, sizeof text, "%.4gk", value / 1e3);
    else if (size > 0 && size < 1e-3)
        std::snprintf(text, sizeof text, "%.2g", value);
    else
        std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

class Axis {
public:
    Axis(double low, double high, bool logarithmic, double from, double to)
        : m_log(logarithmic), m_low(scaled(low)), m_high(scaled(high)), m_from(from), m_to(to) {
        if (!(m_high > m_low)) {
            m_low -= 0.5;
            m_high += 0.5;
        }
    }
    bool shows(double value) const { return std::isfinite(value) && (!m_log || value > 0); }
    double place(double value) const {
        return m_from + (scaled(value) - m_low) / (m_high - m_low) * (m_to - m_from);
    }
    std::vector<double> ticks() const { return m_log ? logTicks() : linearTicks(); }

private:
    double scaled(double value) const { return m_log ? std::log10(value) : value; }
    std::vector<double> linearTicks() const {
        const double rough = (m_high - m_low) / 6;
        const double power = std::pow(10.0, std::floor(std::log10(rough)));
        const double step = (rough / power > 5   ? 10
                             : rough / power > 2 ? 5
                             : rough / power > 1 ? 2
                                                 : 1) *
                            power;
        std::vector<double> ticks;
        for (double k = std::ceil(m_low / step); k * step <= m_high && ticks.size() < 20; ++k)
            ticks.push_back(k * step);
        return ticks;
    }
    std::vector<double> logTicks() const {
        std::vector<double> ticks;
        const bool fine = m_high - m_low < 2;
        for (double power = std::floor(m_low); power <= m_high && ticks.size() < 40; ++power)
            for (const double factor : {1.0, 2.0, 5.0})
                if (const double value = factor * std::pow(10.0, power); (fine || factor == 1) &&
                                                                         std::log10(value) >= m_low - 1e-9 &&
                                                                         std::log10(value) <= m_high + 1e-9)
                    ticks.push_back(value);
        return ticks;
    }

    bool m_log;
    double m_low, m_high, m_from, m_to;
};

class Svg {
public:
    Svg(double width, double height) {
        m_text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + numberText(width, 0) +
                 "\" height=\"" + numberText(height, 0) + "\" viewBox=\"0 0 " + numberText(width, 0) + ' ' +
                 numberText(height, 0) + "\" font-family=\"sans-serif\" font-size=\"13\">\n";
        rectangle(0, 0, width, height, "#ffffff");
    }
    void rectangle(double x, double y, double width, double height, const std::string& fill) {
        m_text += "<rect x=\"" + numberText(x) + "\" y=\"" + numberText(y) + "\" width=\"" +
                  numberText(width) + "\" height=\"" + numberText(height) + "\" fill=\"" + fill + "\"/>\n";
    }
    void line(double x1, double y1, double x2, double y2, const char* colour, double width = 1) {
        m_text += "<line x1=\"" + numberText(x1) + "\" y1=\"" + numberText(y1) + "\" x2=\"" + numberText(x2) +
                  "\" y2=\"" + numberText(y2) + "\" stroke=\"" + colour + "\" stroke-width=\"" +
                  numberText(width) + "\"/>\n";
    }
    void path(const std::string& points, const char* colour) {
        if (!points.empty())
            m_text += "<path d=\"" + points + "\" fill=\"none\" stroke=\"" + colour +
                      "\" stroke-width=\"1.8\" stroke-linejoin=\"round\"/>\n";
    }
    void dot(double x, double y, const char* colour) {
        m_text += "<circle cx=\"" + numberText(x) + "\" cy=\"" + numberText(y) + "\" r=\"2.6\" fill=\"" +
                  colour + "\"/>\n";
    }
    void text(double x, double y, const std::string& content, const char* anchor,
              const std::string& more = {}) {
        m_text += "<text x=\"" + numberText(x) + "\" y=\"" + numberText(y) + "\" text-anchor=\"" + anchor +
                  "\"" + more + ">" + escaped(content) + "</text>\n";
    }
    void titles(const std::string& title, const std::string& xLabel, const std::string& yLabel,
                double height) {
        text(kWidth / 2, 26, title, "middle", " font-size=\"16\" font-weight=\"bold\"");
        text((kLeft + kWidth - kRight) / 2, height - 14, xLabel, "middle");
        const std::string y = numberText((kTop + height - kBottom) / 2);
        text(20, (kTop + height - kBottom) / 2, yLabel, "middle", " transform=\"rotate(-90 20 " + y + ")\"");
    }
    std::string finish() { return m_text + "</svg>\n"; }

private:
    std::string m_text;
};

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void include(double value, bool logarithmic) {
        if (!std::isfinite(value) || (logarithmic && value <= 0))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool empty() const { return low > high; }
};

void drawSeries(Svg& svg, const ChartSeries& series, const Axis& x, const Axis& y, const char* colour) {
    std::string points;
    bool drawing = false;
    const std::size_t count = std::min(series.x.size(), series.y.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (!x.shows(series.x[i]) || !y.shows(series.y[i])) {
            drawing = false;
            continue;
        }
        points +=
            (drawing ? "L" : "M") + numberText(x.place(series.x[i])) + ' ' + numberText(y.place(series.y[i]));
        drawing = true;
        if (count <= 30)
            svg.dot(x.place(series.x[i]), y.place(series.y[i]), colour);
    }
    svg.path(points, colour);
}

/// From pale to dark; one hue in growing darkness, so that it reads in grey, too.
std::string shade(double share) {
    share = std::clamp(share, 0.0, 1.0);
    const auto mix = [&](double from, double to) {
        return static_cast<int>(std::lround(from + share * (to - from)));
    };
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", mix(247, 8), mix(251, 69), mix(255, 148));
    return text;
}

} // namespace

std::string svgText(const LineChart& chart) {
    Range xRange, yRange;
    for (const ChartSeries& series : chart.series) {
        for (const double value : series.x)
            xRange.include(value, chart.logX);
        for (const double value : series.y)
            yRange.include(value, chart.logY);
    }
    Svg svg(kWidth, kHeight);
    svg.titles(chart.title, chart.xLabel, chart.yLabel, kHeight);
    if (xRange.empty() || yRange.empty()) {
        svg.text(kWidth / 2, kHeight / 2, "no data", "middle");
        return svg.finish();
    }
    const Axis x(xRange.low, xRange.high, chart.logX, kLeft, kWidth - kRight);
    const Axis y(yRange.low, yRange.high, chart.logY, kHeight - kBottom, kTop);
    for (const double tick : x.ticks()) {
        svg.line(x.place(tick), kTop, x.place(tick), kHeight - kBottom, "#e4e4e4");
        svg.text(x.place(tick), kHeight - kBottom + 19, tickText(tick), "middle");
    }
    for (const double tick : y.ticks()) {
        svg.line(kLeft, y.place(tick), kWidth - kRight, y.place(tick), "#e4e4e4");
        svg.text(kLeft - 8, y.place(tick) + 4, tickText(tick), "end");
    }
    svg.line(kLeft, kTop, kLeft, kHeight - kBottom, "#444444");
    svg.line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom, "#444444");
    double legend = kTop + 16;
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        const char* colour = kColours[i % kColours.size()];
        drawSeries(svg, chart.series[i], x, y, colour);
        svg.line(kWidth - kRight - 26, legend - 4, kWidth - kRight - 6, legend - 4, colour, 3);
        svg.text(kWidth - kRight - 32, legend, chart.series[i].name, "end");
        legend += 18;
    }
    return svg.finish();
}

std::string svgText(const HeatMap& map) {
    const double rows = std::max<double>(1, static_cast<double>(map.rows.size()));
    const double columns = std::max<double>(1, static_cast<double>(map.columns.size()));
    const double cellHeight = 30, cellWidth = (kWidth - kLeft - kRight) / columns;
    const double height = kTop + kBottom + rows * cellHeight;
    Svg svg(kWidth, height);
    svg.titles(map.title, map.xLabel, map.yLabel, height);
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        const double top = kTop + static_cast<double>(row) * cellHeight;
        svg.text(kLeft - 8, top + cellHeight / 2 + 4, map.rows[row], "end");
        for (std::size_t column = 0; column < map.columns.size(); ++column) {
            const std::size_t index = row * map.columns.size() + column;
            const double value = index < map.values.size() ? map.values[index] : std::nan("");
            const double left = kLeft + static_cast<double>(column) * cellWidth;
            if (!std::isfinite(value)) {
                svg.rectangle(left, top, cellWidth - 1, cellHeight - 1, "#eeeeee");
                continue;
            }
            const double share = map.high > map.low ? (value - map.low) / (map.high - map.low) : 1;
            svg.rectangle(left, top, cellWidth - 1, cellHeight - 1, shade(share));
            if (cellWidth >= 34)
                svg.text(left + cellWidth / 2, top + cellHeight / 2 + 4, tickText(value), "middle",
                         share > 0.55 ? " fill=\"#ffffff\" font-size=\"11\"" : " font-size=\"11\"");
        }
    }
    for (std::size_t column = 0; column < map.columns.size(); ++column)
        svg.text(kLeft + (static_cast<double>(column) + 0.5) * cellWidth, height - kBottom + 19,
                 map.columns[column], "middle", cellWidth < 40 ? " font-size=\"10\"" : "");
    return svg.finish();
}

Result<std::vector<ChartSeries>> readLog(const std::filesystem::path& log, const std::string& x,
                                         const std::vector<std::string>& fields) {
    std::ifstream file(log);
    if (!file)
        return systemError(errno, "open", log);
    std::vector<ChartSeries> all(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i)
        all[i].name = fields[i];
    std::string line;
    for (std::size_t number = 0; number < kMaxLogLines && std::getline(file, line); ++number) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (!json.is_object())
            continue;
        const auto at = json.find(x);
        if (at == json.end() || !at->is_number())
            continue;
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (const auto value = json.find(fields[i]); value != json.end() && value->is_number()) {
                all[i].x.push_back(at->get<double>());
                all[i].y.push_back(value->get<double>());
            }
    }
    std::erase_if(all, [](const ChartSeries& series) { return series.x.empty(); });
    if (all.empty())
        return makeError(ErrorCode::BadInput,
                         log.string() + " has no line with \"" + x + "\" and a field asked for");
    return all;
}

ChartSeries smoothed(const ChartSeries& series, std::size_t points) {
    ChartSeries out{series.name, {}, {}};
    points = std::max<std::size_t>(points, 1);
    for (std::size_t begin = 0; begin < series.x.size(); begin += points) {
        const std::size_t end = std::min(begin + points, series.x.size());
        double x = 0, y = 0;
        for (std::size_t i = begin; i < end; ++i) {
            x += series.x[i];
            y += series.y[i];
        }
        out.x.push_back(x / static_cast<double>(end - begin));
        out.y.push_back(y / static_cast<double>(end - begin));
    }
    return out;
}

} // namespace memlong
