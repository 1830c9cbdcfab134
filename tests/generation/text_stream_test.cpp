#include "engine/generation/text_stream.h"

#include <vector>

#include <gtest/gtest.h>

namespace memlong {
namespace {

struct Streamed {
    std::vector<std::string> pieces;
    std::string text;
    std::vector<std::size_t> ends;
    bool stopped = false;
};

Streamed stream(const std::vector<std::string>& tokens, const std::string& stopText = "") {
    Streamed result;
    TextStream stream(stopText, [&](const std::string& piece) { result.pieces.push_back(piece); });
    for (const std::string& token : tokens)
        if (stream.append(token)) {
            result.stopped = true;
            break;
        }
    stream.finish();
    result.text = stream.text();
    result.ends = stream.ends();
    return result;
}

std::string joined(const Streamed& streamed) {
    std::string all;
    for (const std::string& piece : streamed.pieces)
        all += piece;
    return all;
}

TEST(TextStream, ends_sayWhatEachTokenCompleted) {
    EXPECT_EQ(stream({" ", "a", "\xe2", "\x82", "\xac", " b"}).ends,
              (std::vector<std::size_t>{0, 1, 1, 1, 4, 6}));
    EXPECT_EQ(stream({"one", " two<", "end", ">"}, "<end>").ends, (std::vector<std::size_t>{3, 7, 7, 7}));
    const Streamed broken = stream({"a", "\xe2", "b"});
    EXPECT_EQ(broken.text, "a\xef\xbf\xbd"
                           "b");
    EXPECT_EQ(broken.ends, (std::vector<std::size_t>{1, 1, 5}));
}

TEST(TextStream, charactersSplitOverTokens_arriveWhole) {
    const Streamed streamed = stream({"a", "\xe2", "\x82", "\xac", "b"});
    EXPECT_EQ(streamed.pieces, (std::vector<std::string>{"a", "€", "b"}));
    EXPECT_EQ(streamed.text, "a€b");
}

TEST(TextStream, incompleteEnd_isRepaired) {
    const Streamed streamed = stream({"a", "\xe2", "\x82"});
    EXPECT_EQ(joined(streamed), streamed.text);
    EXPECT_EQ(streamed.text.substr(0, 1), "a");
    EXPECT_EQ(streamed.text.find('\xe2'), std::string::npos);
}

TEST(TextStream, spaceBeforeTheAnswer_isDropped) {
    EXPECT_EQ(stream({" ", "\n", " Yes", " no"}).text, "Yes no");
}

TEST(TextStream, stopText_isNeverShown) {
    const Streamed streamed = stream({"Yes", ".\n", "Ques", "tion", ": more", " text"}, "\nQuestion:");
    EXPECT_TRUE(streamed.stopped);
    EXPECT_EQ(streamed.text, "Yes.");
    EXPECT_EQ(joined(streamed), "Yes.");
}

TEST(TextStream, stopTextAtOnce_isAnEmptyAnswer) {
    const Streamed streamed = stream({"\n", "Question", ":", " Who?"}, "\nQuestion:");
    EXPECT_TRUE(streamed.stopped);
    EXPECT_EQ(streamed.text, "");
    EXPECT_EQ(joined(streamed), "");
    EXPECT_EQ(streamed.ends.size(), 3U);
    const Streamed other = stream({"\n", "Quest", "s are", " long"}, "\nQuestion:");
    EXPECT_FALSE(other.stopped);
    EXPECT_EQ(joined(other), "Quests are long");
    EXPECT_FALSE(stream({" Question", ": who?"}, "\nQuestion:").stopped) << "no line break stands before it";
}

TEST(TextStream, beginningOfTheStopText_isShownOnceItCannotBecomeIt) {
    const Streamed streamed = stream({"Yes", ".\nQuest", "s", " go on"}, "\nQuestion:");
    EXPECT_FALSE(streamed.stopped);
    EXPECT_EQ(streamed.text, "Yes.\nQuests go on");
    EXPECT_EQ(joined(streamed), streamed.text);
}

} // namespace
} // namespace memlong
