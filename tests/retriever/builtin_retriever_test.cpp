#include <cmath>
#include <cstring>
#include <numeric>

#include <gmock/gmock.h>

#include "engine/checkpoint/safetensors_writer.h"
#include "engine/retriever/passage_windows.h"
#include "engine/retriever/retriever.h"
#include "engine/retriever/static_embeddings.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using testing::HasSubstr;

std::filesystem::path shipped() {
    return test::sourceFolder() / "resources/models/retriever";
}

float dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

class BuiltinRetriever : public testing::Test {
protected:
    static void SetUpTestSuite() {
        auto loaded = loadBuiltinRetriever(shipped());
        ASSERT_TRUE(loaded) << loaded.error().message;
        m_retriever = std::move(*loaded);
    }
    static void TearDownTestSuite() { m_retriever.reset(); }
    void SetUp() override { ASSERT_NE(m_retriever, nullptr); }
    Embeddings passage(const std::string& text) {
        auto rows = m_retriever->embedPassages(std::vector<std::string>{text}, {});
        return rows ? std::move(rows->front()) : Embeddings{};
    }
    static inline std::unique_ptr<Retriever> m_retriever;
};

TEST_F(BuiltinRetriever, givesUnitRows_oneForThePassageAndOneForEachWindow) {
    const std::string text =
        "The ship left at dawn. Nobody waved. The captain wrote a letter. Rain fell on the deck.";
    const Embeddings rows = passage(text);
    ASSERT_EQ(rows.dimension, m_retriever->dimension());
    ASSERT_EQ(rows.rows(), 1 + passageWindows(text).size());
    for (std::size_t i = 0; i < rows.rows(); ++i)
        EXPECT_NEAR(dot(rows.row(i), rows.row(i)), 1.0f, 1e-4f);
}

TEST_F(BuiltinRetriever, findsThePassageThatAnswers) {
    const Embeddings right = passage("Her father was a poor miller who owned nothing but an old horse.");
    const Embeddings wrong = passage("The storm broke the mast, and the sailors cut the ropes away.");
    const auto query = m_retriever->embedQuery("What did the miller own?");
    ASSERT_TRUE(query);
    EXPECT_GT(dot(*query, right.row(0)), dot(*query, wrong.row(0)) + 0.1f);
}

TEST_F(BuiltinRetriever, isTheSameForOneTextOrMany) {
    const std::vector<std::string> texts{"One text.", "Другой текст.", "第三段文字。"};
    const auto together = m_retriever->embedPassages(texts, {});
    ASSERT_TRUE(together);
    for (std::size_t i = 0; i < texts.size(); ++i)
        EXPECT_EQ((*together)[i].values, passage(texts[i]).values);
}

TEST_F(BuiltinRetriever, takesEmptyAndOddTexts) {
    for (const char* text : {"", " ", "\n\n\n", "\x01\x02", "……"}) {
        const Embeddings rows = passage(text);
        ASSERT_GE(rows.rows(), 1u);
        EXPECT_NEAR(dot(rows.row(0), rows.row(0)), 1.0f, 1e-4f);
    }
}

TEST_F(BuiltinRetriever, stopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    const auto rows = m_retriever->embedPassages(std::vector<std::string>{"text"}, source.get_token());
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::Cancelled);
}

TEST_F(BuiltinRetriever, knowsHowMuchOfAQueryItHasWordsFor) {
    EXPECT_GT(m_retriever->coverage("Who was the captain of the ship?"), 0.9f);
    EXPECT_LT(m_retriever->coverage("ვინ იყო კაპიტანი"), 0.2f); // Georgian, which it never saw
    EXPECT_EQ(m_retriever->coverage(""), 0.0f);
}

TEST_F(BuiltinRetriever, fitsItsSpace) {
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shipped()))
        bytes += entry.file_size();
    EXPECT_LE(bytes, 16u << 20);
}

void writeTable(const std::filesystem::path& file, std::int64_t rows, std::int64_t queryRows,
                const char* version) {
    auto writer = SafetensorsWriter::create(file,
                                            {{"embeddings", TensorType::I8, {rows, 4}},
                                             {"scales", TensorType::F32, {rows}},
                                             {"query_embeddings", TensorType::I8, {queryRows, 4}},
                                             {"query_scales", TensorType::F32, {rows}}},
                                            {{"format", kStaticEmbeddingsFormat}, {"version", version}});
    ASSERT_TRUE(writer);
    std::vector<float> scales(static_cast<std::size_t>(rows), 0.5f);
    const std::vector<std::int8_t> table(static_cast<std::size_t>(rows * 4), 2),
        query(static_cast<std::size_t>(queryRows * 4), 6);
    ASSERT_TRUE(writer->append(std::as_bytes(std::span(table))));
    ASSERT_TRUE(writer->append(std::as_bytes(std::span(scales))));
    ASSERT_TRUE(writer->append(std::as_bytes(std::span(query))));
    ASSERT_TRUE(writer->append(std::as_bytes(std::span(scales))));
    ASSERT_TRUE(writer->commit());
}

TEST(BuiltinRetrieverFolder, withATokenizerThatDoesNotFit_isRefused) {
    const test::TemporaryFolder folder;
    std::filesystem::copy(shipped(), folder / "retriever");
    test::writeFile(folder / "retriever/tokenizer.model", "no model");
    EXPECT_EQ(loadBuiltinRetriever(folder / "retriever").error().code, ErrorCode::Corrupt);
    std::filesystem::copy_file(test::sourceFolder() / "resources/models/tokenizer/tokenizer.model",
                               folder / "retriever/tokenizer.model",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(loadBuiltinRetriever(folder / "retriever").error().code, ErrorCode::Corrupt);
}

TEST(StaticEmbeddings, useQueryRowsForQuestionsOnly) {
    const test::TemporaryFolder folder;
    writeTable(folder / "model.safetensors", 3, 2, "1");
    const auto table = StaticEmbeddings::load(folder / "model.safetensors", 3);
    ASSERT_TRUE(table) << table.error().message;
    std::vector<float> sum(4);
    table->addPassageToken(1, sum);
    EXPECT_FLOAT_EQ(sum[0], 1.0f);
    table->addQueryToken(1, sum);
    EXPECT_FLOAT_EQ(sum[0], 4.0f);
    table->addQueryToken(2, sum); // has no row of its own
    EXPECT_FLOAT_EQ(sum[0], 5.0f);
    table->addPassageToken(3, sum);
    table->addQueryToken(-1, sum);
    EXPECT_FLOAT_EQ(sum[0], 5.0f);
}

TEST(StaticEmbeddings, refuseWhatDoesNotFit) {
    const test::TemporaryFolder folder;
    writeTable(folder / "model.safetensors", 3, 2, "1");
    EXPECT_EQ(StaticEmbeddings::load(folder / "model.safetensors", 4).error().code, ErrorCode::Corrupt);
    writeTable(folder / "more.safetensors", 2, 3, "1");
    EXPECT_EQ(StaticEmbeddings::load(folder / "more.safetensors", 2).error().code, ErrorCode::Corrupt);
    writeTable(folder / "newer.safetensors", 3, 0, "2");
    EXPECT_EQ(StaticEmbeddings::load(folder / "newer.safetensors", 3).error().code,
              ErrorCode::UnsupportedVersion);
    EXPECT_EQ(StaticEmbeddings::load(folder / "none.safetensors", 3).error().code, ErrorCode::NotFound);
}

TEST(PassageWindows, overlapByHalf_andStayWithinTheirNumber) {
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "Sentence number " + std::to_string(i) + " stands here. ";
    const auto windows = passageWindows(text);
    ASSERT_FALSE(windows.empty());
    EXPECT_LE(windows.size(), 12u);
    for (std::size_t i = 1; i < windows.size(); ++i)
        EXPECT_LT(windows[i].begin, windows[i - 1].end);
    EXPECT_EQ(text.substr(windows.back().end - 6, 6), " here.");
    EXPECT_TRUE(passageWindows("One sentence. Another one.").empty());
}

} // namespace
} // namespace memlong
