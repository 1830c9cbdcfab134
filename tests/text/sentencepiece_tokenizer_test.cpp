#include <gtest/gtest.h>
#include <sentencepiece_processor.h>

#include "engine/text/sentencepiece_proto.h"
#include "engine/text/tokenizer.h"
#include "tests/support/test_support.h"
#include "tests/text/text_samples.h"

namespace memlong {
namespace {

using test::expectRangesCover;
using test::hostileStrings;
using test::readText;
using test::TemporaryFolder;
using test::writeFile;

std::shared_ptr<const Tokenizer> load(const std::filesystem::path& path) {
    auto tokenizer = loadTokenizer(path);
    EXPECT_TRUE(tokenizer) << (tokenizer ? "" : tokenizer.error().message);
    return tokenizer ? *tokenizer : nullptr;
}

TEST(SentencePieceTokenizer, llamaIdsEqualTheOriginals) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/llama2_tokenizer.model");
    const auto tokenizer = load(path);
    ASSERT_NE(tokenizer, nullptr);
    // From the Python package sentencepiece 0.2.
    EXPECT_EQ(tokenizer->encodeIds("Hello world"), (std::vector<TokenId>{15043, 3186}));
    EXPECT_EQ(tokenizer->encodeIds(" Hello\n\nworld"), (std::vector<TokenId>{29871, 15043, 13, 13, 11526}));
    EXPECT_EQ(tokenizer->encodeIds("</s>"), (std::vector<TokenId>{1533, 29879, 29958}));
    EXPECT_EQ(tokenizer->vocabularySize(), 32000);
    EXPECT_EQ(tokenizer->bosId(), 1);
    EXPECT_EQ(tokenizer->eosId(), 2);
    EXPECT_EQ(tokenizer->specialId("<unk>"), 0);
    EXPECT_EQ(tokenizer->specialId("Hello"), std::nullopt);
    EXPECT_EQ(tokenizer->pieceBytes(13), "\n");
    EXPECT_EQ(tokenizer->pieceBytes(15043), " Hello");
    EXPECT_EQ(tokenizer->pieceBytes(1), "");
    EXPECT_EQ(tokenizer->pieceBytes(-1), "");
    EXPECT_EQ(tokenizer->pieceBytes(1 << 30), "");
}

TEST(SentencePieceTokenizer, anyTextComesBackAndRangesCoverIt) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/llama2_tokenizer.model");
    const auto tokenizer = load(path);
    ASSERT_NE(tokenizer, nullptr);
    for (const std::string& text : hostileStrings()) {
        if (text.find("▁") == std::string::npos) { // the format cannot tell it from a space
            EXPECT_EQ(tokenizer->decode(tokenizer->encodeIds(text)), text);
        }
        expectRangesCover(text, tokenizer->encode(text));
        expectRangesCover(text, tokenizer->encodeContinuation(text));
    }
}

TEST(SentencePieceTokenizer, continuationPutsNoSpaceInFront) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/llama2_tokenizer.model");
    const auto tokenizer = load(path);
    ASSERT_NE(tokenizer, nullptr);
    const auto continued = tokenizer->encodeContinuation(" world");
    ASSERT_EQ(continued.size(), 1u);
    EXPECT_EQ(continued[0].id, 3186);
}

TEST(SentencePieceTokenizer, normalisedTextKeepsRangesOfTheOriginal) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/spm_test_unigram.model");
    const auto tokenizer = load(path);
    ASSERT_NE(tokenizer, nullptr);
    for (const std::string& text : hostileStrings())
        expectRangesCover(text, tokenizer->encode(text));
    const std::string text = "  ｆｕｌｌ  width ";
    const auto tokens = tokenizer->encode(text);
    ASSERT_FALSE(tokens.empty());
    EXPECT_EQ(tokens.back().end, text.size());
}

// Words are tokenized one by one and cached: the same as the library gives for the whole text.
TEST(SentencePieceTokenizer, idsEqualTheLibraryOnAnyText) {
    MEMLONG_TEST_DATA_OR_SKIP(llama, "tokenizers/llama2_tokenizer.model");
    for (const auto& path : {llama, test::sourceFolder() / "resources/models/tokenizer/tokenizer.model"}) {
        const auto tokenizer = load(path);
        ASSERT_NE(tokenizer, nullptr);
        sentencepiece::SentencePieceProcessor library;
        ASSERT_TRUE(library.Load(path.string()).ok());
        const auto compare = [&](const std::string& text) {
            const auto ids = library.EncodeAsIds(text);
            ASSERT_EQ(tokenizer->encodeIds(text), std::vector<TokenId>(ids.begin(), ids.end())) << text;
            expectRangesCover(text, tokenizer->encode(text));
        };
        for (const std::string& text : hostileStrings())
            compare(text);
        for (unsigned seed = 0; seed < 100; ++seed)
            compare(test::randomText(seed, 400));
        if (const auto book = test::testData("books/en_valid/Stevenson__Treasure_Island.txt"))
            compare(readText(*book).substr(0, 100'000));
    }
}

TEST(SentencePieceTokenizer, addedTokensOfTheFolderAreSpecial) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/llama2_tokenizer.model");
    const TemporaryFolder folder;
    writeFile(folder / "tokenizer.model", readText(path));
    writeFile(folder / "tokenizer_config.json",
              R"({"eos_token": {"content": "<|im_end|>"}, "bos_token": null,
                  "added_tokens_decoder": {"32001": {"content": "<|im_end|>", "special": true}}})");
    writeFile(folder / "added_tokens.json", R"({"<|im_start|>": 32000})");
    const auto tokenizer = load(folder.path());
    ASSERT_NE(tokenizer, nullptr);
    EXPECT_EQ(tokenizer->specialId("<|im_start|>"), 32000);
    EXPECT_EQ(tokenizer->eosId(), 32001);
    EXPECT_EQ(tokenizer->bosId(), 1);
    EXPECT_EQ(tokenizer->vocabularySize(), 32002);
    EXPECT_EQ(tokenizer->decode(std::vector<TokenId>{32000, 15043, 32001}), "Hello");
}

TEST(SentencePieceTokenizer, damagedFilesAreRefusedByName) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/spm_test_unigram.model");
    const std::string good = readText(path);
    const TemporaryFolder folder;
    const auto file = folder / "tokenizer.model";
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, good.size() / 2, good.size() - 1}) {
        writeFile(file, good.substr(0, length));
        const auto tokenizer = loadTokenizer(file);
        ASSERT_FALSE(tokenizer) << length;
        EXPECT_EQ(tokenizer.error().code, ErrorCode::Corrupt);
        EXPECT_NE(tokenizer.error().message.find(file.string()), std::string::npos);
    }
    // Every 997th byte changed, one at a time: refused or usable, never a crash.
    for (std::size_t i = 0; i < good.size(); i += 997) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x5A);
        writeFile(file, bad);
        if (const auto tokenizer = loadTokenizer(file))
            (*tokenizer)->encode("Ｈello ① world é");
    }
    writeFile(folder / "sub/tokenizer_config.json", "[[[[");
    writeFile(folder / "sub/tokenizer.model", good);
    EXPECT_EQ(loadTokenizer(folder / "sub").error().code, ErrorCode::Corrupt);
    EXPECT_EQ(loadTokenizer(folder / "absent").error().code, ErrorCode::NotFound);
    std::filesystem::create_directory(folder / "empty");
    EXPECT_EQ(loadTokenizer(folder / "empty").error().code, ErrorCode::NotFound);
}

TEST(SentencePieceProto, writtenModelReadsBack) {
    SentencePieceModel model;
    model.kind = SentencePieceModel::Kind::Bpe;
    model.byteFallback = true;
    model.removeExtraWhitespace = false;
    model.pieces = {{"<unk>", 0, PieceType::Unknown}, {"a", -1.5F, PieceType::Normal}};
    const auto read = parseSentencePieceModel(serializeSentencePieceModel(model), "x");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, model.kind);
    EXPECT_TRUE(read->byteFallback);
    EXPECT_TRUE(read->addDummyPrefix);
    EXPECT_FALSE(read->removeExtraWhitespace);
    ASSERT_EQ(read->pieces.size(), 2u);
    EXPECT_EQ(read->pieces[1].text, "a");
    EXPECT_EQ(read->pieces[1].score, -1.5F);
    EXPECT_EQ(read->pieces[0].type, PieceType::Unknown);
}

} // namespace
} // namespace memlong
