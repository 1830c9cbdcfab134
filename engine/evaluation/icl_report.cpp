#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/evaluation/icl.h"
#include "engine/plot/plot.h"

namespace memlong {

std::string iclReportText(const IclReport& report) {
    std::string text = "Model " + report.model + " (" + report.modelFingerprint + "), retriever " +
                       report.retriever + ", data " + report.dataHash + "\n";
    char line[160];
    std::snprintf(line, sizeof line, "%-6s %11s %10s %10s %10s %10s %9s\n", "task", "in context", "in prompt",
                  "in memory", "accuracy", "deviation", "majority");
    text += line;
    for (const IclScore& score : report.scores) {
        std::snprintf(line, sizeof line, "%-6s %11d %10.1f %10d %9.1f%% %10.1f %8.1f%%\n", score.task.c_str(),
                      score.inContext, score.inPrompt, score.inMemory, 100 * score.mean,
                      100 * score.deviation, 100 * score.majority);
        text += line;
    }
    return text;
}

std::string iclReportJson(const IclReport& report) {
    nlohmann::json scores = nlohmann::json::array();
    for (const IclScore& score : report.scores)
        scores.push_back({{"task", score.task},
                          {"in_context", score.inContext},
                          {"in_prompt", score.inPrompt},
                          {"in_memory", score.inMemory},
                          {"accuracies", score.accuracies},
                          {"mean", score.mean},
                          {"deviation", score.deviation},
                          {"majority", score.majority}});
    const nlohmann::json json{
        {"model", report.model},          {"model_fingerprint", report.modelFingerprint},
        {"retriever", report.retriever},  {"data_hash", report.dataHash},
        {"test_count", report.testCount}, {"scores", scores}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string iclReportPlot(const IclReport& report) {
    HeatMap map{"Accuracy of " + report.model, "examples in the prompt + in memory", "", {}, {}, {}, 0, 1};
    for (const IclScore& score : report.scores) { // by task
        if (map.rows.empty() || map.rows.back() != score.task)
            map.rows.push_back(score.task);
        if (map.rows.size() == 1)
            map.columns.push_back(std::to_string(score.inContext) + " + " + std::to_string(score.inMemory));
        map.values.push_back(score.mean);
    }
    return svgText(map);
}

} // namespace memlong
