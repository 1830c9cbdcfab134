// Decoders against transformers: see tests/golden/make_decoder_fixtures.py.
#include <gmock/gmock.h>

#include "engine/checkpoint/safetensors_writer.h"
#include "tests/model/decoder_fixture.h"

namespace memlong {
namespace {

using test::allLogits;
using test::expected;
using test::golden;
using test::load;
using test::maxDifference;
using ::testing::HasSubstr;

constexpr double kTolerance = 1e-4;

class DecoderFamily : public ::testing::TestWithParam<const char*> {
protected:
    const c10::InferenceMode m_inference;
    const std::filesystem::path m_folder = golden("decoder") / GetParam();
};

TEST_P(DecoderFamily, logits_equalTransformers) {
    for (const char* precision : {"auto", "f32"}) {
        const LoadedDecoder loaded = load(m_folder, {at::kCPU, precision, {}});
        const at::Tensor found = allLogits(*loaded.decoder, expected(m_folder, "tokens"));
        const at::Tensor wanted = expected(m_folder, "logits");
        const double difference = maxDifference(found, wanted);
        std::printf("%s, weights %s: max abs difference %.2e\n", GetParam(), precision, difference);
        EXPECT_LE(difference, kTolerance);
        EXPECT_TRUE(found.argmax(-1).equal(wanted.argmax(-1)));
    }
}

TEST_P(DecoderFamily, decodingWithTheCache_equalsOneForwardPass) {
    if (std::string(GetParam()) == "llama_dynamic")
        GTEST_SKIP()
            << "dynamic scaling changes the frequencies as a sequence grows; transformers differs likewise";
    const LoadedDecoder loaded = load(m_folder);
    const at::Tensor tokens = expected(m_folder, "tokens");
    const at::Tensor wanted = expected(m_folder, "logits");
    KvCache cache(loaded.decoder->config(), 0);
    std::int64_t done = 0;
    for (const std::int64_t count : {9, 1, 3, 14, 1, 1, 1, 10}) { // pieces of any size
        Decoder::Input input;
        input.tokens = tokens.narrow(0, done, count).unsqueeze(0);
        input.cache = &cache;
        input.allLogits = true;
        const at::Tensor logits = loaded.decoder->forward(input)[0];
        EXPECT_LE(maxDifference(logits, wanted.narrow(0, done, count)), kTolerance) << "at token " << done;
        done += count;
    }
    EXPECT_EQ(cache.tokens(), done);
    EXPECT_EQ(done, tokens.size(0));
}

TEST_P(DecoderFamily, parameterNames_equalCheckpointKeys) {
    const LoadedDecoder loaded = load(m_folder);
    std::vector<std::string> wanted, found;
    for (const ExpectedTensor& tensor : expectedTensors(loaded.decoder->config()))
        wanted.push_back(tensor.name);
    for (const auto& parameter : loaded.decoder->named_parameters())
        found.push_back(parameter.key());
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(wanted));
}

INSTANTIATE_TEST_SUITE_P(Families, DecoderFamily,
                         ::testing::Values("llama", "llama_gqa_bf16", "llama_bias_f16", "llama_sharded",
                                           "llama_linear", "llama_dynamic", "llama_llama3",
                                           "llama_llama3_old", "mistral", "mistral_window", "qwen2",
                                           "qwen2_window", "qwen3", "smollm2_tied"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Decoder, adapter_isMergedAsByPeft) {
    const c10::InferenceMode inference;
    const auto folder = golden("decoder") / "llama_adapter";
    LoadOptions options;
    options.adapter = folder;
    const at::Tensor tokens = expected(folder, "tokens"), wanted = expected(folder, "logits");
    const LoadedDecoder named = load(golden("decoder") / "llama", options);
    const double difference = maxDifference(allLogits(*named.decoder, tokens), wanted);
    std::printf("llama_adapter: max abs difference %.2e\n", difference);
    EXPECT_LE(difference, kTolerance);
    const LoadedDecoder found = load(folder); // through base_model_name_or_path
    EXPECT_EQ(maxDifference(allLogits(*found.decoder, tokens), allLogits(*named.decoder, tokens)), 0.0);
    EXPECT_NE(named.memoryFingerprint, load(golden("decoder") / "llama").memoryFingerprint);
}

TEST(Decoder, adapterOfAnotherModel_isRefused) {
    LoadOptions options;
    options.adapter = golden("decoder") / "llama_adapter";
    const auto loaded = loadDecoder(golden("decoder") / "smollm2_tied", options);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("another model"));
}

TEST(Decoder, int8Weights_stayClose) {
    const c10::InferenceMode inference;
    const auto folder = golden("decoder") / "llama_gqa_bf16";
    const LoadedDecoder loaded = load(folder, {at::kCPU, "int8", {}});
    const at::Tensor found = allLogits(*loaded.decoder, expected(folder, "tokens"));
    const at::Tensor wanted = expected(folder, "logits");
    EXPECT_GE(at::cosine_similarity(found.flatten(), wanted.flatten(), 0).item<double>(), 0.999);
}

/// A copy of `llama` whose tensors `change` may alter before they are written.
class DamagedCheckpoint : public ::testing::Test {
protected:
    using Change = std::function<void(SafetensorsWriter::Declaration&, std::vector<std::byte>&)>;

    Result<LoadedDecoder> loadChanged(const Change& change, const std::string& without = "") {
        const auto source = golden("decoder") / "llama";
        std::filesystem::copy_file(source / "config.json", m_folder / "config.json",
                                   std::filesystem::copy_options::overwrite_existing);
        const auto checkpoint = Checkpoint::open(source).value();
        std::vector<SafetensorsWriter::Declaration> declarations;
        std::vector<std::vector<std::byte>> contents;
        for (const auto& [name, tensor] : checkpoint.tensors()) {
            if (name == without)
                continue;
            SafetensorsWriter::Declaration declaration{name, tensor.type, tensor.shape};
            std::vector<std::byte> bytes(tensor.bytes.begin(), tensor.bytes.end());
            if (change)
                change(declaration, bytes);
            declarations.push_back(std::move(declaration));
            contents.push_back(std::move(bytes));
        }
        auto writer = SafetensorsWriter::create(m_folder / "model.safetensors", declarations).value();
        for (const auto& bytes : contents)
            EXPECT_TRUE(writer.append(bytes));
        EXPECT_TRUE(writer.commit());
        return loadDecoder(m_folder.path(), {});
    }

    test::TemporaryFolder m_folder;
};

TEST_F(DamagedCheckpoint, missingTensor_isNamed) {
    const auto loaded = loadChanged(nullptr, "model.layers.1.mlp.up_proj.weight");
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message,
                HasSubstr("lacks the tensor \"model.layers.1.mlp.up_proj.weight\" [40, 32]"));
}

TEST_F(DamagedCheckpoint, wrongShape_isNamedWithBoth) {
    const auto loaded = loadChanged([](SafetensorsWriter::Declaration& tensor, std::vector<std::byte>&) {
        if (tensor.name == "model.layers.0.self_attn.k_proj.weight")
            tensor.shape = {16, 64};
    });
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("should have the shape [32, 32] but has [16, 64]"));
}

TEST_F(DamagedCheckpoint, nanInAWeight_isAnError) {
    const auto loaded =
        loadChanged([](SafetensorsWriter::Declaration& tensor, std::vector<std::byte>& bytes) {
            const float bad = NAN;
            if (tensor.name == "model.layers.2.mlp.down_proj.weight")
                std::memcpy(bytes.data() + 40, &bad, sizeof bad);
        });
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("NaN"));
}

TEST_F(DamagedCheckpoint, integerWeights_areRefused) {
    const auto loaded = loadChanged([](SafetensorsWriter::Declaration& tensor, std::vector<std::byte>&) {
        if (tensor.name == "model.norm.weight")
            tensor.type = TensorType::I32;
    });
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::UnsupportedVersion);
}

TEST_F(DamagedCheckpoint, truncatedFile_isCorrupt) {
    ASSERT_TRUE(loadChanged(nullptr));
    std::filesystem::resize_file(m_folder / "model.safetensors",
                                 std::filesystem::file_size(m_folder / "model.safetensors") - 100);
    const auto loaded = loadDecoder(m_folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(loaded.error().message, HasSubstr("truncated"));
}

} // namespace
} // namespace memlong
