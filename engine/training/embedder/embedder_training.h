// Training of the built-in retriever: a tokenizer, static token embeddings, and the weights of the ranking.
// The recipe of the model that ships is in resources/models/retriever/README.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/retriever/ranking.h"
#include "engine/retriever/retriever.h"

namespace memlong {

struct EmbedderTrainingOptions {
    std::vector<std::filesystem::path> texts; // UTF-8 text files, or folders of *.txt
    std::filesystem::path fairytaleQa; // folder of FairytaleQA, its training split is used; may be empty
    std::filesystem::path output;      // folder for tokenizer.model and model.safetensors
    std::filesystem::path tokenizer;   // an existing SentencePiece model; empty: train one on the texts
    Retriever* teacher = nullptr;      // English encoder that gives the starting vectors; null: random ones
    int vocabularySize = 40'000;
    int dimension = 256;
    int queryRows = 4'096;               // tokens with rows of their own in questions
    std::uint64_t bytesPerText = 25'000; // of each text, from its middle
    /// Text for a new tokenizer. Languages share it by the square roots of their texts' sizes, so that a few
    /// books are not lost among hundreds of English ones (as in XLM-R, arXiv 1911.02116, section 3.1).
    std::uint64_t tokenizerBytes = 18'000'000;
    int steps = 0; // on the texts themselves; worth it without a teacher only
    int questionSteps = 1'000;
    int batch = 256;
    double learningRate = 0.002;
    double questionLearningRate = 0.003;
    double temperature = 0.05;
    int heldOutStories = 58; // of FairytaleQA train, kept from the embeddings for the ranking
    int threads = 1;         // of the tokenizer's training; another number gives another tokenizer
    std::uint64_t seed = 1;
};

struct EmbedderTrainingReport {
    int vocabularySize = 0, dimension = 0;
    std::uint64_t trainingTokens = 0;
    std::size_t questions = 0;
    double firstLoss = 0, lastLoss = 0;                 // of passages, mean over a hundred steps
    double firstQuestionLoss = 0, lastQuestionLoss = 0; // of questions
};

/// Writes `output` when complete. Contrastive training (InfoNCE, in-batch negatives out of few books at a
/// time) on neighbouring passages and on sentences against the passage around them, then on question-passage
/// pairs.
Result<EmbedderTrainingReport> trainEmbedder(const EmbedderTrainingOptions& options,
                                             const ProgressFn& progress, std::stop_token stop);

struct RankingTrainingReport {
    RankingFeatures weights{};
    std::size_t questions = 0;
    double hitAt5Before = 0, hitAt5After = 0; // on the training questions: rank fusion, ranked
};

/// Fits the ranking on the stories of FairytaleQA train that trainEmbedder held out.
Result<RankingTrainingReport> trainRanking(const std::filesystem::path& fairytaleQa, Retriever& retriever,
                                           int heldOutStories, const ProgressFn& progress,
                                           std::stop_token stop);

/// The source text of engine/retriever/ranking_weights.h.
std::string rankingWeightsSource(const RankingFeatures& weights);

} // namespace memlong
