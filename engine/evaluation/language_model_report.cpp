#include <cstdio>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/evaluation/language_model.h"
#include "engine/plot/plot.h"

namespace memlong {

const char* lmModeName(LmMode mode) {
    switch (mode) {
    case LmMode::Window:
        return "window";
    case LmMode::Sliding:
        return "sliding";
    case LmMode::Memory:
        return "memory";
    case LmMode::Random:
        return "random";
    }
    return "";
}

std::string lmReportText(const LmReport& report) {
    std::string text = "Model " + report.model + " (" + report.modelFingerprint + "), retriever " +
                       report.retriever + ", data " + report.dataHash + "\n" + "Windows of " +
                       std::to_string(report.windowTokens) + " tokens, chunks of " +
                       std::to_string(report.chunkTokens) + ", " + std::to_string(report.topK) +
                       " retrieved, memory of " + std::to_string(report.budgetTokens) + " tokens\n";
    char line[160];
    std::snprintf(line, sizeof line, "%-8s %10s %10s %10s %12s %16s\n", "mode", "length", "documents",
                  "tokens", "perplexity", "of the last ones");
    text += line;
    for (const LmScore& score : report.scores) {
        std::snprintf(line, sizeof line, "%-8s %10lld %10zu %10lld %12.3f %16.3f\n", lmModeName(score.mode),
                      static_cast<long long>(score.length), score.documents,
                      static_cast<long long>(score.tokens), score.perplexity, score.lastPerplexity);
        text += line;
    }
    return text;
}

std::string lmReportJson(const LmReport& report) {
    nlohmann::json scores = nlohmann::json::array();
    for (const LmScore& score : report.scores)
        scores.push_back({{"mode", lmModeName(score.mode)},
                          {"length", score.length},
                          {"documents", score.documents},
                          {"tokens", score.tokens},
                          {"perplexity", score.perplexity},
                          {"last_perplexity", score.lastPerplexity}});
    const nlohmann::json json{{"model", report.model},
                              {"model_fingerprint", report.modelFingerprint},
                              {"retriever", report.retriever},
                              {"data_hash", report.dataHash},
                              {"window_tokens", report.windowTokens},
                              {"chunk_tokens", report.chunkTokens},
                              {"top_k", report.topK},
                              {"budget_tokens", report.budgetTokens},
                              {"scores", scores}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string lmReportPlot(const LmReport& report) {
    LineChart chart{"Perplexity of " + report.model, "tokens read", "perplexity", true, false, {}};
    std::map<LmMode, ChartSeries> series;
    for (const LmScore& score : report.scores) {
        ChartSeries& line = series[score.mode];
        line.name = lmModeName(score.mode);
        line.x.push_back(static_cast<double>(score.length));
        line.y.push_back(score.perplexity);
    }
    for (auto& [mode, line] : series)
        chart.series.push_back(std::move(line));
    return svgText(chart);
}

} // namespace memlong
