// Measurements that are repeated and set beside what the machine can do at most (Williams et al. 2009, the
// roofline model).
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/runtime/bench_runtime.h"

namespace memlong::cli {

/// The best that the machine reached so far in this run; 0 where it was not measured.
struct BenchRoof {
    std::string type; // of the products: "bf16", ...
    double flopsPerSecond = 0;
    double bytesPerSecond = 0;
    std::uint64_t blockBytes = 0; // that were read to find the bandwidth
};

/// What one call did: so much of the measure's unit. A work without flops and bytes has no roofline.
struct BenchSample {
    double amount = 0;
    BenchWork work;
};

struct BenchMeasure {
    std::string name;    // "prefill"
    std::string unit;    // "tokens/s"
    std::string setting; // "512 tokens"
    std::string model;
    std::shared_ptr<BenchRoof> roof;           // null: nothing to compare with
    std::function<Result<void>()> measureRoof; // once more, before each repeat; null with it
    std::function<Result<BenchSample>(std::stop_token)> run;
};

struct BenchFigure {
    std::string name, unit, setting, model;
    std::vector<double> rates;    // one a repeat, in the unit
    std::vector<BenchWork> works; // likewise
    std::shared_ptr<const BenchRoof> roof;
};

/// "compute" or "memory": which roof is lower for the figure's work; empty where neither is known.
std::string boundOf(const BenchFigure& figure);
/// What was reached of the roofline, in the median.
double shareOf(const BenchFigure& figure);

double median(std::vector<double> values);
/// (largest - smallest) / median.
double spread(const std::vector<double>& values);

/// Runs each of them `repeats` times after one call to warm up, in turns, so that whatever else the machine
/// does meets all alike. Short calls are repeated until they fill a tenth of a second.
Result<std::vector<BenchFigure>> runInTurns(std::span<const BenchMeasure> measures, int repeats,
                                            Progress& progress, const ProgressFn& report,
                                            const std::stop_token& stop);

} // namespace memlong::cli
