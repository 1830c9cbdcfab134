#include "engine/training/pretrain.h"

#include "engine/base/files.h"
#include "engine/training/model_folder.h"
#include "engine/training/samplers.h"
#include "engine/training/tokenizer_files.h"
#include "engine/training/trainer.h"
#include "engine/training/training_guard.h"

namespace memlong {
namespace {

Result<ModelConfig> configOf(const PretrainSettings& settings, const TokenDataset& data) {
    if (settings.hiddenSize % settings.heads != 0 || settings.hiddenSize / settings.heads % 2 != 0)
        return makeError(ErrorCode::InvalidArgument, "hidden_size must be heads times an even number");
    if (settings.heads % settings.kvHeads != 0)
        return makeError(ErrorCode::InvalidArgument, "heads must be a multiple of kv_heads");
    ModelConfig config;
    config.modelType = "llama";
    config.vocabularySize = data.vocabularySize();
    config.hiddenSize = static_cast<int>(settings.hiddenSize);
    config.intermediateSize = static_cast<int>(settings.intermediateSize);
    config.layers = static_cast<int>(settings.layers);
    config.heads = static_cast<int>(settings.heads);
    config.kvHeads = static_cast<int>(settings.kvHeads);
    config.headDim = config.hiddenSize / config.heads;
    config.contextTokens = static_cast<int>(settings.contextTokens);
    config.normEpsilon = 1e-5;
    config.rope.theta = settings.ropeTheta;
    config.tiedEmbeddings = settings.tiedEmbeddings;
    config.slidingWindow.assign(static_cast<std::size_t>(config.layers), 0);
    if (data.beginId() >= 0)
        config.bosIds = {data.beginId()};
    if (data.endId() >= 0)
        config.eosIds = {data.endId()};
    config.memory = defaultMemorySettings(config.layers);
    return config;
}

class PretrainTask final : public TrainingTask {
public:
    PretrainTask(TrainableDecoder model, const PretrainRequest& request, PackedSampler sampler,
                 const TokenDataset* validation)
        : m_model(std::move(model)), m_request(request), m_sampler(std::move(sampler)),
          m_validation(validation) {
        const RunSettings& run = request.settings.run;
        m_forward = {usesBf16(run, m_model.device()), run.activationCheckpointing};
    }

    TrainableDecoder& model() override { return m_model; }

    Result<StepLoss> accumulateGradients() override {
        const RunSettings& run = m_request.settings.run;
        const double targets =
            static_cast<double>(run.accumulation * run.batchSequences * run.sequenceTokens);
        StepLoss step;
        for (std::int64_t i = 0; i < run.accumulation; ++i) {
            MEMLONG_ASSIGN(const TrainableDecoder::Batch batch, nextBatch(m_sampler, run.batchSequences));
            const at::Tensor loss = m_model.lossSum(batch, m_forward) / targets;
            loss.backward();
            step.loss += loss.item<double>();
            step.tokens += static_cast<std::uint64_t>(batch.targets.numel());
        }
        return step;
    }

    Result<std::map<std::string, double>> evaluate(std::stop_token stop) override {
        const RunSettings& run = m_request.settings.run;
        if (m_validation == nullptr)
            return std::map<std::string, double>();
        auto sampler = PackedSampler::create(*m_validation, static_cast<int>(run.sequenceTokens), 0);
        if (!sampler) // held-out text shorter than a sequence
            return std::map<std::string, double>();
        const torch::NoGradGuard noGradient;
        const auto sequences = std::min<std::int64_t>(
            run.evaluationSequences, static_cast<std::int64_t>(sampler->sequencesPerEpoch()));
        double sum = 0, targets = 0;
        for (std::int64_t done = 0; done < sequences; done += run.batchSequences) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "");
            MEMLONG_ASSIGN(const TrainableDecoder::Batch batch,
                           nextBatch(*sampler, std::min(run.batchSequences, sequences - done)));
            sum += m_model.lossSum(batch, m_forward).item<double>();
            targets += static_cast<double>(batch.targets.numel());
        }
        return std::map<std::string, double>{{"validation_loss", sum / targets}};
    }

    nlohmann::json position() const override { return {{"sequences", m_sampler.position()}}; }
    Result<void> seek(const nlohmann::json& position) override {
        m_sampler.seek(position.at("sequences").get<std::uint64_t>());
        return {};
    }

    Result<void> saveCheckpoint(const std::filesystem::path& folder) const override {
        return save(folder, false);
    }
    Result<void> saveResult(const std::filesystem::path& folder) const override {
        return save(folder, m_request.settings.run.resultPrecision == "bf16");
    }

private:
    Result<TrainableDecoder::Batch> nextBatch(PackedSampler& sampler, std::int64_t sequences) const {
        const std::int64_t length = m_request.settings.run.sequenceTokens;
        std::vector<at::Tensor> rows;
        for (std::int64_t i = 0; i < sequences; ++i) {
            MEMLONG_ASSIGN(std::vector<TokenId> ids, sampler.next());
            rows.push_back(at::from_blob(ids.data(), {length + 1}, at::kInt).to(at::kLong));
        }
        const at::Tensor all = at::stack(rows).to(m_model.device()); // [B, T + 1]
        return TrainableDecoder::Batch{all.narrow(1, 0, length).contiguous(),
                                       all.narrow(1, 1, length).contiguous()};
    }

    Result<void> save(const std::filesystem::path& folder, bool bf16) const {
        std::string config = configText(m_model.config());
        if (!m_request.model.empty()) {
            MEMLONG_ASSIGN(config, readFile(m_request.model / "config.json", 1U << 20));
        }
        MEMLONG_TRY(saveModel(folder, config, m_model.weights(), bf16));
        return copyTokenizerFiles(datasetTokenizer(m_request.data), folder);
    }

    TrainableDecoder m_model;
    const PretrainRequest& m_request;
    PackedSampler m_sampler;
    const TokenDataset* m_validation; // null: nothing is held out
    TrainableDecoder::ForwardOptions m_forward;
};

Result<TrainableDecoder> firstModel(const PretrainRequest& request, const TokenDataset& data,
                                    at::Device device) {
    const PretrainSettings& settings = request.settings;
    if (request.model.empty()) {
        MEMLONG_ASSIGN(ModelConfig config, configOf(settings, data));
        return TrainableDecoder::fresh(std::move(config), static_cast<std::uint64_t>(settings.run.seed),
                                       settings.initialDeviation, device);
    }
    MEMLONG_ASSIGN(TrainableDecoder model, TrainableDecoder::load(request.model, {}, device));
    if (model.config().vocabularySize < data.vocabularySize())
        return makeError(ErrorCode::InvalidArgument, "the data's tokenizer has more tokens than " +
                                                         request.model.string() +
                                                         " knows; prepare it with the model's");
    return model;
}

Result<TrainReport> run(const PretrainRequest& request, at::Device device, const TrainProgressFn& progress,
                        std::stop_token stop) {
    PretrainSettings settings = request.settings;
    MEMLONG_ASSIGN(const TokenDataset train, TokenDataset::open(request.data, Split::Train));
    MEMLONG_ASSIGN(const TokenDataset validation, TokenDataset::open(request.data, Split::Validation));
    MEMLONG_ASSIGN(PackedSampler sampler,
                   PackedSampler::create(train, static_cast<int>(settings.run.sequenceTokens),
                                         static_cast<std::uint64_t>(settings.run.seed)));
    std::string inputs = "# input data " + request.data.string() + " " + train.hash() + "\n";
    if (!request.model.empty()) {
        MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(request.model));
        inputs += "# input model " + request.model.string() + " " + checkpoint.fingerprint() + "\n";
    }
    MEMLONG_ASSIGN(TrainableDecoder model, firstModel(request, train, device));
    MEMLONG_ASSIGN(RunFolder folder, RunFolder::open(request.output, "pretrain", settingFields(settings),
                                                     inputs, request.restart));
    model.trainEverything();
    PretrainTask task(std::move(model), request, std::move(sampler),
                      validation.tokens() > 0 ? &validation : nullptr);
    return runTraining(task, settings.run, folder, progress, std::move(stop));
}

} // namespace

Result<TrainReport> pretrain(const PretrainRequest& request, at::Device device,
                             const TrainProgressFn& progress, std::stop_token stop) {
    return guardedTraining([&] { return run(request, device, progress, std::move(stop)); });
}

} // namespace memlong
