#include <gtest/gtest.h>

#include "engine/text/sentencepiece_trainer.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_support.h"
#include "tests/text/text_samples.h"

namespace memlong {
namespace {

using test::TemporaryFolder;
using test::writeFile;

std::string smallCorpus() {
    std::string text;
    for (int i = 0; i < 400; ++i)
        text +=
            "The quick brown fox number " + std::to_string(i * 37) +
            " jumps over\nthe lazy dog.  The dog sleeps.\n\nEt le renard dort, lui aussi, près du chien.\n\n";
    return text;
}

TEST(TrainSentencePiece, trainedModelEncodesAndDecodesAnything) {
    const TemporaryFolder folder;
    writeFile(folder / "a.txt", smallCorpus());
    const auto model = trainSentencePiece({.texts = {{folder / "a.txt", 1}}, .vocabularySize = 400});
    ASSERT_TRUE(model) << model.error().message << model.error().detail;
    writeFile(folder / "tokenizer.model", *model);
    const auto tokenizer = loadTokenizer(folder / "tokenizer.model").value();
    EXPECT_EQ(tokenizer->specialId("<pad>"), 0);
    EXPECT_EQ(tokenizer->bosId(), 1);
    EXPECT_EQ(tokenizer->eosId(), 2);
    EXPECT_EQ(tokenizer->specialId("<unk>"), 3);
    EXPECT_EQ(tokenizer->specialId("<|user|>"), 4);
    EXPECT_LE(tokenizer->vocabularySize(), 400);
    EXPECT_EQ(tokenizer->encodeContinuation("\n\n").size(), 1u);
    EXPECT_EQ(tokenizer->encodeContinuation("123").size(), 3u);
    EXPECT_GT(tokenizer->encode("<|user|>").size(), 1u);
    for (const std::string& text : test::hostileStrings()) {
        if (text.find("▁") == std::string::npos) {
            EXPECT_EQ(tokenizer->decode(tokenizer->encodeIds(text)), text);
        }
        test::expectRangesCover(text, tokenizer->encode(text));
    }
}

TEST(TrainSentencePiece, weightsShareAndRepeatTexts) {
    const TemporaryFolder folder;
    writeFile(folder / "a.txt", smallCorpus());
    const auto model = trainSentencePiece(
        {.texts = {{folder / "a.txt", 0.3}, {folder / "a.txt", 2.5}}, .vocabularySize = 400});
    EXPECT_TRUE(model);
}

TEST(TrainSentencePiece, badRequestsAreErrors_binaryTextIsRepaired) {
    const TemporaryFolder folder;
    writeFile(folder / "empty.txt", "");
    writeFile(folder / "binary.txt", std::string("\xFF\xFE\x00\x01", 4));
    writeFile(folder / "a.txt", smallCorpus());
    EXPECT_EQ(trainSentencePiece({}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(trainSentencePiece({.texts = {{folder / "a.txt", 0}}}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(trainSentencePiece({.texts = {{folder / "a.txt", 1}}, .vocabularySize = 10}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(trainSentencePiece({.texts = {{folder / "absent.txt", 1}}}).error().code, ErrorCode::Io);
    EXPECT_EQ(trainSentencePiece({.texts = {{folder / "empty.txt", 1}}}).error().code, ErrorCode::BadInput);
    EXPECT_TRUE(trainSentencePiece({.texts = {{folder / "binary.txt", 1}}, .vocabularySize = 300}));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(trainSentencePiece({.texts = {{folder / "a.txt", 1}}}, {}, stop.get_token()).error().code,
              ErrorCode::Cancelled);
}

} // namespace
} // namespace memlong
