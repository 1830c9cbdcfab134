#include "engine/training/embedder/contrastive_trainer.h"

#include <algorithm>
#include <cmath>

#include "engine/training/embedder/blas.h"

namespace memlong {
namespace {

const TokenIds& textOf(const TrainingPair& pair, bool query) {
    return query ? pair.query : pair.passage;
}

/// Softmax of each row of [n, n] minus the identity; returns the sum of the losses.
double crossEntropy(std::vector<float>& scores, std::size_t n) {
    double loss = 0;
    for (std::size_t i = 0; i < n; ++i) {
        float* row = scores.data() + i * n;
        const float high = *std::max_element(row, row + n);
        const float own = row[i];
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j) {
            row[j] = std::exp(row[j] - high);
            sum += row[j];
        }
        for (std::size_t j = 0; j < n; ++j)
            row[j] = static_cast<float>(row[j] / sum);
        row[i] -= 1;
        loss += std::log(sum) + high - own;
    }
    return loss;
}

} // namespace

ContrastiveTrainer::ContrastiveTrainer(TokenTable& passages, TokenTable& queries, double temperature)
    : m_passages(passages), m_queries(queries), m_temperature(static_cast<float>(temperature)) {}

void ContrastiveTrainer::embed(std::span<const TrainingPair> batch, bool query, bool asQuestions,
                               Side& side) const {
    const std::size_t width = m_passages.dimension;
    side.unit.assign(batch.size() * width, 0.0f);
    side.lengths.assign(batch.size(), 0.0f);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        float* sum = side.unit.data() + i * width;
        for (const TokenId id : textOf(batch[i], query)) {
            const float* row = tableOf(id, asQuestions && query).row(static_cast<std::size_t>(id)).data();
            for (std::size_t d = 0; d < width; ++d)
                sum[d] += row[d];
        }
        double squares = 1e-12;
        for (std::size_t d = 0; d < width; ++d)
            squares += static_cast<double>(sum[d]) * sum[d];
        side.lengths[i] = static_cast<float>(std::sqrt(squares));
        for (std::size_t d = 0; d < width; ++d)
            sum[d] /= side.lengths[i];
    }
}

double ContrastiveTrainer::step(std::span<const TrainingPair> batch, bool asQuestions, double learningRate) {
    const std::size_t n = batch.size(), width = m_passages.dimension;
    embed(batch, true, asQuestions, m_left);
    embed(batch, false, asQuestions, m_right);
    m_scores.resize(n * n);
    multiply(m_left.unit, m_right.unit, m_scores, n, n, width, false, true, 1 / m_temperature);
    m_byRow = m_scores;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            m_scores[i * n + j] = m_byRow[j * n + i];
    m_byColumn = m_scores;
    const double loss =
        (crossEntropy(m_byRow, n) + crossEntropy(m_byColumn, n)) / (2.0 * static_cast<double>(n));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            m_scores[i * n + j] = m_byRow[i * n + j] + m_byColumn[j * n + i];
    const float scale = 1 / (2 * m_temperature * static_cast<float>(n));
    m_left.gradient.resize(n * width);
    m_right.gradient.resize(n * width);
    multiply(m_scores, m_right.unit, m_left.gradient, n, width, n, false, false, scale);
    multiply(m_scores, m_left.unit, m_right.gradient, n, width, n, true, false, scale);
    for (Side* side : {&m_left, &m_right})
        for (std::size_t i = 0; i < n; ++i) { // through the normalisation
            const float* unit = side->unit.data() + i * width;
            float* gradient = side->gradient.data() + i * width;
            float along = 0;
            for (std::size_t d = 0; d < width; ++d)
                along += unit[d] * gradient[d];
            for (std::size_t d = 0; d < width; ++d)
                gradient[d] = (gradient[d] - along * unit[d]) / side->lengths[i];
        }
    update(batch, true, asQuestions, m_left, learningRate);
    update(batch, false, asQuestions, m_right, learningRate);
    return loss;
}

void ContrastiveTrainer::update(std::span<const TrainingPair> batch, bool query, bool asQuestions,
                                const Side& side, double learningRate) {
    const std::size_t width = m_passages.dimension;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const float* gradient = side.gradient.data() + i * width;
        float squares = 0;
        for (std::size_t d = 0; d < width; ++d)
            squares += gradient[d] * gradient[d];
        squares /= static_cast<float>(width);
        for (const TokenId id : textOf(batch[i], query)) {
            const auto index = static_cast<std::size_t>(id);
            TokenTable& table = tableOf(id, asQuestions && query);
            float* row = table.row(index).data();
            table.squares[index] += squares;
            const float rate = static_cast<float>(learningRate) / (std::sqrt(table.squares[index]) + 1e-8f);
            for (std::size_t d = 0; d < width; ++d)
                row[d] -= rate * gradient[d];
        }
    }
}

} // namespace memlong
