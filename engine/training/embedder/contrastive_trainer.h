// InfoNCE on sums of token rows (van den Oord et al. 2018, arXiv 1807.03748), with gradients written out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/training/embedder/embedder_corpus.h"

namespace memlong {

/// Row-major float rows with the sum of squared gradients of each row (Adagrad with one rate a row).
struct TokenTable {
    std::size_t dimension = 0;
    std::vector<float> rows;    // [V, D]
    std::vector<float> squares; // [V]

    TokenTable(std::size_t count, std::size_t width)
        : dimension(width), rows(count * width), squares(count) {}
    std::size_t size() const { return squares.size(); }
    std::span<float> row(std::size_t i) { return {rows.data() + i * dimension, dimension}; }
    std::span<const float> row(std::size_t i) const { return {rows.data() + i * dimension, dimension}; }
};

/// One thread. Tokens below the query table's size have their own rows on the query side, if it is used.
class ContrastiveTrainer {
public:
    ContrastiveTrainer(TokenTable& passages, TokenTable& queries, double temperature);

    /// One step on a batch of pairs, each the other's negatives in both directions. Returns the mean loss
    /// before the step. With `asQuestions` the query sides are questions and use the query table.
    double step(std::span<const TrainingPair> batch, bool asQuestions, double learningRate);

private:
    struct Side {
        std::vector<float> unit;     // [B, D]
        std::vector<float> lengths;  // [B]
        std::vector<float> gradient; // [B, D], of the loss by unit, then by the sum
    };
    void embed(std::span<const TrainingPair> batch, bool query, bool asQuestions, Side& side) const;
    void update(std::span<const TrainingPair> batch, bool query, bool asQuestions, const Side& side,
                double learningRate);
    TokenTable& tableOf(TokenId id, bool asQuestions) const {
        return asQuestions && static_cast<std::size_t>(id) < m_queries.size() ? m_queries : m_passages;
    }

    TokenTable& m_passages;
    TokenTable& m_queries;
    float m_temperature;
    Side m_left, m_right;
    std::vector<float> m_scores, m_byRow, m_byColumn; // [B, B]
};

} // namespace memlong
