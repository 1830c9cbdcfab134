// Line charts and heat maps as SVG text: training curves, evaluation tables.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

/// Points where x or y is not finite (or not positive on a logarithmic axis) interrupt the line.
struct ChartSeries {
    std::string name;
    std::vector<double> x;
    std::vector<double> y; // as many as x
};

struct LineChart {
    std::string title;
    std::string xLabel;
    std::string yLabel;
    bool logX = false;
    bool logY = false;
    std::vector<ChartSeries> series;
};

/// Cells row by row; NaN is an empty cell. Colours run from `low` to `high`.
struct HeatMap {
    std::string title;
    std::string xLabel;
    std::string yLabel;
    std::vector<std::string> columns;
    std::vector<std::string> rows;
    std::vector<double> values; // rows * columns
    double low = 0;
    double high = 1;
};

std::string svgText(const LineChart& chart);
std::string svgText(const HeatMap& map);

/// Reads the given fields of a JSON-lines log against its field `x`. Lines without `x` or with none of the
/// fields are passed over. A torn last line (of a killed run) is, too. BadInput when no line has a field.
Result<std::vector<ChartSeries>> readLog(const std::filesystem::path& log, const std::string& x,
                                         const std::vector<std::string>& fields);

/// Means over windows of `points`, to see the trend of a noisy curve.
ChartSeries smoothed(const ChartSeries& series, std::size_t points);

} // namespace memlong
