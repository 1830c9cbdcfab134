// Passkey retrieval: a number hidden in a long text has to be told (Mohtashami & Jaggi 2023).
#pragma once

#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/evaluation/evaluation_memory.h"

namespace memlong {

struct PasskeyOptions {
    std::vector<std::int64_t> lengths = {1024, 4096, 16384, 65536}; // tokens of the text
    int depths = 5; // places of the number, evenly from the text's beginning to its end
    int trials = 4; // numbers a place
    int chunkTokens = 256;
    int topK = 8;
    BankSettings bank; // its scope is taken for Paper
    std::uint64_t seed = 1;
};

struct PasskeyCell {
    std::int64_t length = 0;
    double depth = 0;     // 0: the text's beginning, 1: its end
    double told = 0;      // share of the trials whose answer has the number
    double retrieved = 0; // share of the trials in which the number's chunk was retrieved
};

struct PasskeyReport {
    std::string model, modelFingerprint, retriever;
    int trials = 0;
    std::vector<PasskeyCell> cells; // by length, then depth
};

/// The question alone is the prompt; the text is in memory. InvalidArgument for sizes that are not positive.
Result<PasskeyReport> evaluatePasskey(DecoderRuntime& decoder, Retriever& retriever,
                                      const PasskeyOptions& options, const ProgressFn& progress,
                                      std::stop_token stop);

std::string passkeyReportText(const PasskeyReport& report);
std::string passkeyReportJson(const PasskeyReport& report);
/// Heat map of `told`, lengths across and depths down, as SVG.
std::string passkeyReportPlot(const PasskeyReport& report);

} // namespace memlong
