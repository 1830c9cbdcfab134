#include <gmock/gmock.h>

#include "engine/training/settings.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;

TEST(Settings, defaultsOfTheStages_areThePapers) {
    const auto warmup = warmupDefaults(26);
    EXPECT_EQ(warmup.memory.positions, "Continual");
    EXPECT_EQ(warmup.memory.retrievalLayers.front(), 14);
    EXPECT_EQ(warmup.memory.retrievalLayers.back(), 25);
    EXPECT_EQ(warmup.lora.rank, 64);
    EXPECT_EQ(warmup.lora.alpha, 8);
    EXPECT_EQ(warmup.lora.dropout, 0.05);
    EXPECT_EQ(warmup.frozenLayers, 0);
    const auto memory = memoryDefaults(13);
    EXPECT_EQ(memory.frozenLayers, 14);
    EXPECT_EQ(memory.memory.positions, "Zero");
    EXPECT_EQ(memory.run.learningRate, 5e-5);
    EXPECT_EQ(memory.run.weightDecay, 1e-4);
    EXPECT_EQ(memory.run.warmupSteps, 1000);
    EXPECT_EQ(memory.run.accumulation, 8);
    EXPECT_EQ(memory.run.sequenceTokens, 1024);
    EXPECT_EQ(memory.memory.memoryTokens, 32768);
}

TEST(Settings, written_readBackTheSame) {
    const TemporaryFolder folder;
    MemoryStageSettings settings = memoryDefaults(4);
    settings.run.learningRate = 0.1 + 0.2;
    settings.run.clipNorm = 3;
    settings.memory.retrievalLayers = {4, 6};
    settings.lora.targets = {"q_proj"};
    settings.trainNorms = false;
    const std::string text = settingsText(settingFields(settings));
    writeFile(folder / "s.toml", text);
    MemoryStageSettings again = warmupDefaults(8);
    const auto read = readSettings(folder / "s.toml", settingFields(again));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(settingsText(settingFields(again)), text);
    EXPECT_EQ(again.run.learningRate, 0.1 + 0.2);
    EXPECT_EQ(again.memory.retrievalLayers, settings.memory.retrievalLayers);
}

TEST(Settings, badFiles_areRefusedWithTheLine) {
    const TemporaryFolder folder;
    const auto errorOf = [&](const std::string& text) {
        writeFile(folder / "s.toml", text);
        PretrainSettings settings;
        const auto read = readSettings(folder / "s.toml", settingFields(settings));
        EXPECT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, ErrorCode::InvalidArgument);
        return read.error().message;
    };
    EXPECT_THAT(errorOf("steps = 5\nlearning_rat = 1"), HasSubstr("line 2"));
    EXPECT_THAT(errorOf("steps = 0"), HasSubstr("steps must be from 1"));
    EXPECT_THAT(errorOf("steps = \"many\""), HasSubstr("wrong kind"));
    EXPECT_THAT(errorOf("steps = 1.5"), HasSubstr("wrong kind"));
    EXPECT_THAT(errorOf("schedule = \"stairs\""), HasSubstr("cosine, linear"));
    EXPECT_THAT(errorOf("learning_rate = nan"), HasSubstr("learning_rate"));
    EXPECT_THAT(errorOf("steps = = 2"), HasSubstr("line 1"));
}

TEST(Settings, flags_followTheSameRules) {
    MemoryStageSettings settings;
    const auto fields = settingFields(settings);
    EXPECT_TRUE(setSetting(fields, "steps", "12"));
    EXPECT_TRUE(setSetting(fields, "learning_rate", "3"));
    EXPECT_TRUE(setSetting(fields, "train_norms", "false"));
    EXPECT_TRUE(setSetting(fields, "lora_targets", "q_proj,v_proj"));
    EXPECT_TRUE(setSetting(fields, "retrieval_layers", "4,6"));
    EXPECT_EQ(settings.run.steps, 12);
    EXPECT_EQ(settings.run.learningRate, 3);
    EXPECT_FALSE(settings.trainNorms);
    EXPECT_EQ(settings.lora.targets.size(), 2U);
    EXPECT_EQ(settings.memory.retrievalLayers, (std::vector<std::int64_t>{4, 6}));
    EXPECT_FALSE(setSetting(fields, "steps", "12x"));
    EXPECT_FALSE(setSetting(fields, "steps", "-1"));
    EXPECT_FALSE(setSetting(fields, "train_norms", "maybe"));
    EXPECT_FALSE(setSetting(fields, "lora_targets", "q_proj,nothing"));
    EXPECT_FALSE(setSetting(fields, "retrieval_layers", "4,x"));
    EXPECT_FALSE(setSetting(fields, "unknown", "1"));
}

} // namespace
} // namespace memlong::test
