// int8 checkpoints beside the floating-point ones that they were made from.
#include <gtest/gtest.h>

#include "engine/checkpoint/llama2c.h"
#include "engine/checkpoint/quantize_checkpoint.h"
#include "engine/checkpoint/random_checkpoint.h"
#include "engine/model/weight_kernels.h"
#include "tests/model/decoder_fixture.h"

namespace memlong {
namespace {

struct Closeness {
    double largestDifference = 0; // as a share of the largest logit
    double sameArgMax = 0;
};

Closeness compare(const at::Tensor& found, const at::Tensor& wanted) {
    return {test::maxDifference(found, wanted) / wanted.abs().max().item<double>(),
            found.argmax(-1).eq(wanted.argmax(-1)).to(at::kFloat).mean().item<double>()};
}

/// Logits [T, V] token by token, as they are decoded.
at::Tensor decoded(const Decoder& decoder, const at::Tensor& tokens) {
    KvCache cache(decoder.config(), 0);
    std::vector<at::Tensor> logits;
    for (std::int64_t i = 0; i < tokens.size(0); ++i) {
        Decoder::Input input;
        input.tokens = tokens.narrow(0, i, 1).unsqueeze(0);
        input.cache = &cache;
        logits.push_back(decoder.forward(input)[0]);
    }
    return at::cat(logits, 0);
}

class Quantized : public ::testing::Test {
protected:
    void quantize() const {
        const auto report = quantizeCheckpoint({m_folder / "float", m_folder / "int8", "int8"}, nullptr, {});
        ASSERT_TRUE(report) << report.error().message;
    }
    const c10::InferenceMode m_inference;
    test::TemporaryFolder m_folder;
};

TEST_F(Quantized, stories_answerAsTheFloatModel) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "models/stories260K");
    ASSERT_TRUE(importLlama2c(data / "stories260K.bin", data / "tok512.bin", m_folder / "float"));
    quantize();
    const LoadedDecoder wide = test::load(m_folder / "float");
    const LoadedDecoder narrow = test::load(m_folder / "int8");
    EXPECT_EQ(narrow.precision, "int8");
    EXPECT_EQ(narrow.parameters, wide.parameters);
    EXPECT_LT(narrow.decoder->weightBytes(), wide.decoder->weightBytes() / 2);
    // A story of the model's own: text as it knows it.
    std::vector<std::int64_t> story = {1};
    KvCache cache(wide.decoder->config(), 0);
    for (int i = 0; i < 160; ++i) {
        Decoder::Input input;
        input.tokens = at::full({1, 1}, story.back(), at::kLong);
        input.cache = &cache;
        story.push_back(wide.decoder->forward(input).argmax(-1).item<std::int64_t>());
    }
    const at::Tensor tokens = at::tensor(story);
    const at::Tensor wanted = test::allLogits(*wide.decoder, tokens);
    for (const at::Tensor& found :
         {decoded(*narrow.decoder, tokens), test::allLogits(*narrow.decoder, tokens)}) {
        const Closeness close = compare(found, wanted);
        EXPECT_LE(close.largestDifference, 0.1);
        EXPECT_GE(close.sameArgMax, 0.95);
    }
}

TEST_F(Quantized, randomLlama_keepsItsLogits) {
    ASSERT_TRUE(
        writeRandomCheckpoint(*namedConfig("tiny"), 3, TensorType::F32, m_folder / "float", nullptr, {}));
    quantize();
    const LoadedDecoder wide = test::load(m_folder / "float");
    const LoadedDecoder narrow = test::load(m_folder / "int8");
    const at::Tensor tokens = at::randint(wide.decoder->config().vocabularySize, {64}, at::kLong);
    const at::Tensor wanted = test::allLogits(*wide.decoder, tokens);
    for (const at::Tensor& found :
         {decoded(*narrow.decoder, tokens), test::allLogits(*narrow.decoder, tokens)}) {
        const Closeness close = compare(found, wanted);
        EXPECT_LE(close.largestDifference, 0.1);
        EXPECT_GE(close.sameArgMax, 0.8); // random logits lie close together
    }
}

TEST_F(Quantized, widened_isTheSameNumbersAgain) {
    ASSERT_TRUE(
        writeRandomCheckpoint(*namedConfig("tiny"), 4, TensorType::F32, m_folder / "float", nullptr, {}));
    quantize();
    const LoadedDecoder narrow = test::load(m_folder / "int8");
    const LoadedDecoder widened = test::load(m_folder / "int8", {at::kCPU, "f32", {}});
    const at::Tensor tokens = at::arange(1, 33, at::kLong);
    const Closeness close = compare(decoded(*narrow.decoder, tokens), decoded(*widened.decoder, tokens));
    EXPECT_LE(close.largestDifference, 0.02);
    EXPECT_EQ(widened.precision, "f32");
}

TEST_F(Quantized, damagedScales_areRefused) {
    ASSERT_TRUE(
        writeRandomCheckpoint(*namedConfig("tiny"), 5, TensorType::F32, m_folder / "float", nullptr, {}));
    quantize();
    const auto file = m_folder / "int8" / "model.safetensors";
    std::string bytes = test::readText(file);
    const std::string name = "q_proj.scales";
    bytes.replace(bytes.find(name), name.size(), "q_proj.scalez");
    test::writeFile(file, bytes);
    const auto loaded = loadDecoder(m_folder / "int8", {});
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().message.find("q_proj.scales"), std::string::npos);
}

} // namespace
} // namespace memlong
