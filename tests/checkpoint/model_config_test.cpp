#include "engine/checkpoint/model_config.h"

#include <gmock/gmock.h>

#include "engine/checkpoint/random_checkpoint.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A small valid configuration with `more` members added ("," first).
std::string config(const std::string& more, const std::string& type = "llama") {
    return R"({"model_type":")" + type +
           R"(","vocab_size":64,"hidden_size":32,"intermediate_size":48,"num_hidden_layers":26,)"
           R"("num_attention_heads":4)" +
           more + "}";
}

ModelConfig parsed(const std::string& json) {
    auto result = parseModelConfig(json, "config.json");
    EXPECT_TRUE(result) << result.error().message;
    return result.value_or(ModelConfig{});
}

TEST(ModelConfig, missingKeys_haveTheDefaultsOfTheFamily) {
    const ModelConfig c = parsed(config(""));
    EXPECT_EQ(c.kvHeads, 4);
    EXPECT_EQ(c.headDim, 8);
    EXPECT_EQ(c.rope.theta, 10000.0);
    EXPECT_FALSE(c.tiedEmbeddings);
    EXPECT_EQ(c.memory.memoryLayer, 13);
    EXPECT_THAT(c.memory.retrievalLayers, ElementsAre(13, 17, 21, 25));
    EXPECT_EQ(c.memory.positionType, PositionType::Zero);
    EXPECT_FALSE(c.memory.fromCheckpoint);
}

TEST(ModelConfig, ropeScaling_readsOldAndNewKeys) {
    const ModelConfig old =
        parsed(config(R"(,"rope_theta":5e5,"rope_scaling":{"type":"linear","factor":4.0})"));
    EXPECT_EQ(old.rope.scaling, RopeConfig::Scaling::Linear);
    EXPECT_EQ(old.rope.theta, 5e5);
    const ModelConfig fresh = parsed(
        config(R"(,"rope_parameters":{"rope_type":"llama3","rope_theta":5e5,"factor":8,"low_freq_factor":1,)"
               R"("high_freq_factor":4,"original_max_position_embeddings":8192})"));
    EXPECT_EQ(fresh.rope.scaling, RopeConfig::Scaling::Llama3);
    EXPECT_EQ(fresh.rope.theta, 5e5);
    EXPECT_EQ(fresh.rope.originalContextTokens, 8192);
    const auto unknown = parseModelConfig(config(R"(,"rope_scaling":{"rope_type":"yarn","factor":4})"), "c");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::UnsupportedVersion);
    EXPECT_THAT(unknown.error().message, HasSubstr("yarn"));
}

TEST(ModelConfig, families_differInBiasesNormsAndWindows) {
    const ModelConfig qwen2 = parsed(config("", "qwen2"));
    EXPECT_TRUE(qwen2.attentionBias);
    EXPECT_FALSE(qwen2.outputBias);
    EXPECT_TRUE(parsed(config("", "qwen3")).queryKeyNorm);
    EXPECT_EQ(parsed(config(R"(,"sliding_window":16)", "mistral")).slidingWindow[3], 16);
    EXPECT_EQ(parsed(config(R"(,"sliding_window":null)", "mistral")).slidingWindow[3], 0);
    EXPECT_EQ(parsed(config(R"(,"sliding_window":16)", "qwen2")).slidingWindow[3], 0);
    const ModelConfig windowed =
        parsed(config(R"(,"sliding_window":16,"use_sliding_window":true,"max_window_layers":3)", "qwen2"));
    EXPECT_EQ(windowed.slidingWindow[2], 0);
    EXPECT_EQ(windowed.slidingWindow[3], 16);
}

TEST(ModelConfig, memorySettings_fromObjectOrFlatKeys) {
    const ModelConfig own = parsed(config(
        R"(,"memlong":{"mem_layer":10,"ret_attn_layers":[20,10,20],"position_type":"Continual","use_gate":true})"));
    EXPECT_EQ(own.memory.memoryLayer, 10);
    EXPECT_THAT(own.memory.retrievalLayers, ElementsAre(10, 20));
    EXPECT_EQ(own.memory.positionType, PositionType::Continual);
    EXPECT_TRUE(own.memory.useGate);
    EXPECT_TRUE(own.memory.fromCheckpoint);
    const ModelConfig flat =
        parsed(config(R"(,"mem_layer":13,"ret_attn_layers":[13,17],"position_type":"Zero")"));
    EXPECT_THAT(flat.memory.retrievalLayers, ElementsAre(13, 17));
    EXPECT_EQ(flat.memory.positionType, PositionType::Zero);
}

TEST(ModelConfig, endOfSequence_mayBeAListAndInTheGenerationFile) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "config.json", config(R"(,"bos_token_id":null,"eos_token_id":[2,3])"));
    test::writeFile(folder / "generation_config.json", R"({"bos_token_id":1,"eos_token_id":[3,7]})");
    const auto c = loadModelConfig(folder.path());
    ASSERT_TRUE(c) << c.error().message;
    EXPECT_THAT(c->eosIds, ElementsAre(2, 3, 7));
    EXPECT_THAT(c->bosIds, ElementsAre(1));
}

TEST(ModelConfig, nonsense_isRefusedWithTheFileNamed) {
    const std::string cases[] = {
        config("", "gpt2"),
        "{}",
        "[]",
        R"({"model_type":"llama","vocab_size":64})",
        config(R"(,"num_key_value_heads":3)"),
        config(R"(,"num_key_value_heads":"4")"),
        config(R"(,"head_dim":7)"),
        config(R"(,"head_dim":1e300)"),
        config(R"(,"hidden_act":"gelu")"),
        config(R"(,"max_position_embeddings":-1)"),
        config(R"(,"memlong":{"mem_layer":26})"),
        config(R"(,"memlong":{"mem_layer":10,"ret_attn_layers":[9]})"),
        config(R"(,"memlong":{"ret_attn_layers":[26]})"),
        config(R"(,"memlong":{"position_type":"Other"})"),
    };
    for (const std::string& json : cases) {
        const auto result = parseModelConfig(json, "some/config.json");
        ASSERT_FALSE(result) << json;
        EXPECT_THAT(result.error().message, HasSubstr("some/config.json"));
    }
}

TEST(ModelConfig, everyNamedConfiguration_isValid) {
    for (const std::string& name : namedConfigs())
        EXPECT_TRUE(parseModelConfig(namedConfig(name).value(), name)) << name;
    EXPECT_FALSE(namedConfig("no-such-model"));
}

} // namespace
} // namespace memlong
