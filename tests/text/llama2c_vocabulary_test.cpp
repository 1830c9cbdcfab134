#include <gtest/gtest.h>

#include "engine/text/llama2c_vocabulary.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_support.h"
#include "tests/text/text_samples.h"

namespace memlong {
namespace {

TEST(Llama2cVocabulary, convertedIdsEqualTheOriginalModel) {
    MEMLONG_TEST_DATA_OR_SKIP(vocabulary, "tokenizers/llama2_tokenizer.bin");
    MEMLONG_TEST_DATA_OR_SKIP(original, "tokenizers/llama2_tokenizer.model");
    MEMLONG_TEST_DATA_OR_SKIP(book, "books/en_valid/Stevenson__Treasure_Island.txt");
    const auto converted = sentencePieceFromLlama2c(test::readText(vocabulary));
    ASSERT_TRUE(converted) << converted.error().message;
    const test::TemporaryFolder folder;
    test::writeFile(folder / "tokenizer.model", *converted);
    const auto ours = loadTokenizer(folder / "tokenizer.model").value();
    const auto theirs = loadTokenizer(original).value();
    EXPECT_EQ(ours->vocabularySize(), theirs->vocabularySize());
    const std::string text = test::readText(book);
    EXPECT_EQ(ours->encodeIds(text), theirs->encodeIds(text));
    for (const std::string& sample : test::hostileStrings())
        EXPECT_EQ(ours->encodeIds(sample), theirs->encodeIds(sample)) << sample;
    for (TokenId id = 0; id < ours->vocabularySize(); ++id)
        ASSERT_EQ(ours->pieceBytes(id), theirs->pieceBytes(id)) << id;
    EXPECT_EQ(loadTokenizer(vocabulary).value()->encodeIds("Once upon a time"),
              theirs->encodeIds("Once upon a time"));
}

TEST(Llama2cVocabulary, smallStoriesVocabularyLoads) {
    MEMLONG_TEST_DATA_OR_SKIP(vocabulary, "models/stories260K/tok512.bin");
    const auto tokenizer = loadTokenizer(vocabulary);
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    EXPECT_EQ((*tokenizer)->vocabularySize(), 512);
    EXPECT_EQ((*tokenizer)->bosId(), 1);
    const std::string text = "Once upon a time, there was a little girl named Lily.\nShe liked 🎉.";
    EXPECT_EQ((*tokenizer)->decode((*tokenizer)->encodeIds(text)), text);
    EXPECT_LT((*tokenizer)->encodeIds("Once upon a time").size(), 8u);
}

TEST(Llama2cVocabulary, damagedFilesAreRefused) {
    MEMLONG_TEST_DATA_OR_SKIP(vocabulary, "models/stories260K/tok512.bin");
    const std::string good = test::readText(vocabulary);
    EXPECT_EQ(sentencePieceFromLlama2c("").error().code, ErrorCode::Corrupt);
    EXPECT_EQ(sentencePieceFromLlama2c(std::string(64, '\xFF')).error().code, ErrorCode::Corrupt);
    const auto cut = sentencePieceFromLlama2c(std::string_view(good).substr(0, good.size() - 1), "tok.bin");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::Corrupt);
    EXPECT_NE(cut.error().message.find("tok.bin"), std::string::npos);
    for (std::size_t i = 0; i < good.size(); i += 31) { // changed anywhere: refused or usable
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0xA5);
        if (const auto model = sentencePieceFromLlama2c(bad)) {
            EXPECT_FALSE(model->empty());
        }
    }
}

} // namespace
} // namespace memlong
