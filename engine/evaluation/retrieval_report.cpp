#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/evaluation/retrieval.h"

namespace memlong {
namespace {

template <class... Args> std::string format(const char* pattern, Args... args) {
    char line[256];
    std::snprintf(line, sizeof line, pattern, args...);
    return line;
}

} // namespace

std::string retrievalTableText(const RetrievalTable& table) {
    std::string out = table.name + ": " + std::to_string(table.questions) + " questions, " +
                      std::to_string(table.passages) + " passages in " + std::to_string(table.collections) +
                      " collection(s)\n";
    out +=
        format("ceiling %.1f %% (floor's passages %.1f %%)\n", 100 * table.ceiling, 100 * table.floorCeiling);
    out += format("%-28s %7s %7s %7s %7s %7s %9s\n", "system", "hit@1", "hit@5", "hit@10", "MRR@10", "words",
                  "ms/query");
    for (const RetrievalScore& score : table.scores)
        out += format("%-28s %7.1f %7.1f %7.1f %7.3f %7.0f %9.2f\n", score.system.c_str(),
                      100 * score.hitRates[0], 100 * score.hitRates[1], 100 * score.hitRates[2],
                      score.meanReciprocalRank, score.wordsPerPassage, score.queryMs);
    for (std::size_t i = 0; i < table.retrievers.size(); ++i)
        out += format("%s embeds %.0f passages a second\n", table.retrievers[i].c_str(),
                      table.passagesPerSecond[i]);
    return out;
}

std::string retrievalTableJson(const RetrievalTable& table) {
    nlohmann::json scores = nlohmann::json::array();
    for (const RetrievalScore& score : table.scores)
        scores.push_back({{"system", score.system},
                          {"hit_at_1", score.hitRates[0]},
                          {"hit_at_5", score.hitRates[1]},
                          {"hit_at_10", score.hitRates[2]},
                          {"mrr_at_10", score.meanReciprocalRank},
                          {"words_per_passage", score.wordsPerPassage},
                          {"query_ms", score.queryMs}});
    nlohmann::json speeds = nlohmann::json::object();
    for (std::size_t i = 0; i < table.retrievers.size(); ++i)
        speeds[table.retrievers[i]] = table.passagesPerSecond[i];
    const nlohmann::json json{{"name", table.name},         {"collections", table.collections},
                              {"passages", table.passages}, {"questions", table.questions},
                              {"ceiling", table.ceiling},   {"floor_ceiling", table.floorCeiling},
                              {"scores", scores},           {"passages_per_second", speeds}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace memlong
