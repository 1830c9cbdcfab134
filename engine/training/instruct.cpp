#include "engine/training/instruct.h"

#include <algorithm>

#include "engine/datasets/question_set.h"
#include "engine/generation/chat_template.h"
#include "engine/training/document_memory.h"
#include "engine/training/samplers.h"
#include "engine/training/stage_model.h"
#include "engine/training/trainer.h"
#include "engine/training/training_guard.h"

namespace memlong {
namespace {

constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15U;

/// A question as the model reads it, and the answer that it has to give.
struct Example {
    std::vector<TokenId> prompt;
    std::vector<TokenId> answer;
    KvBlocks memory;
};

/// What turns documents and questions into examples.
class ExampleMaker {
public:
    ExampleMaker(TrainableDecoder& model, std::shared_ptr<const Tokenizer> tokenizer, ChatFormat format,
                 Retriever& retriever, const InstructSettings& settings, bool bf16)
        : m_model(model), m_tokenizer(std::move(tokenizer)), m_format(format), m_retriever(retriever),
          m_settings(settings), m_bf16(bf16) {
        const std::vector<TokenId> stops = stopTokens(format, *m_tokenizer);
        if (!stops.empty())
            m_end = stops.size() > 1 ? stops[1] : stops[0]; // the format's own before the end of the text
    }

    /// Of the given questions, those whose answers are short enough and that fit the context.
    Result<std::vector<Example>> make(const QuestionedDocument& document,
                                      std::span<const std::uint32_t> questions, std::uint64_t seed) const {
        std::mt19937_64 random(seed);
        std::vector<std::vector<TokenId>> chunks;
        std::vector<std::string> texts;
        split(document.text, chunks, texts);
        const Autocast autocast(m_model.device(), m_bf16);
        const KvBlocks blocks = encodeForMemory(m_model.decoder(), chunks);
        MEMLONG_ASSIGN(std::vector<Embeddings> embeddings, m_retriever.embedPassages(texts, {}));
        DocumentMemory memory(m_settings.stage.memory);
        for (std::size_t i = 0; i < blocks.size(); ++i)
            MEMLONG_TRY(memory.add(blocks[i], embeddings[i]));
        std::vector<Example> examples;
        for (const std::uint32_t index : questions) {
            const QuestionAnswers& pair = document.questions[index];
            MEMLONG_ASSIGN(const std::vector<float> query, m_retriever.embedQuery(pair.question));
            Example example;
            example.memory = memory.retrieve(query, random);
            const bool withContext = static_cast<double>(random() % 1000000) < m_settings.contextShare * 1e6;
            const std::vector<ChatTurn> turns{{ChatRole::User, pair.question}};
            const std::string context = withContext ? bestText(embeddings, texts, query) : std::string();
            example.prompt = encodePrompt(writePrompt(m_format, turns, context), *m_tokenizer);
            example.answer = answerIds(pair.answers.front());
            if (example.answer.size() <= static_cast<std::size_t>(m_settings.answerTokens) &&
                example.prompt.size() + example.answer.size() <=
                    static_cast<std::size_t>(m_model.config().contextTokens))
                examples.push_back(std::move(example));
        }
        return examples;
    }

    TrainableDecoder::Batch batch(std::span<const Example> examples, const MemoryGroup& group) const {
        std::size_t length = 0;
        for (const std::size_t i : group.sequences)
            length = std::max(length, examples[i].prompt.size() + examples[i].answer.size() - 1);
        const auto rows = static_cast<std::int64_t>(group.sequences.size());
        at::Tensor tokens = at::zeros({rows, static_cast<std::int64_t>(length)}, at::kLong);
        at::Tensor targets = at::full({rows, static_cast<std::int64_t>(length)}, -100, at::kLong);
        for (std::int64_t row = 0; row < rows; ++row) {
            const Example& example = examples[group.sequences[static_cast<std::size_t>(row)]];
            std::int64_t* in = tokens[row].data_ptr<std::int64_t>();
            in = std::copy(example.prompt.begin(), example.prompt.end(), in);
            std::copy(example.answer.begin(), example.answer.end() - 1, in);
            std::copy(example.answer.begin(), example.answer.end(),
                      targets[row].data_ptr<std::int64_t>() + example.prompt.size() - 1);
        }
        return {tokens.to(m_model.device()), targets.to(m_model.device()),
                group.view.empty() ? nullptr : &group.view};
    }

private:
    void split(const std::string& text, std::vector<std::vector<TokenId>>& chunks,
               std::vector<std::string>& texts) const {
        const std::vector<TokenId> ids = m_tokenizer->encodeIds(text);
        const auto length = static_cast<std::size_t>(m_settings.stage.memory.chunkTokens);
        for (std::size_t begin = 0; begin < ids.size(); begin += length) {
            const auto chunk = std::span(ids).subspan(begin, std::min(length, ids.size() - begin));
            chunks.emplace_back(chunk.begin(), chunk.end());
            texts.push_back(m_tokenizer->decode(chunk));
        }
    }

    std::vector<TokenId> answerIds(const std::string& answer) const {
        std::vector<TokenId> ids;
        // As writePrompt() writes an earlier answer of the conversation.
        const bool spaced = m_format == ChatFormat::Plain || m_format == ChatFormat::Llama2 ||
                            m_format == ChatFormat::Mistral;
        for (const Token& token : m_tokenizer->encodeContinuation((spaced ? " " : "") + answer))
            ids.push_back(token.id);
        if (m_end)
            ids.push_back(*m_end);
        return ids;
    }

    /// The passage that is nearest to the question.
    static std::string bestText(const std::vector<Embeddings>& embeddings,
                                const std::vector<std::string>& texts, std::span<const float> query) {
        std::size_t best = 0;
        float score = -2;
        for (std::size_t i = 0; i < embeddings.size(); ++i)
            for (std::size_t row = 0; row < embeddings[i].rows(); ++row) {
                const auto vector = embeddings[i].row(row);
                float product = 0;
                for (std::size_t d = 0; d < vector.size(); ++d)
                    product += vector[d] * query[d];
                if (product > score) {
                    score = product;
                    best = i;
                }
            }
        return texts.empty() ? std::string() : texts[best];
    }

    TrainableDecoder& m_model;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    ChatFormat m_format;
    Retriever& m_retriever;
    const InstructSettings& m_settings;
    bool m_bf16;
    std::optional<TokenId> m_end;
};

std::uint64_t targetsOf(std::span<const Example> examples) {
    std::uint64_t total = 0;
    for (const Example& example : examples)
        total += example.answer.size();
    return total;
}

class InstructTask final : public TrainingTask {
public:
    InstructTask(TrainableDecoder model, const InstructRequest& request,
                 std::shared_ptr<const Tokenizer> tokenizer, ChatFormat format, Retriever& retriever,
                 const QuestionSet& train, const QuestionSet& validation)
        : m_model(std::move(model)), m_request(request), m_run(request.settings.stage.run), m_train(train),
          m_validation(validation), m_forward{usesBf16(m_run, m_model.device()),
                                              m_run.activationCheckpointing},
          m_maker(m_model, std::move(tokenizer), format, retriever, request.settings, m_forward.bf16) {}

    TrainableDecoder& model() override { return m_model; }

    /// Each forward pass takes some questions of one document.
    Result<StepLoss> accumulateGradients() override {
        std::vector<std::vector<Example>> passes;
        StepLoss step;
        m_model.setTraining(false); // no dropout in the memory
        for (std::int64_t i = 0; i < m_run.accumulation; ++i) {
            MEMLONG_ASSIGN(std::vector<Example> examples, nextExamples());
            step.tokens += targetsOf(examples);
            passes.push_back(std::move(examples));
        }
        m_model.setTraining(true);
        if (step.tokens == 0)
            return makeError(ErrorCode::BadInput,
                             "no question of these documents has an answer that is short enough "
                             "(answer_tokens) and fits the model's context");
        for (const std::vector<Example>& examples : passes) {
            MEMLONG_ASSIGN(const auto groups, grouped(examples));
            for (const MemoryGroup& group : groups) {
                const at::Tensor loss = m_model.lossSum(m_maker.batch(examples, group), m_forward) /
                                        static_cast<double>(step.tokens);
                loss.backward();
                step.loss += loss.item<double>();
            }
        }
        return step;
    }

    Result<std::map<std::string, double>> evaluate(std::stop_token stop) override {
        std::map<std::string, double> figures;
        const torch::NoGradGuard noGradient;
        double with = 0, without = 0, targets = 0;
        std::int64_t done = 0;
        for (const QuestionedDocument& document : m_validation.documents) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "");
            if (done >= m_run.evaluationSequences)
                break;
            const auto questions = shuffledOrder(document.questions.size(), 0);
            const auto count =
                std::min<std::size_t>(questions.size(), static_cast<std::size_t>(m_run.batchSequences));
            MEMLONG_ASSIGN(const auto examples, m_maker.make(document, std::span(questions).first(count), 0));
            MEMLONG_ASSIGN(const auto groups, grouped(examples));
            for (const MemoryGroup& group : groups) {
                TrainableDecoder::Batch batch = m_maker.batch(examples, group);
                with += m_model.lossSum(batch, m_forward).item<double>();
                batch.memory = nullptr;
                without += m_model.lossSum(batch, m_forward).item<double>();
            }
            targets += static_cast<double>(targetsOf(examples));
            done += static_cast<std::int64_t>(count);
        }
        if (targets == 0)
            return figures;
        figures["validation_loss"] = with / targets;
        figures["validation_loss_without_memory"] = without / targets;
        return figures;
    }

    nlohmann::json position() const override { return {{"passes", m_passes}}; }
    Result<void> seek(const nlohmann::json& position) override {
        m_passes = position.at("passes").get<std::uint64_t>();
        return {};
    }

    Result<void> saveCheckpoint(const std::filesystem::path& folder) const override {
        return saveStageCheckpoint(folder, m_model, m_request.base, m_request.settings.stage);
    }
    Result<void> saveResult(const std::filesystem::path& folder) const override {
        return saveStageResult(folder, m_model, m_request.base, m_request.settings.stage);
    }

private:
    Result<std::vector<Example>> nextExamples() {
        const std::uint64_t count = m_train.documents.size();
        const std::uint64_t epoch = m_passes / count;
        const auto seed = static_cast<std::uint64_t>(m_run.seed) + kStride * (epoch + 1);
        if (epoch != m_orderedEpoch) {
            m_order = shuffledOrder(count, seed);
            m_orderedEpoch = epoch;
        }
        const std::uint32_t index = m_order[m_passes % count];
        const QuestionedDocument& document = m_train.documents[index];
        const std::uint64_t passSeed = seed ^ (kStride * (m_passes + 1));
        const auto questions = shuffledOrder(document.questions.size(), passSeed);
        const auto taken =
            std::min<std::size_t>(questions.size(), static_cast<std::size_t>(m_run.batchSequences));
        ++m_passes;
        return m_maker.make(document, std::span(questions).first(taken), passSeed);
    }

    Result<std::vector<MemoryGroup>> grouped(std::span<const Example> examples) const {
        std::vector<KvBlocks> memories;
        for (const Example& example : examples)
            memories.push_back(example.memory);
        return groupByMemory(memories, m_model.decoder());
    }

    TrainableDecoder m_model;
    const InstructRequest& m_request;
    const RunSettings& m_run;
    const QuestionSet& m_train;
    const QuestionSet& m_validation;
    TrainableDecoder::ForwardOptions m_forward;
    ExampleMaker m_maker;
    std::uint64_t m_passes = 0;
    std::uint64_t m_orderedEpoch = ~std::uint64_t{0};
    std::vector<std::uint32_t> m_order;
};

Result<TrainReport> run(const InstructRequest& request, Retriever& retriever, at::Device device,
                        const TrainProgressFn& progress, std::stop_token stop) {
    InstructSettings settings = request.settings;
    MEMLONG_ASSIGN(const QuestionSet train, readQuestions(request.questions));
    if (train.documents.empty())
        return makeError(ErrorCode::InvalidArgument, "there are no questions to train on");
    MEMLONG_ASSIGN(const QuestionSet validation, readQuestions(request.validationQuestions));
    MEMLONG_ASSIGN(auto tokenizer, loadTokenizer(request.base.model));
    MEMLONG_ASSIGN(TrainableDecoder model, loadStageModel(request.base, settings.stage, device));
    MEMLONG_ASSIGN(std::string inputs, stageInputs(request.base, retriever));
    inputs += "# input questions " + train.hash + "\n";
    MEMLONG_ASSIGN(RunFolder folder, RunFolder::open(request.output, "instruct", settingFields(settings),
                                                     inputs, request.restart));
    const ChatFormat format = detectChatFormat(request.base.model, *tokenizer);
    InstructTask task(std::move(model), request, std::move(tokenizer), format, retriever, train, validation);
    return runTraining(task, request.settings.stage.run, folder, progress, std::move(stop));
}

} // namespace

Result<TrainReport> trainInstruct(const InstructRequest& request, Retriever& retriever, at::Device device,
                                  const TrainProgressFn& progress, std::stop_token stop) {
    return guardedTraining([&] { return run(request, retriever, device, progress, std::move(stop)); });
}

} // namespace memlong
