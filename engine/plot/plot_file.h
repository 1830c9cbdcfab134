// Plots as files: SVG as it is, or a PNG of it.
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/result.h"

namespace memlong {

/// A picture of what svgText() of plot.h wrote, at twice its size, for screens with fine pixels. Only the
/// elements and attributes that it writes are drawn.
Result<std::string> pngOfPlot(const std::string& svg);

/// Replaces `file`: with a PNG when its name ends so, else with the SVG.
Result<void> writePlot(const std::filesystem::path& file, const std::string& svg);

} // namespace memlong
