#include "app/services/attended_words.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace memlong::test {
namespace {

constexpr float kAbsent = std::numeric_limits<float>::quiet_NaN();

GenerationResult result(std::string text, std::vector<std::size_t> ends) {
    GenerationResult made;
    made.text = std::move(text);
    made.tokenEnds = std::move(ends);
    made.tokens = static_cast<int>(made.tokenEnds.size());
    return made;
}

void attend(GenerationResult& made, ChunkId chunk, std::vector<float> shares) {
    ChunkAttention attention;
    attention.chunk = chunk;
    attention.shareByToken = std::move(shares);
    made.attention.push_back(std::move(attention));
}

TEST(AttendedWords, tokensOfAWord_areAveraged) {
    GenerationResult made = result("Pirate ship", {3, 6, 11}); // "Pir" "ate" " ship"
    attend(made, 4, {0.2f, 0.4f, 0.1f});
    attend(made, 9, {0.0f, 0.0f, 0.6f});
    const auto words = attendedWords(made);
    ASSERT_EQ(words.size(), 2u);
    EXPECT_EQ(words[0].begin, 0);
    EXPECT_EQ(words[0].end, 6);
    ASSERT_EQ(words[0].shares.size(), 1u);
    EXPECT_EQ(words[0].shares[0].first, 4);
    EXPECT_NEAR(words[0].shares[0].second, 0.3, 1e-6);
    EXPECT_EQ(words[1].begin, 6);
    EXPECT_EQ(words[1].end, 11);
    ASSERT_EQ(words[1].shares.size(), 2u);
    EXPECT_EQ(words[1].shares[0].first, 9); // the largest first
}

TEST(AttendedWords, chunkThatCameLater_countsFromThen) {
    GenerationResult made = result("one two", {3, 7});
    attend(made, 1, {0.5f, kAbsent});
    attend(made, 2, {kAbsent, 0.25f});
    const auto words = attendedWords(made);
    ASSERT_EQ(words.size(), 2u);
    EXPECT_EQ(words[0].shares, (std::vector<std::pair<Id, double>>{{1, 0.5}}));
    EXPECT_EQ(words[1].shares, (std::vector<std::pair<Id, double>>{{2, 0.25}}));
}

TEST(AttendedWords, offsetsCountCodePoints) {
    GenerationResult made =
        result("é \xF0\x9F\x8F\xB4 x", {0, 2, 3, 7, 9}); // the first token completes nothing
    attend(made, 1, {0.1f, 0.1f, 0.1f, 0.1f, 0.1f});
    const auto words = attendedWords(made);
    ASSERT_EQ(words.size(), 3u);
    EXPECT_EQ(words[0].end, 1);
    EXPECT_EQ(words[1].begin, 1);
    EXPECT_EQ(words[1].end, 3);
    EXPECT_EQ(words[2].end, 5);
}

TEST(AttendedWords, scriptsWithoutSpaces_areReadByCharacter) {
    GenerationResult made = result("船长", {3, 6});
    attend(made, 1, {0.1f, 0.2f});
    ASSERT_EQ(attendedWords(made).size(), 2u);
    EXPECT_EQ(attendedWords(made)[1].begin, 1);
}

TEST(AttendedWords, withoutMemory_nothing) {
    EXPECT_TRUE(attendedWords(result("no memory", {2, 9})).empty());
    EXPECT_TRUE(attendedWords({}).empty());
    GenerationResult odd = result("short", {90, 95}); // ends beyond the text
    attend(odd, 1, {0.1f});
    EXPECT_EQ(attendedWords(odd).size(), 1u);
}

} // namespace
} // namespace memlong::test
