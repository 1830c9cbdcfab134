#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numeric>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/retriever/encoder/encoder_config.h"
#include "engine/runtime/runtime.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Result<std::unique_ptr<Retriever>> loadEncoderRetriever(const std::filesystem::path& folder) {
    MEMLONG_ASSIGN(const auto runtime, openTorchRuntime({.device = "cpu", .threads = 1}));
    return runtime->loadRetriever(folder);
}

Result<std::unique_ptr<Reranker>> loadEncoderReranker(const std::filesystem::path& folder) {
    MEMLONG_ASSIGN(const auto runtime, openTorchRuntime({.device = "cpu", .threads = 1}));
    return runtime->loadReranker(folder);
}

std::filesystem::path fixture(const std::string& name) {
    return test::sourceFolder() / "tests/golden/encoder" / name;
}

double largestDifference(std::span<const float> a, const json& b) {
    double largest = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i].get<double>()));
    return largest;
}

/// Every entry of `file` alone, and all passages as one batch.
void compareWith(const std::filesystem::path& file, Retriever& retriever) {
    const json expected = json::parse(test::readText(file));
    std::vector<std::string> passages;
    std::vector<json> passageVectors;
    for (const json& entry : expected) {
        const std::string text = entry["text"];
        if (entry["kind"] == "query") {
            const auto query = retriever.embedQuery(text);
            ASSERT_TRUE(query) << query.error().message;
            EXPECT_LE(largestDifference(*query, entry["embedding"]), 1e-4) << text;
            continue;
        }
        passages.push_back(text);
        passageVectors.push_back(entry["embedding"]);
        const auto rows = retriever.embedPassages(std::span(&text, 1), {});
        ASSERT_TRUE(rows) << rows.error().message;
        EXPECT_LE(largestDifference(rows->front().row(0), entry["embedding"]), 1e-4) << text;
    }
    const auto rows = retriever.embedPassages(passages, {});
    ASSERT_TRUE(rows) << rows.error().message;
    for (std::size_t i = 0; i < passages.size(); ++i)
        EXPECT_LE(largestDifference((*rows)[i].row(0), passageVectors[i]), 1e-4) << passages[i];
}

class EncoderGolden : public testing::TestWithParam<const char*> {};

TEST_P(EncoderGolden, equalsTransformers) {
    auto retriever = loadEncoderRetriever(fixture(GetParam()));
    ASSERT_TRUE(retriever) << retriever.error().message;
    compareWith(fixture(GetParam()) / "expected.json", **retriever);
}

INSTANTIATE_TEST_SUITE_P(Models, EncoderGolden,
                         testing::Values("bert_mean", "bert_cls_prompts", "bert_gelu_new",
                                         "xlm_roberta_cls"));

class RerankerGolden : public testing::TestWithParam<const char*> {};

TEST_P(RerankerGolden, equalsTransformers) {
    auto reranker = loadEncoderReranker(fixture(GetParam()));
    ASSERT_TRUE(reranker) << reranker.error().message;
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<double>>> byQuestion;
    for (const json& entry : json::parse(test::readText(fixture(GetParam()) / "expected.json"))) {
        auto& [passages, expected] = byQuestion[entry["question"]];
        passages.push_back(entry["passage"]);
        expected.push_back(entry["score"]);
    }
    ASSERT_EQ(byQuestion.size(), 2u);
    for (const auto& [question, pairs] : byQuestion) {
        const auto& [passages, expected] = pairs;
        const auto scores = (*reranker)->score(question, passages, {});
        ASSERT_TRUE(scores) << scores.error().message;
        ASSERT_EQ(scores->size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_NEAR(scores->at(i), expected[i], 1e-4) << passages[i];
            const auto alone = (*reranker)->score(question, std::span(passages).subspan(i, 1), {});
            ASSERT_TRUE(alone);
            EXPECT_NEAR(alone->at(0), expected[i], 1e-4) << passages[i];
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Models, RerankerGolden, testing::Values("bert_reranker", "xlm_roberta_reranker"));

TEST(EncoderReranker, refusesWhatIsNone_andStopsWhenAsked) {
    const auto retriever = loadEncoderReranker(fixture("bert_mean"));
    ASSERT_FALSE(retriever);
    EXPECT_THAT(retriever.error().message, HasSubstr("bert.pooler.dense.weight"));
    auto reranker = loadEncoderReranker(fixture("bert_reranker"));
    ASSERT_TRUE(reranker);
    EXPECT_TRUE((*reranker)->score("the sea", {}, {})->empty());
    std::string longQuestion;
    for (int i = 0; i < 100; ++i)
        longQuestion += "whale ";
    EXPECT_TRUE((*reranker)->score(longQuestion, std::vector<std::string>{"the sea", longQuestion}, {}));
    std::stop_source source;
    source.request_stop();
    const auto stopped =
        (*reranker)->score("the sea", std::vector<std::string>{"the sea"}, source.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

TEST(EncoderRetriever, givesFurtherRows_forWhatExceedsTheModel) {
    auto retriever = loadEncoderRetriever(fixture("bert_cls_prompts"));
    ASSERT_TRUE(retriever);
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += "whale ";
    const auto rows = (*retriever)->embedPassages(std::vector<std::string>{text, "the sea"}, {});
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->at(0).rows(), 3u); // 53 tokens, 18 at a time
    EXPECT_EQ(rows->at(1).rows(), 1u);
}

TEST(EncoderRetriever, givesRowsForWindowsOfSentences_withMeanPooling) {
    auto retriever = loadEncoderRetriever(fixture("bert_mean"));
    ASSERT_TRUE(retriever);
    const auto rows =
        (*retriever)
            ->embedPassages(std::vector<std::string>{"The whale swims. The sea was deep. A sailor saw it."},
                            {});
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->front().rows(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto row = rows->front().row(i);
        EXPECT_NEAR(std::inner_product(row.begin(), row.end(), row.begin(), 0.0f), 1.0f, 1e-4f);
    }
}

TEST(EncoderRetriever, stopsWhenAsked) {
    auto retriever = loadEncoderRetriever(fixture("bert_mean"));
    ASSERT_TRUE(retriever);
    std::stop_source source;
    source.request_stop();
    const auto rows = (*retriever)->embedPassages(std::vector<std::string>{"the sea"}, source.get_token());
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::Cancelled);
}

TEST(EncoderRetriever, refusesBadFolders) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(loadEncoderRetriever(folder.path()).error().code, ErrorCode::NotFound);
    test::writeFile(folder / "config.json", R"({"model_type":"t5"})");
    EXPECT_EQ(loadEncoderRetriever(folder.path()).error().code, ErrorCode::UnsupportedVersion);
    std::filesystem::copy(fixture("bert_mean"), folder / "model", std::filesystem::copy_options::recursive);
    json config = json::parse(test::readText(folder.path() / "model/config.json"));
    config["hidden_size"] = 12;
    test::writeFile(folder.path() / "model/config.json", config.dump());
    const auto loaded = loadEncoderRetriever(folder / "model");
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("word_embeddings"));
}

TEST(EncoderConfig, knowsInstructionsByName) {
    const test::TemporaryFolder folder;
    std::filesystem::copy(fixture("bert_mean"), folder / "llm-embedder",
                          std::filesystem::copy_options::recursive);
    const auto config = readEncoderConfig(folder / "llm-embedder");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_THAT(config->queryInstruction, HasSubstr("Represent this query"));
}

/// MEMLONG_MINILM: the folder of all-MiniLM-L6-v2 with an expected.json like those of the fixtures.
TEST(EncoderRetriever, equalsTransformers_onMiniLm) {
    const char* folder = std::getenv("MEMLONG_MINILM");
    if (folder == nullptr)
        GTEST_SKIP() << "MEMLONG_MINILM does not name the folder of all-MiniLM-L6-v2";
    auto retriever = loadEncoderRetriever(folder);
    ASSERT_TRUE(retriever) << retriever.error().message;
    compareWith(std::filesystem::path(folder) / "expected.json", **retriever);
}

} // namespace
} // namespace memlong
