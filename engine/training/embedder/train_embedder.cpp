#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "engine/base/files.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/evaluation/retrieval_collections.h"
#include "engine/retriever/passage_windows.h"
#include "engine/retriever/static_embeddings.h"
#include "engine/text/sentencepiece_tokenizer.h"
#include "engine/training/embedder/contrastive_trainer.h"
#include "engine/training/embedder/embedder_training.h"
#include "engine/training/embedder/initial_rows.h"
#include "engine/training/embedder/tokenizer_training.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBooksPerBatch = 4; // negatives out of the same book are the hard ones
constexpr int kLossWindow = 100;
constexpr std::size_t kTokenizerLines = 300'000;
constexpr int kStepsWithoutTeacher = 6'000;

class EmbedderTraining {
public:
    EmbedderTraining(const EmbedderTrainingOptions& options, const ProgressFn& progress, std::stop_token stop)
        : m_options(options), m_progress(progress), m_stop(std::move(stop)), m_random(options.seed) {}

    Result<EmbedderTrainingReport> run() {
        MEMLONG_TRY(check());
        MEMLONG_TRY(readTexts());
        const auto vocabulary = static_cast<std::size_t>(m_tokenizer->vocabularySize());
        const auto width = static_cast<std::size_t>(m_options.dimension);
        TokenTable passages(vocabulary, width);
        MEMLONG_TRY(fillInitialRows(passages, *m_tokenizer, m_frequencies, m_options.teacher, m_options.seed,
                                    m_progress, m_stop));
        TokenTable queries(std::min(vocabulary, static_cast<std::size_t>(std::max(0, m_options.queryRows))),
                           width);
        ContrastiveTrainer trainer(passages, queries, m_options.temperature);
        MEMLONG_TRY(trainPassages(trainer));
        std::copy_n(passages.rows.begin(), queries.rows.size(), queries.rows.begin());
        MEMLONG_TRY(trainQuestions(trainer));
        MEMLONG_TRY(write(passages, queries));
        m_report.vocabularySize = static_cast<int>(vocabulary);
        m_report.dimension = m_options.dimension;
        return m_report;
    }

private:
    Result<void> check() const {
        if (m_options.dimension < 8 || m_options.dimension > 4096 || m_options.batch < 2 ||
            m_options.batch > 8192 || m_options.vocabularySize < 300 ||
            m_options.vocabularySize > 1'000'000 || m_options.steps < -1 || m_options.questionSteps < 0 ||
            !(m_options.temperature > 0) || m_options.heldOutStories < 0)
            return makeError(ErrorCode::InvalidArgument,
                             "a setting of the embedder's training makes no sense");
        return {};
    }

    Result<void> report(const char* stage, std::uint64_t done, std::uint64_t total, const char* unit) const {
        if (m_progress)
            m_progress({stage, done, total, unit});
        if (m_stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "the training was cancelled; nothing was written");
        return {};
    }

    Result<void> readTexts() {
        MEMLONG_ASSIGN(const std::vector<fs::path> files, collectTexts(m_options.texts));
        MEMLONG_TRY(readTokenizer(files));
        m_frequencies.assign(static_cast<std::size_t>(m_tokenizer->vocabularySize()), 0);
        for (std::size_t i = 0; i < files.size(); ++i) {
            MEMLONG_TRY(report("reading", i, files.size(), "texts"));
            MEMLONG_ASSIGN(const std::string text, readStretch(files[i], m_options.bytesPerText));
            TrainingBook book = readBook(text, *m_tokenizer);
            if (book.sentenceCount() < kLeastSentences)
                continue;
            for (const TokenId id : book.tokens)
                ++m_frequencies[static_cast<std::size_t>(id)];
            m_report.trainingTokens += book.tokens.size();
            m_books.push_back(std::move(book));
        }
        if (m_books.empty())
            return makeError(ErrorCode::BadInput, "none of the texts is long enough to train on");
        return {};
    }

    Result<void> readTokenizer(const std::vector<fs::path>& files) {
        if (!m_options.tokenizer.empty()) {
            MEMLONG_ASSIGN(m_tokenizerBytes, readFile(m_options.tokenizer, 64u << 20));
        } else {
            MEMLONG_TRY(report("sampling", 0, files.size(), "texts"));
            MEMLONG_ASSIGN(std::vector<std::string> lines, tokenizerLines(files, m_options.tokenizerBytes));
            std::shuffle(lines.begin(), lines.end(), m_random);
            lines.resize(std::min(lines.size(), kTokenizerLines));
            MEMLONG_TRY(report("training the tokenizer", 0, 0, ""));
            MEMLONG_ASSIGN(m_tokenizerBytes,
                           trainUnigram(lines, m_options.vocabularySize, m_options.threads));
        }
        MEMLONG_ASSIGN(m_tokenizer, makeSentencePieceTokenizer(m_tokenizerBytes, "tokenizer.model"));
        return {};
    }

    Result<void> trainPassages(ContrastiveTrainer& trainer) {
        const int steps = m_options.steps >= 0           ? m_options.steps
                          : m_options.teacher == nullptr ? kStepsWithoutTeacher
                                                         : 0;
        std::vector<TrainingPair> batch(static_cast<std::size_t>(m_options.batch));
        std::uniform_int_distribution<std::size_t> pick(0, m_books.size() - 1);
        return train(steps, m_report.firstLoss, m_report.lastLoss, "passages", [&](double decay) {
            const TrainingBook* book = nullptr;
            for (std::size_t i = 0; i < batch.size(); ++i) {
                if (i % std::max<std::size_t>(1, batch.size() / kBooksPerBatch) == 0)
                    book = &m_books[pick(m_random)];
                batch[i] = drawPair(*book, m_random);
            }
            return trainer.step(batch, false, m_options.learningRate * decay);
        });
    }

    Result<void> trainQuestions(ContrastiveTrainer& trainer) {
        if (m_options.fairytaleQa.empty())
            return {};
        MEMLONG_TRY(readQuestions());
        std::vector<TrainingPair> batch;
        return train(m_options.questionSteps, m_report.firstQuestionLoss, m_report.lastQuestionLoss,
                     "questions", [&](double decay) {
                         drawQuestions(batch);
                         return trainer.step(batch, true, m_options.questionLearningRate * decay);
                     });
    }

    template <class Step>
    Result<void> train(int steps, double& firstLoss, double& lastLoss, const char* unit, const Step& step) {
        double sum = 0;
        for (int i = 0; i < steps; ++i) {
            if (i % kLossWindow == 0) {
                MEMLONG_TRY(report("training on", static_cast<std::uint64_t>(i),
                                   static_cast<std::uint64_t>(steps), unit));
                sum = 0;
            }
            sum += step(1.0 - 0.9 * i / steps);
            lastLoss = sum / (i % kLossWindow + 1);
            if (i < kLossWindow)
                firstLoss = lastLoss;
        }
        return {};
    }

    /// Question and section, and question and the windows of its section, all stories but those held out.
    Result<void> readQuestions() {
        MEMLONG_ASSIGN(const auto stories, readFairytaleQa(m_options.fairytaleQa, "train", 1));
        const std::size_t held = std::min(stories.size(), static_cast<std::size_t>(m_options.heldOutStories));
        for (std::size_t s = 0; s + held < stories.size(); ++s) {
            std::vector<std::size_t>& story = m_stories.emplace_back();
            std::vector<TokenIds> passages;
            for (const std::string& text : stories[s].passages)
                passages.push_back(m_tokenizer->encodeIds(text));
            for (const RetrievalQuestion& question : stories[s].questions) {
                const TokenIds query = m_tokenizer->encodeIds(question.text);
                for (const std::size_t p : question.passages)
                    if (!query.empty() && !passages[p].empty()) {
                        story.push_back(m_pairs.size());
                        m_pairs.push_back({query, passages[p]});
                        m_sections.push_back(p);
                    }
            }
            if (story.empty())
                m_stories.pop_back();
        }
        m_report.questions = m_pairs.size();
        if (m_stories.empty())
            return makeError(ErrorCode::BadInput, "FairytaleQA has no questions to train on");
        return {};
    }

    /// One question a section of whole stories until the batch is full: the other sections are negatives.
    void drawQuestions(std::vector<TrainingPair>& batch) {
        batch.clear();
        std::uniform_int_distribution<std::size_t> pick(0, m_stories.size() - 1);
        for (std::size_t tries = 0; tries < 200 && batch.size() < static_cast<std::size_t>(m_options.batch);
             ++tries) {
            std::vector<std::size_t> order = m_stories[pick(m_random)];
            std::shuffle(order.begin(), order.end(), m_random);
            std::vector<std::size_t> used;
            for (const std::size_t pair : order) {
                if (std::find(used.begin(), used.end(), m_sections[pair]) != used.end() ||
                    batch.size() >= static_cast<std::size_t>(m_options.batch))
                    continue;
                used.push_back(m_sections[pair]);
                batch.push_back(m_pairs[pair]);
            }
        }
    }

    static void quantise(const TokenTable& table, std::vector<std::int8_t>& rows,
                         std::vector<float>& scales) {
        rows.resize(table.rows.size());
        for (std::size_t i = 0; i < table.size(); ++i) {
            float high = 1e-9f;
            for (const float value : table.row(i))
                high = std::max(high, std::abs(value));
            scales.push_back(high / 127);
            for (std::size_t d = 0; d < table.dimension; ++d)
                rows[i * table.dimension + d] =
                    static_cast<std::int8_t>(std::lround(table.row(i)[d] / high * 127));
        }
    }

    Result<void> write(const TokenTable& passages, const TokenTable& queries) const {
        std::vector<std::int8_t> rows, queryRows;
        std::vector<float> scales, queryScales;
        quantise(passages, rows, scales);
        quantise(queries, queryRows, queryScales);
        queryScales.insert(queryScales.end(), scales.begin() + static_cast<std::ptrdiff_t>(queries.size()),
                           scales.end());
        std::error_code error;
        fs::create_directories(m_options.output, error);
        const auto count = static_cast<std::int64_t>(passages.size()),
                   asked = static_cast<std::int64_t>(queries.size());
        const std::int64_t width = m_options.dimension;
        MEMLONG_ASSIGN(SafetensorsWriter writer,
                       SafetensorsWriter::create(m_options.output / "model.safetensors",
                                                 {{"embeddings", TensorType::I8, {count, width}},
                                                  {"scales", TensorType::F32, {count}},
                                                  {"query_embeddings", TensorType::I8, {asked, width}},
                                                  {"query_scales", TensorType::F32, {count}}},
                                                 {{"format", kStaticEmbeddingsFormat}, {"version", "1"}}));
        MEMLONG_TRY(writer.append(std::as_bytes(std::span(rows))));
        MEMLONG_TRY(writer.append(std::as_bytes(std::span(scales))));
        MEMLONG_TRY(writer.append(std::as_bytes(std::span(queryRows))));
        MEMLONG_TRY(writer.append(std::as_bytes(std::span(queryScales))));
        MEMLONG_TRY(writer.commit());
        return replaceFile(m_options.output / "tokenizer.model", m_tokenizerBytes);
    }

    const EmbedderTrainingOptions& m_options;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    std::mt19937_64 m_random;
    std::string m_tokenizerBytes;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<std::uint64_t> m_frequencies;
    std::vector<TrainingBook> m_books;
    std::vector<TrainingPair> m_pairs;               // questions
    std::vector<std::size_t> m_sections;             // the section of each pair within its story
    std::vector<std::vector<std::size_t>> m_stories; // pairs by story
    EmbedderTrainingReport m_report;
};

} // namespace

Result<EmbedderTrainingReport> trainEmbedder(const EmbedderTrainingOptions& options,
                                             const ProgressFn& progress, std::stop_token stop) {
    return EmbedderTraining(options, progress, std::move(stop)).run();
}

} // namespace memlong
