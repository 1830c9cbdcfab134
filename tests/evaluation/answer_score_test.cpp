#include "engine/evaluation/answer_score.h"

#include <vector>

#include <gtest/gtest.h>

namespace memlong {
namespace {

const std::vector<std::string> kRight{"The old sea chest", "a chest"};

TEST(AnswerScore, articlesCaseAndPunctuation_doNotCount) {
    EXPECT_TRUE(scoreAnswer("  the CHEST!", kRight).exact);
    EXPECT_TRUE(scoreAnswer("Old sea-chest.", kRight).exact);
    EXPECT_DOUBLE_EQ(scoreAnswer("old, sea chest", kRight).f1, 1.0);
}

TEST(AnswerScore, f1_countsSharedWordsOnce) {
    // two words shared, of three and of three
    EXPECT_DOUBLE_EQ(scoreAnswer("sea sea chest", kRight).f1, 4.0 / 6.0);
    EXPECT_FALSE(scoreAnswer("sea sea chest", kRight).exact);
    EXPECT_DOUBLE_EQ(scoreAnswer("nothing of it", kRight).f1, 0.0);
    EXPECT_DOUBLE_EQ(scoreAnswer("", kRight).f1, 0.0);
}

TEST(AnswerScore, contains_needsWholeWords) {
    EXPECT_TRUE(containsAnswer("He kept the chest below.", kRight));
    EXPECT_FALSE(containsAnswer("Chestnuts were all they had.", kRight));
    EXPECT_FALSE(containsAnswer("anything", std::vector<std::string>{"the"})); // nothing left to look for
}

} // namespace
} // namespace memlong
