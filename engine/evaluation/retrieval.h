// How well passages are found: hit rates of BM25, dense and hybrid retrieval on question sets.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/evaluation/retrieval_collections.h"
#include "engine/retriever/reranker.h"
#include "engine/retriever/retriever.h"
#include "engine/text/tokenizer.h"

namespace memlong {

enum class RetrievalDataset { LiteraryQa, FairytaleQa, Xquad };

struct RetrievalEvaluationOptions {
    RetrievalDataset dataset = RetrievalDataset::LiteraryQa;
    std::filesystem::path path;                 // LiteraryQA and FairytaleQA: the folder; XQuAD: the file
    std::string split = "val";                  // FairytaleQA: "val" or "train"
    std::shared_ptr<const Tokenizer> tokenizer; // of the chunks; needed for LiteraryQA
    int chunkTokens = 256;
    std::vector<Retriever*> retrievers; // each adds the systems dense and hybrid
    Reranker* reranker = nullptr;       // adds the system reranked; null: none
    int candidates = 50;                // of each search, before fusion and reranking
    std::size_t maxCollections = 0;     // 0: all; LiteraryQA in the order of the file
};

struct RetrievalScore {
    std::string system; // "floor", "bm25", "dense built-in", "fused built-in", "hybrid built-in", ...
    std::vector<double> hitRates; // share of questions with a right passage among the first kRetrievalCuts[i]
    // Means over the questions that have a right passage at all: of its right passages, the share among the
    // first kRetrievalCuts[i]; and the normalised discounted cumulative gain of the first ten.
    std::vector<double> recalls;
    double ndcg = 0;
    double meanReciprocalRank = 0; // of the first right passage among the first ten
    double wordsPerPassage = 0;    // mean length of what stood in the first five places
    double queryMs = 0;            // mean, embedding included
};

inline constexpr int kRetrievalCuts[] = {1, 5, 10};

struct RetrievalTable {
    std::string name;
    std::string dataHash; // of the passages and the questions
    std::size_t collections = 0, passages = 0, questions = 0;
    double ceiling = 0; // share of questions that have a right passage at all
    double floorCeiling = 0;
    std::vector<RetrievalScore> scores;
    std::vector<std::string> retrievers, fingerprints;
    std::string reranker, rerankerFingerprint; // empty: none
    std::vector<double> passagesPerSecond;     // embedding, one a retriever
};

/// The floor is BM25 (k1 1.2, b 0.75) of lower-cased words without stemming, bm25 is BM25 of index terms as
/// sessions use it, fused is reciprocal rank fusion, hybrid is fused and ranked by words and vectors,
/// reranked is hybrid with the best kReranked in the order of the reranker.
Result<RetrievalTable> evaluateRetrieval(const RetrievalEvaluationOptions& options,
                                         const ProgressFn& progress, std::stop_token stop);

std::string retrievalTableText(const RetrievalTable& table);
std::string retrievalTableJson(const RetrievalTable& table);
/// Heat map of the hit rates, a row for each system, as SVG.
std::string retrievalTablePlot(const RetrievalTable& table);

} // namespace memlong
