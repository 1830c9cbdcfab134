// The figures of `memlong bench` as text and as JSON.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/cli/bench_decoder.h"
#include "app/cli/console.h"

namespace memlong::cli {

struct BenchReport {
    std::string device; // empty without LibTorch
    std::vector<BenchedDecoder> decoders;
    std::vector<BenchFigure> figures;
    int repeats = 0;
};

std::string benchText(const BenchReport& report);
Json benchJson(const BenchReport& report);

} // namespace memlong::cli
