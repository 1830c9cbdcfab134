// Measuring real decoders: a random one, whose perplexity is known beforehand, and a trained one.
#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/checkpoint/llama2c.h"
#include "engine/evaluation/icl.h"
#include "engine/evaluation/language_model.h"
#include "engine/evaluation/passkey.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using Json = nlohmann::json;

class DecoderEvaluation : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = new test::TemporaryFolder;
        auto opened = openTorchRuntime({"cpu", 1});
        ASSERT_TRUE(opened) << opened.error().message;
        RandomCheckpoint request;
        request.config = "tiny";
        request.seed = 3;
        request.output = s_folder->path() / "tiny";
        request.tokenizer = test::sourceFolder() / "resources/models/tokenizer/tokenizer.model";
        ASSERT_TRUE((*opened)->writeRandom(request, nullptr, {}));
        s_decoder = std::move(*(*opened)->loadDecoder(request.output, {})).release();
        s_retriever =
            std::move(*loadBuiltinRetriever(test::sourceFolder() / "resources/models/retriever")).release();
        const std::string book =
            *readFile(test::sourceFolder() / "resources/sample/treasure_island.txt", 1 << 22);
        std::ofstream(s_folder->path() / "book.txt") << book.substr(0, 16000);
    }
    static void TearDownTestSuite() {
        delete s_retriever;
        delete s_decoder;
        delete s_folder;
    }
    static LmEvaluationOptions lmOptions() {
        LmEvaluationOptions options;
        options.documents = {s_folder->path() / "book.txt"};
        options.lengths = {512, 2048};
        options.windowTokens = 128;
        options.chunkTokens = 64;
        options.lastTokens = 256;
        return options;
    }

    static inline test::TemporaryFolder* s_folder = nullptr;
    static inline DecoderRuntime* s_decoder = nullptr;
    static inline Retriever* s_retriever = nullptr;
};

TEST_F(DecoderEvaluation, logProbabilities_areThoseOfTheWholeWindowFromWhereverScored) {
    std::vector<TokenId> tokens;
    for (int i = 0; i < 40; ++i)
        tokens.push_back(300 + 37 * i % 5000);
    const auto all = s_decoder->logProbabilities({tokens, 1, {}}).value();
    const auto last = s_decoder->logProbabilities({tokens, 30, {}}).value();
    ASSERT_EQ(all.size(), 39u);
    ASSERT_EQ(last.size(), 10u);
    for (std::size_t i = 0; i < last.size(); ++i)
        EXPECT_NEAR(last[i], all[29 + i], 1e-4);
    for (const int first : {0, 40})
        EXPECT_EQ(s_decoder->logProbabilities({tokens, first, {}}).error().code, ErrorCode::InvalidArgument);
    tokens[3] = -1;
    EXPECT_FALSE(s_decoder->logProbabilities({tokens, 1, {}}));
}

TEST_F(DecoderEvaluation, memory_changesTheProbabilitiesAndAnEmptyOneDoesNot) {
    std::vector<TokenId> tokens;
    for (int i = 0; i < 40; ++i)
        tokens.push_back(400 + 53 * i % 5000);
    const std::vector<std::vector<TokenId>> chunk{std::vector<TokenId>(tokens.begin(), tokens.begin() + 32)};
    const auto blocks = s_decoder->encodeChunks(chunk, KvBlock::Type::F32, {}).value();
    const auto without = s_decoder->logProbabilities({tokens, 1, {}}).value();
    const auto with = s_decoder->logProbabilities({tokens, 1, {{7, blocks[0]}}}).value();
    double change = 0;
    for (std::size_t i = 0; i < with.size(); ++i)
        change = std::max(change, std::abs(static_cast<double>(with[i]) - without[i]));
    EXPECT_GT(change, 1e-4);
}

TEST_F(DecoderEvaluation, randomDecoder_isAsPerplexedAsItsVocabularyIsLarge) {
    const auto report = evaluateLanguageModel(*s_decoder, *s_retriever, lmOptions(), nullptr, {});
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->scores.size(), 8u); // four modes, two lengths
    const double vocabulary = s_decoder->info().vocabularySize;
    for (const LmScore& score : report->scores) {
        EXPECT_EQ(score.documents, 1u);
        EXPECT_EQ(score.tokens, score.length); // the tokenizer has a first token, so that each one is scored
        EXPECT_GT(score.perplexity, vocabulary / 3) << lmModeName(score.mode);
        EXPECT_LT(score.perplexity, vocabulary * 3) << lmModeName(score.mode);
    }
    const Json json = Json::parse(lmReportJson(*report));
    EXPECT_EQ(json.at("scores").size(), 8u);
    EXPECT_THAT(lmReportPlot(*report), ::testing::HasSubstr("<svg"));
}

TEST_F(DecoderEvaluation, sameRun_givesTheSameReport) {
    const auto first = evaluateLanguageModel(*s_decoder, *s_retriever, lmOptions(), nullptr, {});
    const auto second = evaluateLanguageModel(*s_decoder, *s_retriever, lmOptions(), nullptr, {});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(lmReportJson(*first), lmReportJson(*second));
}

TEST_F(DecoderEvaluation, impossibleSettings_areRefused) {
    LmEvaluationOptions options = lmOptions();
    options.windowTokens = s_decoder->info().contextTokens + 1;
    EXPECT_EQ(evaluateLanguageModel(*s_decoder, *s_retriever, options, nullptr, {}).error().code,
              ErrorCode::InvalidArgument);
    options = lmOptions();
    options.lengths = {1000000};
    EXPECT_EQ(evaluateLanguageModel(*s_decoder, *s_retriever, options, nullptr, {}).error().code,
              ErrorCode::BadInput); // the text is shorter
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(
        evaluateLanguageModel(*s_decoder, *s_retriever, lmOptions(), nullptr, stop.get_token()).error().code,
        ErrorCode::Cancelled);
}

TEST_F(DecoderEvaluation, passkey_isRetrievedFromAnywhereInTheText) {
    PasskeyOptions options;
    options.lengths = {512, 2048};
    options.depths = 3;
    options.trials = 1;
    options.chunkTokens = 128;
    options.topK = 2;
    const auto report = evaluatePasskey(*s_decoder, *s_retriever, options, nullptr, {});
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->cells.size(), 6u);
    for (const PasskeyCell& cell : report->cells) {
        EXPECT_EQ(cell.retrieved, 1.0) << cell.length << " at " << cell.depth;
        EXPECT_EQ(cell.told, 0.0); // the decoder is random
    }
    EXPECT_THAT(passkeyReportPlot(*report), ::testing::HasSubstr("<svg"));
    options.depths = 0;
    EXPECT_FALSE(evaluatePasskey(*s_decoder, *s_retriever, options, nullptr, {}));
}

TEST_F(DecoderEvaluation, icl_countsWhatFitsThePromptAndIsNearChance) {
    IclTask task{"poles", "Review", "Sentiment", {"negative", "positive"}, {}, {}};
    for (int i = 0; i < 40; ++i) {
        const int label = i % 2;
        (i < 30 ? task.train : task.test)
            .push_back(
                {(label == 1 ? "a lovely film number " : "a dull film number ") + std::to_string(i), label});
    }
    IclOptions options;
    options.inContext = {2};
    options.inMemory = {0, 6};
    options.seeds = 2;
    const auto report = evaluateIcl(*s_decoder, *s_retriever, {task}, options, nullptr, {});
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->scores.size(), 2u);
    for (const IclScore& score : report->scores) {
        EXPECT_EQ(score.inPrompt, 2.0);
        EXPECT_EQ(score.accuracies.size(), 2u);
        EXPECT_EQ(score.majority, 0.5);
        EXPECT_GE(score.mean, 0.0);
        EXPECT_LE(score.mean, 1.0);
    }
    options.inMemory = {100};
    EXPECT_EQ(evaluateIcl(*s_decoder, *s_retriever, {task}, options, nullptr, {}).error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(DecoderEvaluation, trainedDecoder_findsAStoryLikelierThanABook) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "models/stories260K");
    ASSERT_TRUE(importLlama2c(data / "stories260K.bin", data / "tok512.bin", s_folder->path() / "stories"));
    const auto stories = (*openTorchRuntime({"cpu", 1}))->loadDecoder(s_folder->path() / "stories", {});
    ASSERT_TRUE(stories) << stories.error().message;
    std::string story;
    for (int i = 0; i < 12; ++i)
        story +=
            "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. "
            "One day, she saw a big dog. The dog was very happy and wanted to play with her. ";
    std::ofstream(s_folder->path() / "story.txt") << story;
    LmEvaluationOptions options = lmOptions();
    options.lengths = {512};
    options.modes = {LmMode::Window};
    const auto book = evaluateLanguageModel(**stories, *s_retriever, options, nullptr, {});
    options.documents = {s_folder->path() / "story.txt"};
    const auto told = evaluateLanguageModel(**stories, *s_retriever, options, nullptr, {});
    ASSERT_TRUE(book && told);
    EXPECT_LT(told->scores[0].perplexity, 10);
    EXPECT_GT(book->scores[0].perplexity, 2 * told->scores[0].perplexity);
}

} // namespace
} // namespace memlong
