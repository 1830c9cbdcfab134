#include <gmock/gmock.h>

#include "engine/evaluation/csv.h"
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

TEST(Csv, readsQuotesCommasAndLineEndsInCells) {
    const CsvTable table =
        parseCsv("\xEF\xBB\xBFsection,text\r\n1,\"He said \"\"yes\"\",\nand left\"\r\n2,last");
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.cell(0, "section"), "1");
    EXPECT_EQ(table.cell(0, "text"), "He said \"yes\",\nand left");
    EXPECT_EQ(table.cell(1, "text"), "last");
    EXPECT_EQ(table.cell(1, "none"), "");
    EXPECT_EQ(table.cell(9, "text"), "");
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
    EXPECT_THAT(retrievalTableText(*table), HasSubstr("bm25"));
    EXPECT_THAT(retrievalTableJson(*table), HasSubstr("\"hit_at_5\": 0.5"));
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
