// A real trained model: stories260K of llama2.c, whose documentation shows what it says.
#include <gmock/gmock.h>

#include "engine/checkpoint/llama2c.h"
#include "tests/model/decoder_fixture.h"

namespace memlong {
namespace {

/// The pieces of a llama2.c tokenizer.bin: int32 longest piece, then float score, int32 length and bytes of
/// each.
std::vector<std::string> pieces(const std::string& bytes) {
    std::vector<std::string> result;
    std::size_t at = 4;
    while (at + 8 <= bytes.size()) {
        std::int32_t length = 0;
        std::memcpy(&length, bytes.data() + at + 4, sizeof length);
        result.push_back(bytes.substr(at + 8, static_cast<std::size_t>(length)));
        at += 8 + static_cast<std::size_t>(length);
    }
    return result;
}

TEST(Stories, greedyText_isThatOfItsDocumentation) {
    MEMLONG_TEST_DATA_OR_SKIP(data, "models/stories260K");
    const c10::InferenceMode inference;
    const test::TemporaryFolder folder;
    ASSERT_TRUE(importLlama2c(data / "stories260K.bin", data / "tok512.bin", folder.path()));
    const LoadedDecoder loaded = test::load(folder.path());
    const auto vocabulary = pieces(test::readText(data / "tok512.bin"));
    KvCache cache(loaded.decoder->config(), 0);
    std::int64_t token = 1; // beginning of sequence
    std::string text;
    for (int i = 0; i < 120; ++i) {
        Decoder::Input input;
        input.tokens = at::full({1, 1}, token, at::kLong);
        input.cache = &cache;
        token = loaded.decoder->forward(input).argmax(-1).item<std::int64_t>();
        text += vocabulary.at(static_cast<std::size_t>(token));
    }
    EXPECT_THAT(
        text, ::testing::HasSubstr("Once upon a time, there was a little girl named Lily. She loved to play "
                                   "outside in the park. One day, she saw a big, red ball."));
}

} // namespace
} // namespace memlong
