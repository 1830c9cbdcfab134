#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/evaluation/icl.h"
#include "engine/evaluation/question_documents.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::filesystem::path write(const test::TemporaryFolder& folder, const std::string& text) {
    const std::filesystem::path file = folder / "questions.jsonl";
    std::ofstream(file) << text;
    return file;
}

TEST(QuestionDocuments, bothJsonLayouts_areRead) {
    const test::TemporaryFolder folder;
    const auto documents = readAnsweredDocuments(write(
        folder,
        "{\"document\": \"A text.\", \"questions\": [{\"question\": \"What?\", \"answers\": [\"a\", \"b\"]}, "
        "{\"question\": \"Who?\", \"answer\": \"c\"}]}\n\n"
        "{\"input\": \"Another.\", \"instructions\": [\"When?\"], \"outputs\": [\"now\"]}\n"));
    ASSERT_TRUE(documents) << documents.error().message;
    ASSERT_EQ(documents->size(), 2u);
    ASSERT_EQ((*documents)[0].questions.size(), 2u);
    EXPECT_THAT((*documents)[0].questions[0].answers, ElementsAre("a", "b"));
    EXPECT_THAT((*documents)[0].questions[1].answers, ElementsAre("c"));
    EXPECT_EQ((*documents)[1].text, "Another.");
    EXPECT_THAT((*documents)[1].questions[0].answers, ElementsAre("now"));
}

TEST(QuestionDocuments, badFiles_areNamedWithTheLine) {
    const test::TemporaryFolder folder;
    const auto broken = readAnsweredDocuments(write(folder, "{\"document\": \"A\"}\nnonsense\n"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::BadInput);
    EXPECT_THAT(broken.error().message, HasSubstr("line 2"));
    EXPECT_FALSE(readAnsweredDocuments(write(folder, "{\"document\": \"A\"}\n"))); // no questions
    EXPECT_FALSE(readAnsweredDocuments(folder / "missing.jsonl"));
}

TEST(QuestionDocuments, literaryQa_hasBooksWithTheirQuestions) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "benchmarks/LiteraryQA");
    const auto documents = readAnsweredDocuments(data);
    ASSERT_TRUE(documents) << documents.error().message;
    EXPECT_GE(documents->size(), 10u);
    for (const AnsweredDocument& document : *documents)
        EXPECT_GT(document.text.size(), 10000u) << document.title;
}

TEST(IclTasks, fiveTasks_haveTheirLabels) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "benchmarks/icl");
    const auto tasks = readIclTasks(data);
    ASSERT_TRUE(tasks) << tasks.error().message;
    ASSERT_EQ(tasks->size(), 5u);
    for (const IclTask& task : *tasks) {
        EXPECT_GT(task.train.size(), 800u) << task.name;
        EXPECT_GT(task.test.size(), 200u) << task.name;
        std::vector<int> counts(task.labelWords.size());
        for (const IclExample& example : task.test)
            ++counts[static_cast<std::size_t>(example.label)];
        for (const int count : counts)
            EXPECT_GT(count, 0) << task.name;
    }
    EXPECT_EQ(readIclTasks(data / "mr").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong
