#include <gmock/gmock.h>

#include "engine/checkpoint/llama2c.h"
#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/random_checkpoint.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using ::testing::HasSubstr;

TEST(RandomCheckpoint, sameSeed_givesTheSameCompleteModel) {
    const test::TemporaryFolder folder;
    const std::string config = namedConfig("tiny").value();
    ASSERT_TRUE(writeRandomCheckpoint(config, 5, TensorType::Bf16, folder / "a", nullptr, {}));
    ASSERT_TRUE(writeRandomCheckpoint(config, 5, TensorType::Bf16, folder / "b", nullptr, {}));
    ASSERT_TRUE(writeRandomCheckpoint(config, 6, TensorType::Bf16, folder / "c", nullptr, {}));
    const auto a = Checkpoint::open(folder / "a").value();
    EXPECT_TRUE(checkTensors(loadModelConfig(folder / "a").value(), a));
    EXPECT_EQ(test::readText(folder / "a" / "model.safetensors"),
              test::readText(folder / "b" / "model.safetensors"));
    EXPECT_NE(a.fingerprint(), Checkpoint::open(folder / "c").value().fingerprint());

    const auto values = a.requireFloats("model.embed_tokens.weight", {32000, 64}).value();
    double sum = 0, squares = 0;
    for (const float value : values) {
        sum += value;
        squares += static_cast<double>(value) * value;
    }
    const auto count = static_cast<double>(values.size());
    EXPECT_NEAR(sum / count, 0.0, 1e-4);
    EXPECT_NEAR(std::sqrt(squares / count), 0.02, 1e-4);
    EXPECT_EQ(a.requireFloats("model.norm.weight", {64}).value(), std::vector<float>(64, 1.0f));
}

TEST(RandomCheckpoint, cancelled_leavesNoModel) {
    const test::TemporaryFolder folder;
    std::stop_source stop;
    stop.request_stop();
    const auto result = writeRandomCheckpoint(namedConfig("tiny").value(), 1, TensorType::F32, folder / "a",
                                              nullptr, stop.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(folder / "a"));
}

TEST(Llama2c, bothVersions_giveTheSameModel) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "models/stories260K");
    const test::TemporaryFolder folder;
    for (const char* name : {"stories260K", "stories260K_v1"}) {
        const auto imported =
            importLlama2c(data / (std::string(name) + ".bin"), data / "tok512.bin", folder / name);
        ASSERT_TRUE(imported) << imported.error().message;
        EXPECT_TRUE(
            checkTensors(loadModelConfig(folder / name).value(), Checkpoint::open(folder / name).value()));
    }
    EXPECT_EQ(test::readText(folder / "stories260K" / "model.safetensors"),
              test::readText(folder / "stories260K_v1" / "model.safetensors"));
}

TEST(Llama2c, truncatedOrForeignFiles_areRefused) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "models/stories260K");
    const test::TemporaryFolder folder;
    const std::string whole = test::readText(data / "stories260K.bin");
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{3}, std::size_t{20}, std::size_t{5000}, whole.size() / 2}) {
        test::writeFile(folder / "x.bin", whole.substr(0, size));
        const auto imported = importLlama2c(folder / "x.bin", data / "tok512.bin", folder / "out");
        ASSERT_FALSE(imported) << size;
        EXPECT_EQ(imported.error().code, ErrorCode::Corrupt);
        EXPECT_FALSE(std::filesystem::exists(folder / "out" / "config.json"));
    }
    test::writeFile(folder / "x.bin", std::string(4096, 'x'));
    EXPECT_FALSE(importLlama2c(folder / "x.bin", data / "tok512.bin", folder / "out"));
}

} // namespace
} // namespace memlong
