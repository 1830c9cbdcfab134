#include "app/cli/bench_measure.h"

#include <algorithm>

namespace memlong::cli {
namespace {

constexpr double kRepeatSeconds = 0.1;
constexpr int kMostCalls = 10000; // a clock that stands still must not hang the program

Result<BenchSample> oneRepeat(const BenchMeasure& measure, const std::stop_token& stop) {
    BenchSample sum;
    for (int call = 0; call < kMostCalls && sum.work.seconds < kRepeatSeconds; ++call) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "");
        MEMLONG_ASSIGN(const BenchSample sample, measure.run(stop));
        sum.amount += sample.amount;
        sum.work.seconds += sample.work.seconds;
        sum.work.flops += sample.work.flops;
        sum.work.bytes += sample.work.bytes;
    }
    return sum;
}

struct LeastSeconds {
    double compute = 0, memory = 0;
};

LeastSeconds leastSeconds(const BenchWork& work, const BenchRoof& roof) {
    return {roof.flopsPerSecond > 0 ? work.flops / roof.flopsPerSecond : 0,
            roof.bytesPerSecond > 0 ? work.bytes / roof.bytesPerSecond : 0};
}

} // namespace

std::string boundOf(const BenchFigure& figure) {
    if (!figure.roof || figure.works.empty())
        return {};
    const LeastSeconds least = leastSeconds(figure.works.front(), *figure.roof);
    if (least.compute <= 0 && least.memory <= 0)
        return {};
    return least.compute >= least.memory ? "compute" : "memory";
}

double shareOf(const BenchFigure& figure) {
    std::vector<double> shares;
    for (const BenchWork& work : figure.works) {
        const LeastSeconds least = leastSeconds(work, *figure.roof);
        shares.push_back(std::max(least.compute, least.memory) / work.seconds);
    }
    return median(std::move(shares));
}

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double spread(const std::vector<double>& values) {
    const double middle = median(values);
    return middle > 0 ? (std::ranges::max(values) - std::ranges::min(values)) / middle : 0;
}

Result<std::vector<BenchFigure>> runInTurns(std::span<const BenchMeasure> measures, int repeats,
                                            Progress& progress, const ProgressFn& report,
                                            const std::stop_token& stop) {
    std::vector<BenchFigure> figures;
    for (const BenchMeasure& measure : measures)
        figures.push_back({measure.name, measure.unit, measure.setting, measure.model, {}, {}, measure.roof});
    for (int repeat = -1; repeat < repeats; ++repeat)
        for (std::size_t i = 0; i < measures.size(); ++i) {
            progress.stage = "measuring " + measures[i].name;
            report(progress);
            if (measures[i].measureRoof)
                MEMLONG_TRY(measures[i].measureRoof());
            if (repeat < 0) {
                MEMLONG_TRY(measures[i].run(stop));
            } else {
                MEMLONG_ASSIGN(const BenchSample sample, oneRepeat(measures[i], stop));
                figures[i].rates.push_back(sample.amount / sample.work.seconds);
                figures[i].works.push_back(sample.work);
            }
            ++progress.done;
        }
    return figures;
}

} // namespace memlong::cli
