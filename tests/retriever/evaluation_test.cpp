#include <cmath>

#include <gmock/gmock.h>

#include "engine/evaluation/retrieval.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ComparableText, foldsCasePunctuationAndSpace) {
    EXPECT_EQ(comparableText("  The\n“Duncan”, a ship. "), " the duncan a ship ");
    EXPECT_EQ(comparableText("ÉTÉ"), " été ");
    EXPECT_EQ(comparableText("?!"), " ");
}

TEST(RetrievalEvaluation, countsHits_onASmallQuestionSet) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "xquad.en.json",
                    R"({"data":[{"paragraphs":[
                       {"context":"The otter lives by the river.","qas":[{"question":"Where does the otter live?"}]},
                       {"context":"Copper melts at a high heat.","qas":[{"question":"Does a zebra sleep?"}]}]}]})");
    RetrievalEvaluationOptions options;
    options.dataset = RetrievalDataset::Xquad;
    options.path = folder / "xquad.en.json";
    const auto table = evaluateRetrieval(options, {}, {});
    ASSERT_TRUE(table) << table.error().message;
    ASSERT_EQ(table->scores.size(), 2u);
    EXPECT_EQ(table->scores[1].system, "bm25");
    EXPECT_THAT(table->scores[1].hitRates, ElementsAre(0.5, 0.5, 0.5));
    EXPECT_EQ(table->dataHash.size(), 32u);
    EXPECT_THAT(retrievalTableText(*table), HasSubstr("bm25"));
    EXPECT_THAT(retrievalTablePlot(*table), HasSubstr("<svg"));
    EXPECT_THAT(retrievalTableJson(*table), HasSubstr("\"hit_at_5\": 0.5"));
}

// Sections that the question names are right: all of them have to be found for a full recall.
TEST(RetrievalEvaluation, recallAndGain_countEveryRightPassage) {
    const test::TemporaryFolder folder;
    const auto write = [&](const std::string& file, const std::string& text) {
        std::filesystem::create_directories((folder / file).parent_path());
        test::writeFile(folder / file, text);
    };
    write("questions/val/otter-questions.csv", "question_id,local-or-sum,cor_section,question,answer1\n1,"
                                               "summary,\"1,3\",Where is the otter?,river\n");
    write("section-stories/val/otter-story.csv", "section,text\n1,The otter is an otter by the river.\n2,The "
                                                 "otter found copper and a bell of brass there "
                                                 "and kept it.\n3,A lynx sleeps all day.\n");
    RetrievalEvaluationOptions options;
    options.dataset = RetrievalDataset::FairytaleQa;
    options.path = folder.path();
    const auto table = evaluateRetrieval(options, {}, {});
    ASSERT_TRUE(table) << table.error().message;
    const RetrievalScore& bm25 = table->scores[1];
    EXPECT_THAT(bm25.hitRates, ElementsAre(1, 1, 1));
    EXPECT_THAT(bm25.recalls, ElementsAre(0.5, 0.5, 0.5));
    EXPECT_DOUBLE_EQ(bm25.meanReciprocalRank, 1);
    EXPECT_DOUBLE_EQ(bm25.ndcg, 1 / (1 + 1 / std::log2(3.0)));
}

TEST(RetrievalEvaluation, namesTheFileThatIsNoQuestionSet) {
    const test::TemporaryFolder folder;
    test::writeFile(folder / "xquad.en.json", "[]");
    const auto table = readXquad(folder / "xquad.en.json");
    ASSERT_FALSE(table);
    EXPECT_THAT(table.error().message, HasSubstr("xquad.en.json"));
    EXPECT_EQ(readFairytaleQa(folder.path(), "val").error().code, ErrorCode::NotFound);
}

TEST(RetrievalEvaluation, builtinRetrieverBeatsTheFloor_onFairytales) {
    MEMLONG_TEST_DATA_OR_SKIP(fairytales, "benchmarks/FairytaleQA");
    auto retriever = loadBuiltinRetriever(test::sourceFolder() / "resources/models/retriever");
    ASSERT_TRUE(retriever) << retriever.error().message;
    RetrievalEvaluationOptions options;
    options.dataset = RetrievalDataset::FairytaleQa;
    options.path = fairytales;
    options.retrievers = {retriever->get()};
    const auto table = evaluateRetrieval(options, {}, {});
    ASSERT_TRUE(table) << table.error().message;
    const auto hitAt5 = [&](const std::string& system) {
        for (const RetrievalScore& score : table->scores)
            if (score.system == system)
                return score.hitRates[1];
        return -1.0;
    };
    EXPECT_EQ(table->questions, 1025u);
    EXPECT_GT(hitAt5("hybrid built-in"), hitAt5("floor"));
    EXPECT_GT(hitAt5("hybrid built-in"), hitAt5("bm25"));
}

} // namespace
} // namespace memlong
