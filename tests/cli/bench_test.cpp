// `memlong bench` and `memlong model quantize` over the real program. Figures have to be there, never to be
// fast.
#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Bench : public CliTest {
protected:
    Bench() { m_environment["TMPDIR"] = m_temporary.path().string(); }
    bool temporaryIsEmpty() const { return std::filesystem::is_empty(m_temporary.path()); }

    TemporaryFolder m_temporary;
};

void expectFigure(const Json& figure, std::size_t repeats) {
    const std::string name = figure.at("name");
    for (const char* field : {"median", "smallest", "largest"}) {
        EXPECT_TRUE(std::isfinite(figure.at(field).get<double>())) << name;
        EXPECT_GT(figure.at(field).get<double>(), 0) << name;
    }
    EXPECT_GE(figure.at("spread").get<double>(), 0) << name;
    EXPECT_EQ(figure.at("repeats").size(), repeats) << name;
    EXPECT_FALSE(figure.at("unit").get<std::string>().empty());
    if (figure.contains("bound")) {
        EXPECT_GT(figure.at("share_of_roofline").get<double>(), 0) << name;
        EXPECT_GT(figure.at("roofline").get<double>(), 0) << name;
    }
}

TEST_F(Bench, ofTheModelsThatComeWithTheProgram_givesAllFigures) {
    const Json report = json({"bench", "--repeats", "2", "--vectors", "2000", "--chunks", "20"});
    std::vector<std::string> names;
    for (const Json& figure : report.at("figures")) {
        names.push_back(figure.at("name"));
        expectFigure(figure, 2);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"encode", "prefill", "decode", "decode-memory", "embed",
                                               "dense", "chunk", "ingest", "bm25", "search"}));
    const Json& model = report.at("models").at(0);
    EXPECT_EQ(model.at("model"), "memlong-nano");
    EXPECT_GT(model.at("roofline").at("flops_per_second").get<double>(), 0);
    EXPECT_GT(model.at("roofline").at("bytes_per_second").get<double>(), 0);
    for (const Json& figure : report.at("figures"))
        EXPECT_EQ(figure.contains("bound"),
                  figure.at("model") == "memlong-nano" || figure.at("name") == "dense");
    EXPECT_TRUE(temporaryIsEmpty());
}

TEST_F(Bench, twoModels_areComparedInOneRun) {
    ASSERT_EQ(memlong({"model", "quantize", "memlong-nano", "nano-int8"}).exitCode, 0);
    const Json report = json({"bench", "--model", "memlong-nano", "--compare", "nano-int8", "--only",
                              "decode", "--repeats", "2", "--decode-tokens", "4"});
    ASSERT_EQ(report.at("figures").size(), 2U);
    for (const Json& figure : report.at("figures"))
        expectFigure(figure, 2);
    EXPECT_EQ(report["models"][1].at("precision"), "int8");
    EXPECT_EQ(report["figures"][1].at("ratio").at("to"), "memlong-nano");
    EXPECT_GT(report["figures"][1]["ratio"].at("median").get<double>(), 0);
}

TEST_F(Bench, wrongUse_isRefused) {
    EXPECT_EQ(memlong({"bench", "--only", "nothing"}).exitCode, 2);
    EXPECT_EQ(memlong({"bench", "--compare", "memlong-nano"}).exitCode, 2);
    EXPECT_EQ(memlong({"bench", "--model", "absent", "--only", "decode"}).exitCode, 4);
    EXPECT_TRUE(temporaryIsEmpty());
}

TEST_F(Bench, quantizedModel_isListedSmallerAndAnswers) {
    const Json made = json({"model", "quantize", "memlong-nano", "nano-int8"});
    EXPECT_EQ(made.at("precision"), "int8");
    EXPECT_LT(made.at("bytes").get<double>(), made.at("source_bytes").get<double>());
    EXPECT_THAT(memlong({"model", "info", "nano-int8"}).out, HasSubstr("Precision:     int8"));
    EXPECT_THAT(memlong({"model", "list"}).out, AllOf(HasSubstr("int8"), HasSubstr("bf16")));
    const std::string text = (sourceFolder() / "resources/sample/README.md").string();
    ASSERT_EQ(memlong({"ingest", "--session", "s", "--model", "nano-int8", text}).exitCode, 0);
    const Json answer = json(
        {"ask", "--session", "s", "--model", "nano-int8", "--seed", "1", "--max-tokens", "8", "Which book?"});
    EXPECT_EQ(answer.at("model"), "nano-int8");

    EXPECT_NE(memlong({"model", "quantize", "memlong-nano", "nano-int8"}).exitCode, 0);
    EXPECT_NE(memlong({"model", "quantize", "nano-int8", "again"}).exitCode, 0);
    const std::string folder = (m_folder / "copy").string();
    EXPECT_EQ(memlong({"model", "quantize", "memlong-nano", folder, "--precision", "f16"}).exitCode, 0);
    EXPECT_EQ(json({"model", "info", folder}).at("precision"), "f16");
}

} // namespace
} // namespace memlong::test
