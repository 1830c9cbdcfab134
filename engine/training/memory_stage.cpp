#include "engine/training/memory_stage.h"

#include "engine/training/document_memory.h"
#include "engine/training/samplers.h"
#include "engine/training/stage_model.h"
#include "engine/training/trainer.h"
#include "engine/training/training_guard.h"

namespace memlong {
namespace {

using Segment = DocumentLanes::Segment;

/// The state of one lane: its document's memory, and the text that the next retrieval searches for.
struct Lane {
    DocumentMemory memory;
    std::vector<TokenId> previous;
};

/// Sequences with what their documents' memories give them, and the memories' growth.
class MemoryReader {
public:
    MemoryReader(TrainableDecoder& model, const Tokenizer& tokenizer, Retriever& retriever,
                 const MemoryRunSettings& settings, bool bf16)
        : m_model(model), m_tokenizer(tokenizer), m_retriever(retriever), m_settings(settings), m_bf16(bf16) {
    }

    /// One entry a segment.
    Result<std::vector<KvBlocks>> retrieve(std::span<const Segment> segments, std::vector<Lane>& lanes,
                                           std::uint64_t seed) const {
        std::vector<KvBlocks> memories;
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (segments[i].begins) {
                lanes[i].memory.clear();
                lanes[i].previous.clear();
            }
            std::vector<float> query;
            if (lanes[i].memory.chunks() > 0 && m_settings.retrieval == "dense") {
                const auto text =
                    m_settings.query == "segment" ? inputsOf(segments[i]) : std::span(lanes[i].previous);
                MEMLONG_ASSIGN(query, m_retriever.embedQuery(m_tokenizer.decode(text)));
            }
            memories.push_back(lanes[i].memory.retrieve(query, random));
        }
        return memories;
    }

    /// Whole chunks of the segments go into their lanes' memories. A shorter rest ends its document.
    Result<void> remember(std::span<const Segment> segments, std::vector<Lane>& lanes) const {
        const auto length = static_cast<std::size_t>(m_settings.chunkTokens);
        std::vector<std::vector<TokenId>> chunks;
        std::vector<std::string> texts;
        std::vector<std::size_t> owners;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const auto tokens = inputsOf(segments[i]);
            lanes[i].previous.assign(
                tokens.end() - static_cast<std::ptrdiff_t>(std::min(length, tokens.size())), tokens.end());
            if (m_settings.memoryTokens == 0)
                continue; // nothing would be kept
            for (std::size_t begin = 0; begin + length <= tokens.size(); begin += length) {
                const auto chunk = tokens.subspan(begin, length);
                chunks.emplace_back(chunk.begin(), chunk.end());
                texts.push_back(m_tokenizer.decode(chunk));
                owners.push_back(i);
            }
        }
        if (chunks.empty())
            return {};
        const Autocast autocast(m_model.device(), m_bf16);
        const KvBlocks blocks = encodeForMemory(m_model.decoder(), chunks);
        MEMLONG_ASSIGN(std::vector<Embeddings> embeddings, m_retriever.embedPassages(texts, {}));
        for (std::size_t i = 0; i < chunks.size(); ++i)
            MEMLONG_TRY(lanes[owners[i]].memory.add(blocks[i], std::move(embeddings[i])));
        return {};
    }

    /// Segments of a group side by side; short ones are padded with targets that do not count.
    TrainableDecoder::Batch batch(std::span<const Segment> segments, const MemoryGroup& group) const {
        std::size_t length = 0;
        for (const std::size_t i : group.sequences)
            length = std::max(length, segments[i].tokens.size() - 1);
        const auto rows = static_cast<std::int64_t>(group.sequences.size());
        at::Tensor tokens = at::zeros({rows, static_cast<std::int64_t>(length)}, at::kLong);
        at::Tensor targets = at::full({rows, static_cast<std::int64_t>(length)}, -100, at::kLong);
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto& ids = segments[group.sequences[static_cast<std::size_t>(row)]].tokens;
            std::copy(ids.begin(), ids.end() - 1, tokens[row].data_ptr<std::int64_t>());
            std::copy(ids.begin() + 1, ids.end(), targets[row].data_ptr<std::int64_t>());
        }
        return {tokens.to(m_model.device()), targets.to(m_model.device()),
                group.view.empty() ? nullptr : &group.view};
    }

private:
    static std::span<const TokenId> inputsOf(const Segment& segment) {
        return std::span(segment.tokens).first(segment.tokens.size() - 1);
    }

    TrainableDecoder& m_model;
    const Tokenizer& m_tokenizer;
    Retriever& m_retriever;
    const MemoryRunSettings& m_settings;
    bool m_bf16;
};

std::uint64_t targetsOf(std::span<const Segment> segments) {
    std::uint64_t total = 0;
    for (const Segment& segment : segments)
        total += segment.tokens.size() - 1;
    return total;
}

std::vector<Lane> emptyLanes(std::int64_t count, const MemoryRunSettings& settings) {
    std::vector<Lane> lanes;
    for (std::int64_t i = 0; i < count; ++i)
        lanes.push_back({DocumentMemory(settings), {}});
    return lanes;
}

class MemoryTask final : public TrainingTask {
public:
    MemoryTask(TrainableDecoder model, const MemoryStageRequest& request, const Tokenizer& tokenizer,
               Retriever& retriever, DocumentLanes sampler, const TokenDataset& validation)
        : m_model(std::move(model)), m_request(request), m_settings(request.settings),
          m_sampler(std::move(sampler)),
          m_validation(validation), m_forward{usesBf16(m_settings.run, m_model.device()),
                                              m_settings.run.activationCheckpointing},
          m_reader(m_model, tokenizer, retriever, m_settings.memory, m_forward.bf16),
          m_lanes(emptyLanes(m_settings.run.batchSequences, m_settings.memory)) {}

    TrainableDecoder& model() override { return m_model; }

    Result<StepLoss> accumulateGradients() override {
        std::vector<std::vector<Segment>> passes;
        StepLoss step;
        for (std::int64_t i = 0; i < m_settings.run.accumulation; ++i) {
            MEMLONG_ASSIGN(std::vector<Segment> segments, m_sampler.next());
            step.tokens += targetsOf(segments);
            passes.push_back(std::move(segments));
        }
        for (const std::vector<Segment>& segments : passes) {
            MEMLONG_ASSIGN(const auto memories, m_reader.retrieve(segments, m_lanes, seed(m_passes++)));
            MEMLONG_ASSIGN(const auto groups, groupByMemory(memories, m_model.decoder()));
            for (const MemoryGroup& group : groups) {
                const at::Tensor loss = m_model.lossSum(m_reader.batch(segments, group), m_forward) /
                                        static_cast<double>(step.tokens);
                loss.backward();
                step.loss += loss.item<double>();
            }
            m_model.setTraining(false); // no dropout in what is remembered
            MEMLONG_TRY(m_reader.remember(segments, m_lanes));
            m_model.setTraining(true);
        }
        return step;
    }

    Result<std::map<std::string, double>> evaluate(std::stop_token stop) override {
        const RunSettings& run = m_settings.run;
        std::map<std::string, double> figures;
        auto sampler = DocumentLanes::create(m_validation, static_cast<int>(run.batchSequences),
                                             static_cast<int>(run.sequenceTokens), kLeastTokens, 0);
        if (!sampler) // nothing is held out, or only short texts
            return figures;
        const torch::NoGradGuard noGradient;
        std::vector<Lane> lanes = emptyLanes(run.batchSequences, m_settings.memory);
        double with = 0, without = 0, targets = 0;
        for (std::int64_t done = 0; done < run.evaluationSequences; done += run.batchSequences) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "");
            MEMLONG_ASSIGN(const std::vector<Segment> segments, sampler->next());
            MEMLONG_ASSIGN(const auto memories,
                           m_reader.retrieve(segments, lanes, static_cast<std::uint64_t>(done)));
            MEMLONG_ASSIGN(const auto groups, groupByMemory(memories, m_model.decoder()));
            for (const MemoryGroup& group : groups) {
                TrainableDecoder::Batch batch = m_reader.batch(segments, group);
                with += m_model.lossSum(batch, m_forward).item<double>();
                batch.memory = nullptr;
                without += m_model.lossSum(batch, m_forward).item<double>();
            }
            targets += static_cast<double>(targetsOf(segments));
            MEMLONG_TRY(m_reader.remember(segments, lanes));
        }
        figures["validation_loss"] = with / targets;
        figures["validation_loss_without_memory"] = without / targets;
        return figures;
    }

    nlohmann::json position() const override {
        nlohmann::json lanes = nlohmann::json::array(), previous = nlohmann::json::array();
        for (const auto& lane : m_sampler.position().lanes)
            lanes.push_back({lane.document, lane.offset});
        for (const Lane& lane : m_lanes)
            previous.push_back(lane.previous);
        return {{"lanes", lanes},
                {"next_document", m_sampler.position().nextDocument},
                {"passes", m_passes},
                {"previous", previous}};
    }

    Result<void> seek(const nlohmann::json& position) override {
        DocumentLanes::Position lanes;
        for (const auto& lane : position.at("lanes"))
            lanes.lanes.push_back({lane.at(0).get<std::uint64_t>(), lane.at(1).get<std::uint64_t>()});
        lanes.nextDocument = position.at("next_document").get<std::uint64_t>();
        MEMLONG_TRY(m_sampler.seek(std::move(lanes)));
        m_passes = position.at("passes").get<std::uint64_t>();
        for (std::size_t i = 0; i < m_lanes.size(); ++i)
            m_lanes[i].previous = position.at("previous").at(i).get<std::vector<TokenId>>();
        return {};
    }

    std::vector<NamedTensor> memoryState() const override {
        std::vector<NamedTensor> state;
        for (std::size_t i = 0; i < m_lanes.size(); ++i)
            for (NamedTensor& part : m_lanes[i].memory.state("lane" + std::to_string(i) + "."))
                state.push_back(std::move(part));
        return state;
    }

    Result<void> restoreMemory(const std::map<std::string, at::Tensor>& state) override {
        for (std::size_t i = 0; i < m_lanes.size(); ++i)
            MEMLONG_TRY(m_lanes[i].memory.restore(state, "lane" + std::to_string(i) + "."));
        return {};
    }

    Result<void> saveCheckpoint(const std::filesystem::path& folder) const override {
        return saveStageCheckpoint(folder, m_model, m_request.base, m_settings);
    }
    Result<void> saveResult(const std::filesystem::path& folder) const override {
        return saveStageResult(folder, m_model, m_request.base, m_settings);
    }

    static constexpr int kLeastTokens = 32; // of a document

private:
    std::uint64_t seed(std::uint64_t pass) const {
        return static_cast<std::uint64_t>(m_settings.run.seed) + 0x9E3779B97F4A7C15U * (pass + 1);
    }

    TrainableDecoder m_model;
    const MemoryStageRequest& m_request;
    const MemoryStageSettings& m_settings;
    DocumentLanes m_sampler;
    const TokenDataset& m_validation;
    TrainableDecoder::ForwardOptions m_forward;
    MemoryReader m_reader;
    std::vector<Lane> m_lanes;
    std::uint64_t m_passes = 0;
};

Result<TrainReport> run(const MemoryStageRequest& request, Retriever& retriever, at::Device device,
                        const TrainProgressFn& progress, std::stop_token stop) {
    MemoryStageSettings settings = request.settings;
    const RunSettings& run = settings.run;
    if (run.sequenceTokens % settings.memory.chunkTokens != 0)
        return makeError(ErrorCode::InvalidArgument, "sequence_tokens must be a multiple of chunk_tokens");
    MEMLONG_ASSIGN(const TokenDataset train, TokenDataset::open(request.data, Split::Train));
    MEMLONG_ASSIGN(const TokenDataset validation, TokenDataset::open(request.data, Split::Validation));
    MEMLONG_ASSIGN(const auto tokenizer, loadTokenizer(datasetTokenizer(request.data)));
    MEMLONG_ASSIGN(TrainableDecoder model, loadStageModel(request.base, settings, device));
    if (model.config().vocabularySize < train.vocabularySize())
        return makeError(ErrorCode::InvalidArgument,
                         "the data was prepared with another tokenizer than the one of " +
                             request.base.model.string() + "; prepare it with the model's");
    MEMLONG_ASSIGN(DocumentLanes sampler,
                   DocumentLanes::create(train, static_cast<int>(run.batchSequences),
                                         static_cast<int>(run.sequenceTokens), MemoryTask::kLeastTokens,
                                         static_cast<std::uint64_t>(run.seed)));
    MEMLONG_ASSIGN(std::string inputs, stageInputs(request.base, retriever));
    inputs += "# input data " + request.data.string() + " " + train.hash() + "\n";
    MEMLONG_ASSIGN(RunFolder folder, RunFolder::open(request.output, request.stage, settingFields(settings),
                                                     inputs, request.restart));
    MemoryTask task(std::move(model), request, *tokenizer, retriever, std::move(sampler), validation);
    return runTraining(task, run, folder, progress, std::move(stop));
}

} // namespace

Result<TrainReport> trainMemoryStage(const MemoryStageRequest& request, Retriever& retriever,
                                     at::Device device, const TrainProgressFn& progress,
                                     std::stop_token stop) {
    return guardedTraining([&] { return run(request, retriever, device, progress, std::move(stop)); });
}

} // namespace memlong
