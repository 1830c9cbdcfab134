// Answers of the decoder that comes with the program: streamed, stopped half way, talked with.
#include <csignal>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/model_hub.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Decoder : public CliTest {
protected:
    Decoder() { ingestStory("books"); }

    static std::vector<std::string> briefly(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--model", "memlong-nano", "--seed", "1", "--max-tokens", "12"});
        return arguments;
    }
    /// An answer of minutes: so hot, the end of it is as unlikely as any other token.
    static std::vector<std::string> atLength(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--model", "memlong-nano", "--seed", "1", "--max-tokens", "20000",
                                           "--temperature", "10", "--top-k", "0", "--top-p", "1"});
        return arguments;
    }
    /// Behind the quotes of kStory, so that an answer has begun.
    static bool waitForAnswer(Process& process, const std::string& lineEnd) {
        return process.waitFor("— skerry, p. 1") && process.waitFor(lineEnd + lineEnd) &&
               process.waitFor(" ");
    }
};

TEST_F(Decoder, answer_standsBetweenQuotesAndSources) {
    const std::vector<std::string> ask = {"ask", "--session", "books", "Who kept the lighthouse?"};
    const std::string text = json(briefly(ask)).at("answer");
    ASSERT_NE(text, "");
    const Outcome outcome = memlong(briefly(ask));
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    const auto quote = outcome.out.find("“The lighthouse");
    const auto page = outcome.out.find("— skerry, p. 1");
    const auto answer = outcome.out.find(text, page);
    const auto sources = outcome.out.find("\nSources\n");
    EXPECT_LT(quote, page);
    EXPECT_LT(page, answer);
    EXPECT_LT(answer, sources);
    EXPECT_NE(sources, std::string::npos);
    EXPECT_THAT(outcome.out, HasSubstr("; attention "));
}

TEST_F(Decoder, json_hasTheAnswerAndItsAttention) {
    const Json answer = json(briefly({"ask", "--session", "books", "Who kept the lighthouse?"}));
    EXPECT_EQ(answer.at("model"), "memlong-nano");
    EXPECT_EQ(answer.at("mode"), "memory");
    EXPECT_GT(answer.at("timings").at("tokens"), 0);
    EXPECT_LE(answer.at("timings").at("tokens"), 12);
    EXPECT_GT(answer.at("timings").at("first_token_ms"), 0);
    for (const auto& [layer, share] : answer.at("results").at(0).at("attention").items())
        EXPECT_GT(share.get<double>(), 0) << layer;
    EXPECT_FALSE(answer["results"][0]["attention"].empty());
}

TEST_F(Decoder, fact_isToldFromMemoryUnlessItsChunkIsMasked) {
    ASSERT_EQ(
        memlong({"ingest", "--session", "books", "-"}, "The pass key is 48213. Remember it.\n").exitCode, 0);
    std::vector<std::string> ask = {
        "ask",    "--session", "books",         "--model", "memlong-nano",
        "--mode", "memory",    "--temperature", "0",       "What is the pass key?"};
    const Json told = json(ask);
    EXPECT_THAT(told.at("answer").get<std::string>(), HasSubstr("48213"));
    ask.insert(ask.end(), {"--mask", std::to_string(told.at("results").at(0).at("chunk").get<int>())});
    EXPECT_THAT(json(ask).at("answer").get<std::string>(), Not(HasSubstr("48213")));
}

TEST_F(Decoder, passagesFitThePromptHoweverLongTheAnswerMayGet) {
    const Outcome outcome =
        memlong({"ask", "--session", "books", "--model", "memlong-nano", "--seed", "1", "--mode", "context",
                 "--max-tokens", "20000", "Who kept the lighthouse?"});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("No passage fits")));
}

TEST_F(Decoder, signal_stopsTheAnswerAndKeepsWhatThereIs) {
    for (const int number : {SIGINT, SIGTERM}) {
        Process process(program(), with(atLength({"ask", "--session", "books", "Who?"})), environment());
        ASSERT_TRUE(waitForAnswer(process, "\n"));
        process.signal(number);
        const Outcome outcome = process.finish();
        EXPECT_EQ(outcome.exitCode, 130);
        EXPECT_THAT(outcome.out, HasSubstr("\nSources\n"));
        EXPECT_THAT(outcome.err, HasSubstr("(stopped)"));
    }
}

TEST_F(Decoder, readerGoesAway_answerEndsQuietly) {
    std::string script = "'" + program().string() + "'";
    for (const std::string& argument : with(atLength({"ask", "--session", "books", "Who?"})))
        script += " '" + argument + "'";
    const Outcome outcome =
        run("/bin/bash", {"-c", script + " | head -c 1; exit ${PIPESTATUS[0]}"}, "", environment());
    EXPECT_EQ(outcome.exitCode, 130);
}

TEST_F(Decoder, pipedChat_answersAndSavesTheAnswer) {
    const std::string saved = (m_folder / "talk.md").string();
    const Outcome outcome = memlong(briefly({"chat", "--session", "books"}),
                                    "Who kept the lighthouse?\n/history\n/save " + saved + "\n");
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    const auto history = outcome.out.find("> Who kept the lighthouse?\n");
    ASSERT_NE(history, std::string::npos);
    EXPECT_THAT(outcome.out.substr(history), Not(HasSubstr("(quotes only)")));
    const std::string text = readText(saved);
    const std::string heading = "# Conversation with books\n\n## Who kept the lighthouse?\n\n";
    ASSERT_EQ(text.find(heading), 0U);
    EXPECT_GT(text.find("> “"), heading.size()) << "there is no answer between them: " << text;
}

TEST_F(Decoder, ctrlCInAChat_stopsTheAnswerAndNotTheProgram) {
    m_environment["TERM"] = "xterm";
    Process process(program(), with(atLength({"chat", "--session", "books"})), environment(), true);
    ASSERT_TRUE(process.waitFor("books> "));
    process.write("Who?\n");
    ASSERT_TRUE(waitForAnswer(process, "\r\n"));
    process.write("\x03");
    ASSERT_TRUE(process.waitFor("(stopped)"));
    ASSERT_TRUE(process.waitFor("books> "));
    process.write("/retrieval\n");
    ASSERT_TRUE(process.waitFor("retrieval hybrid"));
    ASSERT_TRUE(process.waitFor("books> "));
    process.write("\x04");
    EXPECT_EQ(process.finish().exitCode, 0);
}

TEST_F(Decoder, downloadedModel_isAddedUnderItsNameAndAnswers) {
    ModelHub hub(sourceFolder() / "resources/models/memlong-nano", "mit");
    m_environment["HF_ENDPOINT"] = hub.address();
    const Outcome added = memlong({"model", "download", "acme/tiny", "--name", "mine"});
    EXPECT_EQ(added.exitCode, 0) << added.err;
    EXPECT_THAT(added.out, HasSubstr("--model mine"));
    const Json answer =
        json({"ask", "--session", "books", "Who?", "--model", "mine", "--seed", "1", "--max-tokens", "4"});
    EXPECT_EQ(answer.at("model"), "mine");
    EXPECT_NE(answer.at("answer"), "");
}

} // namespace
} // namespace memlong::test
