#include "engine/datasets/question_set.h"

#include <gmock/gmock.h>

#include "engine/datasets/fairytale_qa.h"
#include "engine/datasets/literary_qa.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

using ::testing::ElementsAre;
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
    EXPECT_THAT(set->documents[0].questions[1].answers, ElementsAre("a3"));
    ASSERT_EQ(set->documents[1].questions.size(), 1U);
    EXPECT_THAT(set->documents[1].questions[0].answers, ElementsAre("a2", "other"));
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

TEST(QuestionSet, linesOfLEval_areRead) {
    const TemporaryFolder folder;
    writeFile(folder / "q.jsonl",
              R"({"input": "Another.", "instructions": ["When?", "Why?"], "outputs": ["now", 3]})");
    const auto set = readQuestions({folder / "q.jsonl"});
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(set->documents[0].text, "Another.");
    ASSERT_EQ(set->documents[0].questions.size(), 1U);
    EXPECT_THAT(set->documents[0].questions[0].answers, ElementsAre("now"));
}

TEST(QuestionSet, realSetOfLEval_isRead) {
    MEMLONG_TEST_DATA_OR_SKIP(file, "benchmarks/LEval/sci_fi.jsonl");
    const auto set = readQuestions({file});
    ASSERT_TRUE(set) << set.error().message;
    for (const auto& document : set->documents)
        EXPECT_GT(document.text.size(), 1000U);
}

TEST(QuestionSet, fairytales_becomeSuchAFile) {
    MEMLONG_TEST_DATA_OR_SKIP(fairytales, "benchmarks/FairytaleQA");
    const auto stories = readFairytales(fairytales, "val");
    ASSERT_TRUE(stories) << stories.error().message;
    for (const FairytaleStory& story : *stories)
        for (const FairytaleQuestion& question : story.questions) {
            ASSERT_FALSE(question.sections.empty()) << story.name << ": " << question.question;
            EXPECT_LT(question.sections.back(), story.sections.size());
        }
    const TemporaryFolder folder;
    writeFile(folder / "q.jsonl", questionLines(questionedDocuments(*stories)));
    const auto set = readQuestions({folder / "q.jsonl"});
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(set->documents.size(), stories->size());
    EXPECT_EQ(readFairytales(fairytales, "nothing").error().code, ErrorCode::NotFound);
}

TEST(LiteraryQa, books_haveTheirQuestions) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "benchmarks/LiteraryQA");
    const auto books = readLiteraryBooks(data);
    ASSERT_TRUE(books) << books.error().message;
    EXPECT_GE(books->size(), 10U);
    for (const QuestionedDocument& book : *books)
        EXPECT_GT(book.text.size(), 10000U) << book.title;
}

} // namespace
} // namespace memlong::test
