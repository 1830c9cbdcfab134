#include "app/cli/bench_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

/// Three figures are what a measurement on a busy machine tells.
std::string rateText(double rate) {
    if (rate >= 1000)
        return grouped(static_cast<std::uint64_t>(rate + 0.5));
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", rate);
    return text.data();
}

std::string percentText(double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.0f %%", 100 * share);
    return text.data();
}

std::string padded(std::string text, int width) {
    const int missing = width - displayWidth(text);
    return missing > 0 ? text + std::string(static_cast<std::size_t>(missing), ' ') : text;
}

std::string roofText(const BenchRoof& roof) {
    std::string text;
    if (roof.flopsPerSecond > 0)
        text = rateText(roof.flopsPerSecond / 1e9) + " GFLOP/s in " + roof.type + ", ";
    return text + rateText(roof.bytesPerSecond / 1e9) + " GB/s from a block of " +
           humanBytes(roof.blockBytes);
}

/// Of the vectors that are searched; null where it was not measured.
const BenchRoof* denseRoof(const BenchReport& report) {
    const auto found = std::ranges::find(report.figures, "dense", &BenchFigure::name);
    return found == report.figures.end() ? nullptr : found->roof.get();
}

/// The figure of the first decoder with the same name; null when this is it.
const BenchFigure* baseOf(const BenchReport& report, const BenchFigure& figure) {
    const auto found = std::ranges::find(report.figures, figure.name, &BenchFigure::name);
    return found == report.figures.end() || &*found == &figure ? nullptr : &*found;
}

/// Of the repeats that ran one after the other.
std::vector<double> ratios(const BenchFigure& figure, const BenchFigure& base) {
    std::vector<double> out;
    for (std::size_t i = 0; i < std::min(figure.rates.size(), base.rates.size()); ++i)
        out.push_back(figure.rates[i] / base.rates[i]);
    return out;
}

Json roofJson(const BenchRoof& roof) {
    Json json = {{"bytes_per_second", roof.bytesPerSecond}, {"block_bytes", roof.blockBytes}};
    if (roof.flopsPerSecond > 0) {
        json["type"] = roof.type;
        json["flops_per_second"] = roof.flopsPerSecond;
    }
    return json;
}

} // namespace

std::string benchText(const BenchReport& report) {
    std::string text;
    if (!report.device.empty())
        text += "Device: " + oneLine(report.device) + "\n";
    for (const BenchedDecoder& benched : report.decoders) {
        const DecoderInfo& info = benched.decoder->info();
        text += oneLine(benched.name) + ": " + grouped(info.parameters) + " parameters, " + info.precision +
                ", " + humanBytes(info.weightBytes) + "; the machine reached " +
                roofText(*benched.meter->roof()) + "\n";
    }
    if (const BenchRoof* roof = denseRoof(report))
        text += "dense: the machine reached " + roofText(*roof) + "\n";
    text += "Median of " + std::to_string(report.repeats) +
            " repeats; (largest - smallest) / median behind it\n\n";
    for (const BenchFigure& figure : report.figures) {
        std::string line = padded(figure.name, 15) + padded(oneLine(figure.model), 18) +
                           padded(rateText(median(figure.rates)) + " " + figure.unit, 23) +
                           padded(percentText(spread(figure.rates)), 8);
        const std::string bound = boundOf(figure);
        line += padded(bound.empty() ? "" : percentText(shareOf(figure)) + " of " + bound, 18);
        line += figure.setting;
        if (const BenchFigure* base = baseOf(report, figure)) {
            const std::vector<double> ratio = ratios(figure, *base);
            line += "; x" + rateText(median(ratio)) + " of " + oneLine(base->model);
        }
        text += line + "\n";
    }
    return text;
}

Json benchJson(const BenchReport& report) {
    Json models = Json::array();
    for (const BenchedDecoder& benched : report.decoders) {
        const DecoderInfo& info = benched.decoder->info();
        models.push_back({{"model", benched.name},
                          {"architecture", info.architecture},
                          {"precision", info.precision},
                          {"parameters", info.parameters},
                          {"weight_bytes", info.weightBytes},
                          {"roofline", roofJson(*benched.meter->roof())}});
    }
    Json figures = Json::array();
    for (const BenchFigure& figure : report.figures) {
        Json json = {{"name", figure.name},
                     {"model", figure.model},
                     {"unit", figure.unit},
                     {"setting", figure.setting},
                     {"median", median(figure.rates)},
                     {"smallest", std::ranges::min(figure.rates)},
                     {"largest", std::ranges::max(figure.rates)},
                     {"spread", spread(figure.rates)},
                     {"repeats", figure.rates}};
        if (const std::string bound = boundOf(figure); !bound.empty()) {
            const double share = shareOf(figure);
            json["bound"] = bound;
            json["share_of_roofline"] = share;
            json["roofline"] = median(figure.rates) / share;
        }
        if (const BenchFigure* base = baseOf(report, figure)) {
            const std::vector<double> ratio = ratios(figure, *base);
            json["ratio"] = {{"to", base->model}, {"median", median(ratio)}, {"spread", spread(ratio)}};
        }
        figures.push_back(std::move(json));
    }
    Json json = {{"device", report.device}, {"repeats", report.repeats}, {"models", std::move(models)}};
    if (const BenchRoof* roof = denseRoof(report))
        json["dense_roofline"] = roofJson(*roof);
    json["figures"] = std::move(figures);
    return json;
}

} // namespace memlong::cli
