// The stages as the terminal program runs them: through the shared library, on a model that fits a test.
#include <cstring>

#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/safetensors.h"
#include "engine/runtime/runtime.h"
#include "engine/training/prepare.h"
#include "engine/training/training_runtime.h"
#include "tests/support/test_support.h"
#include "tests/training/data_fixture.h"

namespace memlong::test {
namespace {

constexpr int kLayers = 4;
constexpr int kMemoryLayer = 1;

std::vector<double> lossesOf(const std::filesystem::path& run) {
    std::vector<double> losses;
    std::ifstream log(run / "log.jsonl");
    for (std::string line; std::getline(log, line);)
        if (const auto json = nlohmann::json::parse(line); json.contains("loss"))
            losses.push_back(json["loss"]);
    return losses;
}

bool sameTensor(const Checkpoint& a, const Checkpoint& b, const std::string& name) {
    const TensorView *one = a.find(name), *other = b.find(name);
    return one != nullptr && other != nullptr && one->bytes.size() == other->bytes.size() &&
           std::memcmp(one->bytes.data(), other->bytes.data(), one->bytes.size()) == 0;
}

class Stages : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<TemporaryFolder>();
        for (unsigned i = 0; i < 6; ++i)
            writeFile(*s_folder / ("texts/" + std::to_string(i) + ".txt"), prose(100 + i, 600));
        writeFile(*s_folder / "held-out.txt", prose(7, 600));
        PrepareOptions options = smallOptions({*s_folder / "texts"}, *s_folder / "data");
        options.validationSources = {*s_folder / "held-out.txt"};
        const auto data = prepareDataset(options);
        if (!data)
            throw std::runtime_error(data.error().message);
        PretrainRequest request;
        request.data = *s_folder / "data";
        request.output = *s_folder / "base";
        request.settings.layers = kLayers;
        request.settings.hiddenSize = 32;
        request.settings.heads = 4;
        request.settings.kvHeads = 2;
        request.settings.intermediateSize = 64;
        request.settings.contextTokens = 128;
        request.settings.run = runSettings(6); // the later stages have something left to learn
        request.settings.run.learningRate = 5e-3;
        const auto report = runtime().pretrain(request, {}, {});
        if (!report)
            throw std::runtime_error(report.error().message + report.error().detail);
        s_base = report->model;
    }
    static void TearDownTestSuite() { s_folder.reset(); }

    static TrainingRuntime& runtime() {
        static const std::unique_ptr<TrainingRuntime> opened = [] {
            auto result = openTrainingRuntime({"cpu", 1});
            if (!result)
                throw std::runtime_error(result.error().message + result.error().detail);
            return std::move(*result);
        }();
        return *opened;
    }

    static RunSettings runSettings(int steps) {
        RunSettings run;
        run.steps = steps;
        run.sequenceTokens = 32;
        run.batchSequences = 3;
        run.accumulation = 2;
        run.learningRate = 1e-2;
        run.warmupSteps = 2;
        run.precision = "f32";
        run.logSteps = 1;
        run.checkpointSteps = 4;
        run.evaluationSteps = 6;
        run.evaluationSequences = 6;
        return run;
    }

    static StageModel base() { return {s_base, {}, sourceFolder() / "resources/models/retriever"}; }

    static void makeSmall(MemoryStageSettings& settings, int steps) {
        settings.run = runSettings(steps);
        settings.lora.rank = 4;
        settings.memory.chunkTokens = 16;
        settings.memory.topK = 3;
        settings.memory.memoryTokens = 160; // small enough to overflow
        settings.memory.memoryLayer = kMemoryLayer;
    }

    static MemoryStageRequest stageRequest(const std::string& stage, const std::string& output,
                                           int steps = 14) {
        MemoryStageRequest request;
        request.stage = stage;
        request.data = *s_folder / "data";
        request.base = base();
        request.output = *s_folder / output;
        request.settings = stage == "warmup" ? warmupDefaults(kLayers) : memoryDefaults(kMemoryLayer);
        if (stage == "memory")
            request.settings.memory.retrievalLayers = {1, 3};
        makeSmall(request.settings, steps);
        return request;
    }

    InstructRequest instructRequest(const std::string& output) const {
        nlohmann::json line;
        std::string lines;
        for (unsigned i = 0; i < 3; ++i) {
            line["document"] = prose(100 + i, 150) + "The captain was old. The boy found gold.";
            line["questions"] = {{{"question", "was the captain old"}, {"answer", "the captain was old"}},
                                 {{"question", "the boy found"}, {"answers", {"gold", "the gold"}}}};
            lines += line.dump() + "\n";
        }
        writeFile(*s_folder / "questions.jsonl", lines);
        InstructRequest request;
        request.questions = request.validationQuestions = {*s_folder / "questions.jsonl"};
        request.base = base();
        request.output = *s_folder / output;
        request.settings = instructDefaults(kMemoryLayer);
        makeSmall(request.settings.stage, 14);
        request.settings.stage.memory.retrievalLayers = {1, 3};
        request.settings.stage.memory.memoryTokens = 4096;
        return request;
    }

    /// Runs to the end, stopped after each of `stops`.
    template <class Train>
    static Result<TrainReport> inPieces(const std::vector<std::int64_t>& stops, Train train) {
        for (const std::int64_t last : stops) {
            std::stop_source stop;
            const auto stopped = train(
                [&](const TrainProgress& progress) {
                    if (progress.step == last)
                        stop.request_stop();
                },
                stop.get_token());
            EXPECT_FALSE(stopped);
            EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled) << stopped.error().message;
        }
        return train(TrainProgressFn(), std::stop_token());
    }

    static std::unique_ptr<TemporaryFolder> s_folder;
    static std::filesystem::path s_base;
};

std::unique_ptr<TemporaryFolder> Stages::s_folder;
std::filesystem::path Stages::s_base;

TEST_F(Stages, warmup_learnsAndTellsTheModelItsMemory) {
    const auto report = runtime().memoryStage(stageRequest("warmup", "warmup"), {}, {});
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    const auto losses = lossesOf(*s_folder / "warmup");
    ASSERT_EQ(losses.size(), 14U);
    EXPECT_LT(losses.back(), losses.front() - 0.05);
    EXPECT_LT(report->trainableParameters, report->parameters);
    EXPECT_TRUE(report->evaluation.contains("validation_loss_without_memory"));
    EXPECT_NE(report->evaluation.at("validation_loss"),
              report->evaluation.at("validation_loss_without_memory"));
    const auto config = loadModelConfig(report->model);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(config->memory.fromCheckpoint);
    EXPECT_EQ(config->memory.positionType, PositionType::Continual);
    EXPECT_EQ(config->memory.retrievalLayers, std::vector<int>{3});
    EXPECT_EQ(config->memory.memoryGroupTokens, 16);
    EXPECT_TRUE(std::filesystem::exists(report->model / "adapter/adapter_config.json"));
    const auto torch = openTorchRuntime({"cpu", 1});
    ASSERT_TRUE(torch) << torch.error().message;
    const auto decoder = (*torch)->loadDecoder(report->model, {});
    ASSERT_TRUE(decoder) << decoder.error().message;
    EXPECT_TRUE((*decoder)->info().memoryTrained);
}

TEST_F(Stages, memory_leavesFrozenTensorsBitIdentical) {
    const auto report = runtime().memoryStage(stageRequest("memory", "memory"), {}, {});
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    const auto losses = lossesOf(*s_folder / "memory");
    EXPECT_LT(losses.back(), losses.front() - 0.05);
    const auto before = Checkpoint::open(s_base), after = Checkpoint::open(report->model);
    ASSERT_TRUE(before && after);
    const auto config = loadModelConfig(report->model);
    ASSERT_TRUE(config);
    for (const ExpectedTensor& tensor : expectedTensors(*config)) {
        const bool above =
            tensor.name.starts_with("model.layers.2.") || tensor.name.starts_with("model.layers.3.");
        const bool trained = tensor.name == "model.norm.weight" ||
                             (above && (tensor.norm || tensor.name.find("self_attn") != std::string::npos));
        EXPECT_EQ(sameTensor(*before, *after, tensor.name), !trained) << tensor.name;
    }
}

/// With a full memory, dropout and all parts of the position in use.
TEST_F(Stages, memoryStoppedAndContinued_equalsUninterrupted) {
    const auto whole = runtime().memoryStage(stageRequest("memory", "whole"), {}, {});
    ASSERT_TRUE(whole) << whole.error().message;
    const auto request = stageRequest("memory", "pieces");
    const auto pieces = inPieces({3, 9}, [&](const TrainProgressFn& progress, std::stop_token stop) {
        return runtime().memoryStage(request, progress, std::move(stop));
    });
    ASSERT_TRUE(pieces) << pieces.error().message;
    EXPECT_EQ(readText(pieces->model / "model.safetensors"), readText(whole->model / "model.safetensors"));
    EXPECT_EQ(lossesOf(*s_folder / "pieces"), lossesOf(*s_folder / "whole"));
    EXPECT_EQ(pieces->evaluation, whole->evaluation);
}

TEST_F(Stages, fullWeights_needNoAdapter) {
    auto request = stageRequest("memory", "full", 4);
    request.settings.fullWeights = true;
    request.settings.run.resultPrecision = "bf16";
    const auto report = runtime().memoryStage(request, {}, {});
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    EXPECT_FALSE(std::filesystem::exists(report->model / "adapter"));
    const auto weights = Checkpoint::open(report->model);
    ASSERT_TRUE(weights);
    EXPECT_EQ(weights->find("model.norm.weight")->type, TensorType::Bf16);
}

TEST_F(Stages, withoutMerge_theResultIsTheAdapter) {
    auto request = stageRequest("memory", "adapter", 4);
    request.settings.merge = false;
    const auto report = runtime().memoryStage(request, {}, {});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_FALSE(std::filesystem::exists(report->model / "config.json"));
    // The next stage begins with it.
    auto next = stageRequest("memory", "next", 2);
    next.base.adapter = report->model;
    const auto continued = runtime().memoryStage(next, {}, {});
    ASSERT_TRUE(continued) << continued.error().message;
}

TEST_F(Stages, instruct_learnsTheAnswers) {
    auto request = instructRequest("instruct");
    request.settings.stage.fullWeights = true;
    request.settings.stage.frozenLayers = 0;
    const auto report = runtime().instruct(request, {}, {});
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    const auto losses = lossesOf(*s_folder / "instruct");
    EXPECT_LT(losses.back(), losses.front() - 0.2);
    EXPECT_TRUE(report->evaluation.contains("validation_loss"));
}

TEST_F(Stages, instructStoppedAndContinued_equalsUninterrupted) {
    const auto whole = runtime().instruct(instructRequest("instruct-whole"), {}, {});
    ASSERT_TRUE(whole) << whole.error().message;
    const auto request = instructRequest("instruct-pieces");
    const auto pieces = inPieces({2, 11}, [&](const TrainProgressFn& progress, std::stop_token stop) {
        return runtime().instruct(request, progress, std::move(stop));
    });
    ASSERT_TRUE(pieces) << pieces.error().message;
    EXPECT_EQ(readText(pieces->model / "model.safetensors"), readText(whole->model / "model.safetensors"));
}

TEST_F(Stages, settingsThatContradict_areRefused) {
    const auto refused = [&](auto change) {
        auto request = stageRequest("memory", "refused");
        change(request.settings);
        const auto report = runtime().memoryStage(request, {}, {});
        return !report && report.error().code == ErrorCode::InvalidArgument;
    };
    EXPECT_TRUE(refused([](auto& settings) { settings.memory.chunkTokens = 24; }));
    EXPECT_TRUE(refused([](auto& settings) { settings.memory.retrievalLayers = {0}; }));
    EXPECT_TRUE(refused([](auto& settings) { settings.memory.retrievalLayers = {4}; }));
    EXPECT_TRUE(refused([](auto& settings) { settings.memory.memoryLayer = 4; }));
    EXPECT_TRUE(refused([](auto& settings) { settings.frozenLayers = 5; }));
}

} // namespace
} // namespace memlong::test
