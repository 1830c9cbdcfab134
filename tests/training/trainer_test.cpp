#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/model/load_decoder.h"
#include "engine/training/model_folder.h"
#include "engine/training/pretrain.h"
#include "engine/training/tensor_file.h"
#include "engine/training/trainable_decoder.h"
#include "tests/support/test_support.h"
#include "tests/training/synthetic_dataset.h"

namespace memlong::test {
namespace {

std::filesystem::path fixture(const std::string& name) {
    return sourceFolder() / "tests/training/fixtures" / name;
}

TrainableDecoder fixtureModel() {
    auto model = TrainableDecoder::load(fixture("checkpoint"), {}, at::kCPU);
    if (!model)
        throw std::runtime_error(model.error().message);
    return std::move(*model);
}

TrainableDecoder::Batch batchOf(const at::Tensor& tokens) { // [B, T + 1]
    const std::int64_t length = tokens.size(1) - 1;
    return {tokens.narrow(1, 0, length).contiguous(), tokens.narrow(1, 1, length).contiguous()};
}

at::Tensor fixtureTokens() {
    return (*loadTensors(fixture("gradients.safetensors"))).at("tokens");
}

double relativeDifference(const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).norm() / b.norm().clamp_min(1e-12)).item<double>();
}

/// Random memory of the fixture's shape for a batch of two.
MemoryView randomMemory() {
    torch::manual_seed(9);
    return {at::randn({2, 2, 12, 6}), at::randn({2, 2, 12, 6}), {6, 12}};
}

TEST(TrainableDecoder, gradientsOfEveryParameter_equalPyTorchs) {
    const TrainableDecoder model = [] {
        TrainableDecoder model = fixtureModel();
        model.trainEverything();
        return model;
    }();
    const auto expected = loadTensors(fixture("gradients.safetensors"));
    ASSERT_TRUE(expected) << expected.error().message;
    model.lossSum(batchOf(expected->at("tokens")[0]), {}).backward();
    const auto parameters = model.trainable();
    EXPECT_EQ(parameters.size(), expected->size() - 1);
    for (const NamedTensor& parameter : parameters) {
        ASSERT_TRUE(expected->contains(parameter.name)) << parameter.name;
        EXPECT_LE(relativeDifference(parameter.value.grad(), expected->at(parameter.name)), 1e-4)
            << parameter.name;
    }
}

TEST(TrainableDecoder, recomputedLayers_giveTheSameGradients) {
    const MemoryView memory = randomMemory();
    for (const int firstLayer : {0, 2}) {
        std::vector<std::vector<at::Tensor>> gradients;
        for (const bool recompute : {false, true}) {
            TrainableDecoder model = fixtureModel();
            model.trainLayers(firstLayer);
            model.addAdapters({4, 8.0, 0.3, {"q_proj", "v_proj"}}, firstLayer, 3);
            model.setTraining(true);
            torch::manual_seed(4); // dropout
            TrainableDecoder::Batch batch = batchOf(fixtureTokens()[0]);
            batch.memory = &memory;
            model.lossSum(batch, {false, recompute}).backward();
            auto& list = gradients.emplace_back();
            for (const NamedTensor& parameter : model.trainable())
                list.push_back(parameter.value.grad());
        }
        ASSERT_EQ(gradients[0].size(), gradients[1].size());
        for (std::size_t i = 0; i < gradients[0].size(); ++i)
            EXPECT_LE(relativeDifference(gradients[1][i], gradients[0][i]), 1e-6) << i;
    }
}

/// The slope of the loss along a random direction, from differences and from the gradients, with memory.
TEST(TrainableDecoder, gradientsWithMemory_equalNumericalOnes) {
    TrainableDecoder model = fixtureModel();
    ASSERT_FALSE(model.config().memory.retrievalLayers.empty());
    model.trainEverything();
    const MemoryView memory = randomMemory();
    TrainableDecoder::Batch batch = batchOf(fixtureTokens()[0]);
    const double without = model.lossSum(batch, {}).item<double>();
    batch.memory = &memory;
    const at::Tensor loss = model.lossSum(batch, {});
    EXPECT_GT(std::abs(loss.item<double>() - without), 1e-2);
    loss.backward();
    const torch::NoGradGuard noGradient;
    torch::manual_seed(21);
    for (NamedTensor& parameter : model.trainable()) {
        const at::Tensor gradient = parameter.value.grad();
        const at::Tensor direction = gradient / gradient.norm() + at::randn_like(gradient) * 0.02;
        const double expected = (gradient * direction).sum().item<double>();
        const double step = 2e-3;
        parameter.value.add_(direction, step);
        const double above = model.losses(batch, {}).to(at::kDouble).sum().item<double>();
        parameter.value.add_(direction, -2 * step);
        const double below = model.losses(batch, {}).to(at::kDouble).sum().item<double>();
        parameter.value.add_(direction, step);
        EXPECT_NEAR((above - below) / (2 * step), expected, 0.02 * std::abs(expected) + 5e-3)
            << parameter.name;
    }
}

TEST(AdamW, tenSteps_equalPyTorchs) {
    TrainableDecoder model = fixtureModel();
    model.trainEverything();
    const at::Tensor tokens = fixtureTokens();
    const auto expected = nlohmann::json::parse(readText(fixture("losses.json")));
    AdamW optimizer(model.trainable(), {0.9, 0.95, 1e-8, 0.1});
    for (int step = 0; step < 10; ++step) {
        optimizer.zeroGradients();
        const auto batch = batchOf(tokens[step]);
        const at::Tensor loss = model.lossSum(batch, {}) / static_cast<double>(batch.targets.numel());
        loss.backward();
        optimizer.clipGradients(1.0);
        optimizer.step(1e-2 * (step + 1) / 10);
        EXPECT_NEAR(loss.item<double>(), expected[static_cast<std::size_t>(step)].get<double>(), 1e-4)
            << step;
    }
}

TEST(Lora, mergedWeights_equalTheBranches) {
    TrainableDecoder model = fixtureModel();
    const LoraSettings lora{4, 8.0, 0.05, {"q_proj", "k_proj", "v_proj", "o_proj"}};
    model.addAdapters(lora, 0, 3);
    EXPECT_EQ(model.adapters().size(), 12U);
    {
        const torch::NoGradGuard noGradient;
        torch::manual_seed(1);
        for (NamedTensor& parameter : model.trainable())
            parameter.value.normal_(0, 0.3);
    }
    const auto batch = batchOf(fixtureTokens()[0]);
    const torch::NoGradGuard noGradient;
    const at::Tensor branches = model.losses(batch, {});
    EXPECT_GT(relativeDifference(branches, fixtureModel().losses(batch, {})), 1e-2);

    // As a merged model, and as an adapter that is merged while it is loaded.
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "merged");
    ASSERT_TRUE(saveModel(folder / "merged", readText(fixture("checkpoint/config.json")),
                          model.mergedWeights(), false));
    const auto merged = TrainableDecoder::load(folder / "merged", {}, at::kCPU);
    ASSERT_TRUE(merged) << merged.error().message;
    EXPECT_LE(relativeDifference(merged->losses(batch, {}), branches), 1e-5);
    std::filesystem::create_directories(folder / "adapter");
    ASSERT_TRUE(saveAdapter(folder / "adapter", model.adapters(), {}, lora, "base"));
    const auto adapted = TrainableDecoder::load(fixture("checkpoint"), folder / "adapter", at::kCPU);
    ASSERT_TRUE(adapted) << adapted.error().message;
    EXPECT_LE(relativeDifference(adapted->losses(batch, {}), branches), 1e-5);
}

TEST(TrainableDecoder, frozenLayers_stayBitIdentical) {
    TrainableDecoder model = fixtureModel();
    model.trainNorms(2);
    model.addAdapters({4, 8.0, 0.05, {"q_proj", "k_proj", "v_proj", "o_proj"}}, 2, 3);
    model.setTraining(true);
    std::map<std::string, at::Tensor> before;
    for (const NamedTensor& weight : model.weights())
        before[weight.name] = weight.value.detach().clone();
    const MemoryView memory = randomMemory();
    AdamW optimizer(model.trainable(), {0.9, 0.999, 1e-8, 0.1});
    for (int step = 0; step < 3; ++step) {
        optimizer.zeroGradients();
        auto batch = batchOf(fixtureTokens()[step]);
        batch.memory = &memory;
        model.lossSum(batch, {}).backward();
        optimizer.step(1e-2);
    }
    int changed = 0;
    for (const NamedTensor& weight : model.weights()) {
        const bool same = at::equal(weight.value, before.at(weight.name));
        const bool trained =
            weight.name == "model.norm.weight" ||
            (weight.name.starts_with("model.layers.2.") && weight.name.find("norm") != std::string::npos);
        EXPECT_EQ(same, !trained) << weight.name;
        changed += same ? 0 : 1;
        EXPECT_EQ(weight.value.grad().defined(), trained) << weight.name;
    }
    EXPECT_EQ(changed, 3);
}

PretrainRequest smallRun(const std::filesystem::path& data, const std::filesystem::path& output) {
    PretrainRequest request;
    request.data = data;
    request.output = output;
    auto& settings = request.settings;
    settings.layers = 2;
    settings.hiddenSize = 32;
    settings.heads = settings.kvHeads = 2;
    settings.intermediateSize = 64;
    settings.contextTokens = 64;
    settings.run.steps = 24;
    settings.run.sequenceTokens = 32;
    settings.run.batchSequences = 4;
    settings.run.accumulation = 2;
    settings.run.learningRate = 1e-2;
    settings.run.warmupSteps = 4;
    settings.run.precision = "f32";
    settings.run.logSteps = 4;
    settings.run.checkpointSteps = 5;
    settings.run.evaluationSteps = 8;
    return request;
}

class Pretrain : public ::testing::Test {
protected:
    void SetUp() override { writePatternDataset(m_folder / "data"); }
    TemporaryFolder m_folder;
};

TEST_F(Pretrain, smallModel_learnsAndCanBeLoaded) {
    const auto report = pretrain(smallRun(m_folder / "data", m_folder / "run"), at::kCPU, {}, {});
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    EXPECT_LT(report->loss, 3.5); // log(50) is 3.9
    EXPECT_LT(report->evaluation.at("validation_loss"), 3.5);
    const auto loaded = loadDecoder(report->model, {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->parameters, report->parameters);
    EXPECT_TRUE(std::filesystem::exists(report->model / "tokenizer.json"));
}

/// Stopped three times, once with a checkpoint that was half written and a torn log.
TEST_F(Pretrain, stoppedAndContinued_equalsUninterrupted) {
    const auto whole = pretrain(smallRun(m_folder / "data", m_folder / "whole"), at::kCPU, {}, {});
    ASSERT_TRUE(whole) << whole.error().message;
    const auto request = smallRun(m_folder / "data", m_folder / "parts");
    for (const std::int64_t last : {3, 11, 17}) {
        std::stop_source stop;
        const auto stopped = pretrain(
            request, at::kCPU,
            [&](const TrainProgress& progress) {
                if (progress.step == last)
                    stop.request_stop();
            },
            stop.get_token());
        ASSERT_FALSE(stopped);
        ASSERT_EQ(stopped.error().code, ErrorCode::Cancelled) << stopped.error().message;
        writeFile(m_folder / "parts/checkpoint-00000099.unfinished/state.json", "{");
        std::ofstream(m_folder / "parts/log.jsonl", std::ios::app) << "{\"step\":99,\"loss\":1}\n{\"st";
    }
    const auto finished = pretrain(request, at::kCPU, {}, {});
    ASSERT_TRUE(finished) << finished.error().message;
    EXPECT_EQ(readText(m_folder / "parts/model/model.safetensors"),
              readText(m_folder / "whole/model/model.safetensors"));
    EXPECT_EQ(finished->tokens, whole->tokens);
    EXPECT_EQ(finished->evaluation, whole->evaluation);
    const auto lossesOf = [&](const std::string& run) {
        std::vector<std::string> lines;
        std::ifstream log(m_folder / run / "log.jsonl");
        for (std::string line; std::getline(log, line);) {
            auto json = nlohmann::json::parse(line);
            json.erase("tokens_per_second");
            lines.push_back(json.dump());
        }
        return lines;
    };
    EXPECT_EQ(lossesOf("parts"), lossesOf("whole"));
    const auto again = pretrain(request, at::kCPU, {}, {}); // there is nothing left to do
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->loss, finished->loss);
    EXPECT_EQ(again->evaluation, finished->evaluation);
}

TEST_F(Pretrain, otherSettingsInTheSameFolder_areRefused) {
    auto request = smallRun(m_folder / "data", m_folder / "run");
    ASSERT_TRUE(pretrain(request, at::kCPU, {}, {}));
    request.settings.run.learningRate = 5e-3;
    const auto refused = pretrain(request, at::kCPU, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("learning_rate"));
}

TEST_F(Pretrain, settingsThatContradict_areRefused) {
    auto request = smallRun(m_folder / "data", m_folder / "run");
    request.settings.heads = 3;
    EXPECT_FALSE(pretrain(request, at::kCPU, {}, {}));
    request = smallRun(m_folder / "nothing", m_folder / "run");
    const auto missing = pretrain(request, at::kCPU, {}, {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong::test
