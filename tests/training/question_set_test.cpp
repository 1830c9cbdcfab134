#include "engine/training/question_set.h"

#include <gmock/gmock.h>

#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;

TEST(QuestionSet, linesOfOneDocument_areJoined) {
    const TemporaryFolder folder;
    writeFile(folder / "q.jsonl", R"({"document": "A", "question": "q1", "answer": "a1"}

{"document": "B", "questions": [{"question": "q2", "answers": ["a2", "other"]}, {"question": "", "answer": "x"}]}
{"document": "A", "question": "q3", "answer": "a3"})");
    const auto set = readQuestions({folder / "q.jsonl"});
    ASSERT_TRUE(set) << set.error().message;
    ASSERT_EQ(set->documents.size(), 2U);
    EXPECT_EQ(set->documents[0].questions.size(), 2U);
    EXPECT_EQ(set->documents[0].questions[1].answer, "a3");
    ASSERT_EQ(set->documents[1].questions.size(), 1U);
    EXPECT_EQ(set->documents[1].questions[0].answer, "a2");
}

TEST(QuestionSet, badLines_areNamed) {
    const TemporaryFolder folder;
    for (const char* line : {"[1]", "{", R"({"question": "q", "answer": "a"})", R"({"document": "A"})",
                             R"({"document": "A", "questions": [3, {"question": "q"}]})",
                             R"({"document": "A", "question": "q", "answers": []})"}) {
        writeFile(folder / "q.jsonl", std::string("\n") + line + "\n");
        const auto set = readQuestions({folder / "q.jsonl"});
        ASSERT_FALSE(set) << line;
        EXPECT_EQ(set.error().code, ErrorCode::BadInput);
        EXPECT_THAT(set.error().message, HasSubstr("line 2"));
    }
    writeFile(folder / "empty.jsonl", "\n");
    EXPECT_FALSE(readQuestions({folder / "empty.jsonl"}));
    EXPECT_EQ(readQuestions({folder / "absent.jsonl"}).error().code, ErrorCode::NotFound);
}

TEST(QuestionSet, fairytales_becomeSuchAFile) {
    MEMLONG_TEST_DATA_OR_SKIP(fairytales, "benchmarks/FairytaleQA");
    const auto lines = fairytaleQuestions(fairytales, "val");
    ASSERT_TRUE(lines) << lines.error().message;
    const TemporaryFolder folder;
    writeFile(folder / "q.jsonl", *lines);
    const auto set = readQuestions({folder / "q.jsonl"});
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_GT(set->documents.size(), 10U);
    for (const auto& document : set->documents)
        EXPECT_GT(document.text.size(), 200U);
    EXPECT_EQ(fairytaleQuestions(fairytales, "nothing").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace memlong::test
