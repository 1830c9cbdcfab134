// The runtime as the program uses it: opened from its shared library, which this executable does not link.
#include "engine/runtime/runtime.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gmock/gmock.h>

#include "engine/checkpoint/llama2c.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<TorchRuntime> runtime() {
    auto opened = openTorchRuntime({"cpu", 2});
    EXPECT_TRUE(opened) << opened.error().message << " " << opened.error().detail;
    return opened.value_or(nullptr);
}

std::filesystem::path tokenizerModel() {
    return test::sourceFolder() / "resources" / "models" / "tokenizer" / "tokenizer.model";
}

GenerationRequest greedy(const std::string& question, int tokens) {
    GenerationRequest request;
    request.turns = {{ChatRole::User, question}};
    request.sampling.temperature = 0;
    request.sampling.repetitionPenalty = 1;
    request.sampling.maxTokens = tokens;
    return request;
}

class RandomDecoder : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = new test::TemporaryFolder;
        s_runtime = new std::shared_ptr<TorchRuntime>(runtime());
        RandomCheckpoint request;
        request.config = "tiny";
        request.seed = 3;
        request.output = s_folder->path() / "tiny";
        request.tokenizer = tokenizerModel();
        const auto written = (*s_runtime)->writeRandom(request, nullptr, {});
        ASSERT_TRUE(written) << written.error().message;
    }
    static void TearDownTestSuite() {
        delete s_runtime;
        delete s_folder;
    }
    void SetUp() override {
        auto loaded = (*s_runtime)->loadDecoder(s_folder->path() / "tiny", {});
        ASSERT_TRUE(loaded) << loaded.error().message;
        m_decoder = std::move(*loaded);
    }
    std::vector<MemoryChunk> chunks(const std::vector<int>& sizes) {
        std::vector<std::vector<TokenId>> tokens;
        for (const int size : sizes) {
            tokens.emplace_back();
            for (int i = 0; i < size; ++i)
                tokens.back().push_back(300 + (i * 7 + static_cast<int>(tokens.size()) * 31) % 5000);
        }
        auto blocks = m_decoder->encodeChunks(tokens, KvBlock::Type::F16, {});
        EXPECT_TRUE(blocks) << blocks.error().message;
        std::vector<MemoryChunk> memory;
        for (std::size_t i = 0; i < blocks->size(); ++i)
            memory.push_back({static_cast<ChunkId>(i + 10), (*blocks)[i]});
        return memory;
    }

    static inline test::TemporaryFolder* s_folder = nullptr;
    static inline std::shared_ptr<TorchRuntime>* s_runtime = nullptr;
    std::unique_ptr<DecoderRuntime> m_decoder;
};

TEST_F(RandomDecoder, info_describesTheModel) {
    const DecoderInfo& info = m_decoder->info();
    EXPECT_EQ(info.architecture, "llama");
    EXPECT_EQ(info.precision, "bf16");
    EXPECT_EQ(info.memoryLayer, 2);
    EXPECT_EQ(info.name, "tiny");
    EXPECT_FALSE(info.memoryTrained);
    EXPECT_EQ(info.fingerprint.size(), 32u);
    const auto summary = (*s_runtime)->inspect(s_folder->path() / "tiny");
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->kind, "decoder");
    EXPECT_EQ(summary->parameters, info.parameters);
}

TEST_F(RandomDecoder, inspect_refusesAFolderWithoutItsTokenizer) {
    const test::TemporaryFolder copy;
    const auto folder = copy / "tiny";
    std::filesystem::copy(s_folder->path() / "tiny", folder, std::filesystem::copy_options::recursive);
    ASSERT_TRUE((*s_runtime)->inspect(folder));
    std::filesystem::copy(test::sourceFolder() / "resources/models/retriever/tokenizer.model",
                          folder / "tokenizer.model", std::filesystem::copy_options::overwrite_existing);
    const auto wrong = (*s_runtime)->inspect(folder);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::BadInput);
    EXPECT_THAT(wrong.error().message, HasSubstr("do not belong together"));
    std::filesystem::remove(folder / "tokenizer.model");
    EXPECT_EQ((*s_runtime)->inspect(folder).error().code, ErrorCode::NotFound);
}

TEST_F(RandomDecoder, encodedChunks_doNotDependOnTheirBatch) {
    const auto together = chunks({64, 20, 64, 64, 1});
    ASSERT_EQ(together.size(), 5u);
    EXPECT_EQ(together[1].block->tokens, 20);
    EXPECT_EQ(together[4].block->tokens, 1);
    std::vector<std::vector<TokenId>> third(1);
    for (int i = 0; i < 64; ++i)
        third[0].push_back(300 + (i * 7 + 3 * 31) % 5000);
    const auto alone = m_decoder->encodeChunks(third, KvBlock::Type::F32, {}).value();
    const auto batch = together[2].block;
    ASSERT_EQ(alone[0]->tokens, batch->tokens);
    // f16 against f32 of the same values
    const auto* exact = reinterpret_cast<const float*>(alone[0]->data.data());
    for (std::size_t i = 0; i < batch->data.size() / 2; ++i) {
        _Float16 value;
        std::memcpy(&value, batch->data.data() + 2 * i, sizeof value);
        ASSERT_NEAR(static_cast<float>(value), exact[i], 2e-3);
    }
}

TEST_F(RandomDecoder, sameSeed_givesTheSameAnswerAndStreamsIt) {
    GenerationRequest request;
    request.turns = {{ChatRole::User, "Who is the captain?"}};
    request.sampling.maxTokens = 12;
    request.sampling.seed = 5;
    std::string streamed;
    request.onText = [&](const std::string& piece) { streamed += piece; };
    const auto first = m_decoder->generate(request, {});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(streamed, first->text);
    EXPECT_GT(first->tokens, 0);
    EXPECT_EQ(m_decoder->generate(request, {})->text, first->text);
}

TEST_F(RandomDecoder, memory_receivesAttentionAndIsReported) {
    GenerationRequest request = greedy("Who is the captain?", 8);
    request.memory = chunks({32, 48, 16});
    const auto result = m_decoder->generate(request, {});
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->attention.size(), 3u);
    ASSERT_EQ(result->tokenEnds.size(), static_cast<std::size_t>(result->tokens));
    EXPECT_TRUE(std::ranges::is_sorted(result->tokenEnds));
    EXPECT_EQ(result->tokenEnds.back(), result->text.size());
    for (const ChunkAttention& chunk : result->attention) {
        EXPECT_EQ(chunk.shareByToken.size(), static_cast<std::size_t>(result->tokens));
        ASSERT_EQ(chunk.shareByLayer.size(), m_decoder->info().retrievalLayers.size());
        for (const auto& [layer, share] : chunk.shareByLayer) {
            EXPECT_GT(share, 0.0f);
            EXPECT_LT(share, 1.0f);
        }
    }
}

TEST_F(RandomDecoder, retrievalWhileGenerating_changesTheMemory) {
    GenerationRequest request = greedy("Who is the captain?", 10);
    const auto memory = chunks({32, 32});
    request.memory = {memory[0]};
    request.retrievalInterval = 4;
    std::vector<int> calls;
    request.retrieve = [&](const std::string&, int tokenIndex) -> std::optional<std::vector<MemoryChunk>> {
        calls.push_back(tokenIndex);
        if (calls.size() == 1)
            return std::vector<MemoryChunk>{memory[1]};
        return std::nullopt;
    };
    const auto result = m_decoder->generate(request, {});
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->tokens, 10);
    EXPECT_EQ(calls, (std::vector<int>{4, 8}));
    ASSERT_EQ(result->attention.size(), 2u);
    const auto& before = result->attention[0].shareByToken;
    const auto& after = result->attention[1].shareByToken;
    EXPECT_FALSE(std::isnan(before[3]));
    EXPECT_TRUE(std::isnan(before[4]));
    EXPECT_TRUE(std::isnan(after[3]));
    EXPECT_FALSE(std::isnan(after[4]));
}

TEST_F(RandomDecoder, overfullWindow_dropsTheOldestTurnsThenTheContext) {
    GenerationRequest request = greedy("And why?", 4);
    request.turns.clear();
    for (int i = 0; i < 30; ++i) {
        request.turns.push_back(
            {ChatRole::User, "Tell me about the sea and the ship and the sailors aboard."});
        request.turns.push_back({ChatRole::Assistant, "The sea is wide and the sailors are far from home."});
    }
    request.turns.push_back({ChatRole::User, "And why?"});
    const auto result = m_decoder->generate(request, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_GT(result->droppedTurns, 0);
    EXPECT_LE(result->promptTokens + 4, m_decoder->info().contextTokens);

    request.turns = {{ChatRole::User, "And why?"}};
    for (int i = 0; i < 400; ++i)
        request.context += "The sea was calm that day. ";
    const auto cut = m_decoder->generate(request, {});
    ASSERT_TRUE(cut) << cut.error().message;
    EXPECT_LE(cut->promptTokens + 4, m_decoder->info().contextTokens);

    request.turns = {{ChatRole::User, request.context}};
    request.context.clear();
    EXPECT_EQ(m_decoder->generate(request, {}).error().code, ErrorCode::InvalidArgument);
}

TEST_F(RandomDecoder, stopToken_endsTheAnswerWithWhatThereIs) {
    std::stop_source stop;
    GenerationRequest request = greedy("Who is the captain?", 200);
    int pieces = 0;
    request.onText = [&](const std::string&) {
        if (++pieces == 3)
            stop.request_stop();
    };
    const auto result = m_decoder->generate(request, stop.get_token());
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->stopped);
    EXPECT_LT(result->tokens, 200);
    EXPECT_FALSE(result->text.empty());
    const std::vector<std::vector<TokenId>> chunk(1, std::vector<TokenId>(8, 300));
    EXPECT_EQ(m_decoder->encodeChunks(chunk, KvBlock::Type::F16, stop.get_token()).error().code,
              ErrorCode::Cancelled);
}

TEST_F(RandomDecoder, badChunks_areRefused) {
    const std::vector<std::vector<TokenId>> empty(1);
    EXPECT_FALSE(m_decoder->encodeChunks(empty, KvBlock::Type::F16, {}));
    const std::vector<std::vector<TokenId>> foreign{{1, 2, 40000}};
    EXPECT_FALSE(m_decoder->encodeChunks(foreign, KvBlock::Type::F16, {}));
    EXPECT_TRUE(m_decoder->encodeChunks({}, KvBlock::Type::F16, {})->empty());
}

TEST(Runtime, tokenizerLargerThanTheModel_isRefused) {
    const test::TemporaryFolder folder;
    const auto engine = runtime();
    test::writeFile(folder / "config.json",
                    R"({"model_type":"llama","vocab_size":500,"hidden_size":32,"intermediate_size":32,)"
                    R"("num_hidden_layers":2,"num_attention_heads":4})");
    RandomCheckpoint request;
    request.config = (folder / "config.json").string();
    request.output = folder / "model";
    request.tokenizer = tokenizerModel();
    EXPECT_EQ(engine->writeRandom(request, nullptr, {}).error().code, ErrorCode::InvalidArgument);
    request.tokenizer.clear();
    ASSERT_TRUE(engine->writeRandom(request, nullptr, {}));
    EXPECT_EQ(engine->loadDecoder(request.output, {}).error().code, ErrorCode::NotFound) << "no tokenizer";
    std::filesystem::copy_file(tokenizerModel(), request.output / "tokenizer.model");
    const auto loaded = engine->loadDecoder(request.output, {});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("do not belong together"));
}

TEST(Runtime, unknownNames_areExplained) {
    const auto engine = runtime();
    const auto random = engine->writeRandom({"no-such-model", 1, "bf16", "out", {}}, nullptr, {});
    ASSERT_FALSE(random);
    EXPECT_THAT(random.error().message, HasSubstr("tinyllama-1.1b"));
    EXPECT_EQ(engine->loadDecoder("/nonexistent", {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(openTorchRuntime({"tpu", 0}).error().code, ErrorCode::InvalidArgument);
}

TEST(Runtime, stories260K_answersWithAStory) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "models/stories260K");
    const test::TemporaryFolder folder;
    ASSERT_TRUE(importLlama2c(data / "stories260K.bin", data / "tok512.bin", folder / "stories"));
    const auto loaded = runtime()->loadDecoder(folder / "stories", {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto result = (*loaded)->generate(greedy("Once upon a time", 60), {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_THAT(result->text, HasSubstr(" day"));
}

} // namespace
} // namespace memlong
