// Perplexity of a decoder on long documents, with and without memory (paper section 4.2).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/evaluation/evaluation_memory.h"

namespace memlong {

enum class LmMode {
    Window,  // windows of `windowTokens`, each read alone
    Sliding, // each window's last half is scored: at least half a window of history
    Memory,  // as Window, and the retrieval layers see chunks retrieved from all before it
    Random,  // as Memory with chunks drawn by chance: the control
};

struct LmEvaluationOptions {
    std::vector<std::filesystem::path> documents; // UTF-8 text, each on its own: memory starts empty
    std::vector<std::int64_t> lengths = {1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072};
    std::vector<LmMode> modes = {LmMode::Window, LmMode::Sliding, LmMode::Memory, LmMode::Random};
    int windowTokens = 0; // 0: the decoder's window, at most 1024
    int chunkTokens = 256;
    int topK = 8;
    int lastTokens = 1024; // the second convention scores only the last so many
    BankSettings bank;     // its scope is taken for Paper
    std::uint64_t seed = 1;
};

struct LmScore {
    LmMode mode = LmMode::Window;
    std::int64_t length = 0;   // tokens of each document that were read
    std::size_t documents = 0; // that are so long
    std::int64_t tokens = 0;   // scored
    double perplexity = 0;     // over everything read
    double lastPerplexity = 0; // over the last `lastTokens` of it
};

struct LmReport {
    std::string model, modelFingerprint, retriever, dataHash;
    int windowTokens = 0, chunkTokens = 0, topK = 0;
    std::uint64_t budgetTokens = 0;
    std::vector<LmScore> scores; // by mode, then length
};

/// BadInput names a document that is too short or no text. InvalidArgument for settings that the decoder
/// cannot do.
Result<LmReport> evaluateLanguageModel(DecoderRuntime& decoder, Retriever& retriever,
                                       const LmEvaluationOptions& options, const ProgressFn& progress,
                                       std::stop_token stop);

const char* lmModeName(LmMode mode);
std::string lmReportText(const LmReport& report);
std::string lmReportJson(const LmReport& report);
/// Perplexity over the length read, a line for each mode, as SVG.
std::string lmReportPlot(const LmReport& report);

} // namespace memlong
