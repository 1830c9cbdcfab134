#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/evaluation/retrieval.h"
#include "engine/plot/plot.h"

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
                      " collection(s), data " + table.dataHash + "\n";
    out +=
        format("ceiling %.1f %% (floor's passages %.1f %%)\n", 100 * table.ceiling, 100 * table.floorCeiling);
    out += format("%-28s %7s %7s %7s %9s %7s %7s %7s %9s\n", "system", "hit@1", "hit@5", "hit@10",
                  "recall@10", "MRR@10", "nDCG@10", "words", "ms/query");
    for (const RetrievalScore& score : table.scores)
        out += format("%-28s %7.1f %7.1f %7.1f %9.1f %7.3f %7.3f %7.0f %9.2f\n", score.system.c_str(),
                      100 * score.hitRates[0], 100 * score.hitRates[1], 100 * score.hitRates[2],
                      100 * score.recalls[2], score.meanReciprocalRank, score.ndcg, score.wordsPerPassage,
                      score.queryMs);
    for (std::size_t i = 0; i < table.retrievers.size(); ++i)
        out += format("%s (%s) embeds %.0f passages a second\n", table.retrievers[i].c_str(),
                      table.fingerprints[i].c_str(), table.passagesPerSecond[i]);
    if (!table.reranker.empty())
        out += table.reranker + " (" + table.rerankerFingerprint + ") reranks the best " +
               std::to_string(kReranked) + "\n";
    return out;
}

std::string retrievalTableJson(const RetrievalTable& table) {
    nlohmann::json scores = nlohmann::json::array();
    for (const RetrievalScore& score : table.scores)
        scores.push_back({{"system", score.system},
                          {"hit_at_1", score.hitRates[0]},
                          {"hit_at_5", score.hitRates[1]},
                          {"hit_at_10", score.hitRates[2]},
                          {"recall_at_1", score.recalls[0]},
                          {"recall_at_5", score.recalls[1]},
                          {"recall_at_10", score.recalls[2]},
                          {"mrr_at_10", score.meanReciprocalRank},
                          {"ndcg_at_10", score.ndcg},
                          {"words_per_passage", score.wordsPerPassage},
                          {"query_ms", score.queryMs}});
    nlohmann::json retrievers = nlohmann::json::array();
    for (std::size_t i = 0; i < table.retrievers.size(); ++i)
        retrievers.push_back({{"name", table.retrievers[i]},
                              {"fingerprint", table.fingerprints[i]},
                              {"passages_per_second", table.passagesPerSecond[i]}});
    nlohmann::json reranker;
    if (!table.reranker.empty())
        reranker = {{"name", table.reranker}, {"fingerprint", table.rerankerFingerprint}};
    const nlohmann::json json{{"name", table.name},
                              {"data_hash", table.dataHash},
                              {"collections", table.collections},
                              {"passages", table.passages},
                              {"questions", table.questions},
                              {"ceiling", table.ceiling},
                              {"floor_ceiling", table.floorCeiling},
                              {"scores", scores},
                              {"retrievers", retrievers},
                              {"reranker", reranker}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string retrievalTablePlot(const RetrievalTable& table) {
    HeatMap map{"Questions with a right passage, " + table.name, "among the first", "", {}, {}, {}, 0, 1};
    for (const int cut : kRetrievalCuts)
        map.columns.push_back(std::to_string(cut));
    for (const RetrievalScore& score : table.scores) {
        map.rows.push_back(score.system);
        map.values.insert(map.values.end(), score.hitRates.begin(), score.hitRates.end());
    }
    return svgText(map);
}

} // namespace memlong
