#include <cmath>

#include <gmock/gmock.h>

#include "engine/plot/plot.h"
#include "engine/plot/plot_file.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Plot, chart_holdsItsSeriesAndEscapesText) {
    const LineChart chart{"Loss <a & b>", "step", "loss", false, true, {{"train", {1, 2, 3}, {9, 5, 2}}}};
    const std::string svg = svgText(chart);
    EXPECT_THAT(svg, HasSubstr("Loss &lt;a &amp; b&gt;"));
    EXPECT_THAT(svg, HasSubstr("<path d=\"M"));
    EXPECT_THAT(svg, HasSubstr("</svg>"));
}

TEST(Plot, pointsThatAreNotNumbers_interruptTheLine) {
    const LineChart chart{"t", "x", "y", true, true, {{"s", {1, 2, 3, 0, 5}, {1, std::nan(""), 2, 3, -1}}}};
    EXPECT_THAT(svgText(chart), Not(HasSubstr("nan")));
    EXPECT_THAT(svgText(LineChart{}), HasSubstr("no data"));
    EXPECT_THAT(svgText(LineChart{"t", "x", "y", false, false, {{"s", {1}, {1}}}}), Not(HasSubstr("nan")));
}

TEST(Plot, heatMap_hasACellPerValue) {
    const HeatMap map{"grid", "length", "depth", {"1k", "2k"}, {"0", "50"}, {1, 0.5, std::nan(""), 0}};
    const std::string svg = svgText(map);
    EXPECT_THAT(svg, HasSubstr("#084594"));
    EXPECT_THAT(svg, HasSubstr("#eeeeee"));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

/// Width and height of a PNG; nothing when the bytes are none.
std::pair<int, int> pngSize(const std::string& png) {
    if (png.size() < 24 || !png.starts_with("\x89PNG\r\n\x1a\n"))
        return {};
    const auto number = [&](std::size_t at) {
        int value = 0;
        for (std::size_t i = at; i < at + 4; ++i)
            value = value << 8 | static_cast<unsigned char>(png[i]);
        return value;
    };
    return {number(16), number(20)};
}

TEST(Plot, fileThatEndsInPng_isAPicture) {
    const TemporaryFolder folder;
    const std::string curve =
        svgText(LineChart{"Loss & more", "step", "loss", false, false, {{"train", {1, 2, 3}, {9, 5, 2}}}});
    ASSERT_TRUE(writePlot(folder / "a.svg", curve));
    ASSERT_TRUE(writePlot(folder / "a.PNG", curve));
    EXPECT_EQ(readText(folder / "a.svg"), curve);
    const std::string png = readText(folder / "a.PNG");
    EXPECT_EQ(pngSize(png), (std::pair{1520, 920}));
    // Another curve is another picture; a heat map is one, too.
    const auto other = pngOfPlot(
        svgText(LineChart{"Loss & more", "step", "loss", false, false, {{"train", {1, 2, 3}, {2, 5, 9}}}}));
    ASSERT_TRUE(other);
    EXPECT_NE(*other, png);
    const auto heat = pngOfPlot(svgText(HeatMap{"grid", "x", "y", {"1", "2"}, {"0"}, {1, 0}}));
    ASSERT_TRUE(heat);
    EXPECT_GT(pngSize(*heat).first, 0);
    EXPECT_FALSE(pngOfPlot("no picture"));
}

TEST(Plot, log_readsFieldsAndForgivesATornLine) {
    const TemporaryFolder folder;
    writeFile(folder / "log.jsonl",
              "{\"step\":1,\"loss\":5}\nrubbish\n{\"step\":2,\"loss\":4,\"validation_loss\":4.5}\n"
              "{\"step\":3,\"lo");
    const auto series = readLog(folder / "log.jsonl", "step", {"loss", "validation_loss", "other"});
    ASSERT_TRUE(series);
    ASSERT_EQ(series->size(), 2U);
    EXPECT_EQ((*series)[0].y, (std::vector<double>{5, 4}));
    EXPECT_EQ((*series)[1].x, (std::vector<double>{2}));
    EXPECT_FALSE(readLog(folder / "log.jsonl", "step", {"other"}));
    EXPECT_FALSE(readLog(folder / "none.jsonl", "step", {"loss"}));
}

TEST(Plot, smoothed_keepsTheMean) {
    const auto curve = smoothed({"s", {1, 2, 3, 4, 5}, {1, 3, 5, 7, 9}}, 2);
    EXPECT_EQ(curve.y, (std::vector<double>{2, 6, 9}));
}

} // namespace
} // namespace memlong::test
