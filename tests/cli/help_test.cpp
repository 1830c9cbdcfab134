// Help, usage errors, and how the command line is read.
#include <set>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/commands.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class CommandLine : public CliTest {
protected:
    /// The chunks that an answer stands on.
    static std::set<int> chunksOf(const Json& answer) {
        std::set<int> chunks;
        for (const Json& result : answer.at("results"))
            chunks.insert(result.at("chunk").get<int>());
        return chunks;
    }
};

TEST_F(CommandLine, withoutACommand_printsAShortGuide) {
    const Outcome outcome = memlong({});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.out, HasSubstr("memlong ask --session"));
}

TEST_F(CommandLine, everyCommand_hasHelpWithAnExample) {
    for (auto command : allCommands()) {
        command.push_back("--help");
        const Outcome outcome = memlong(command);
        EXPECT_EQ(outcome.exitCode, 0) << command.front();
        EXPECT_THAT(outcome.out,
                    AllOf(HasSubstr("Usage: memlong " + command.front()), HasSubstr("Example:\n  ")));
        EXPECT_EQ(outcome.err, "");
    }
}

TEST_F(CommandLine, version_isPrinted) {
    const Outcome outcome = memlong({"--version"});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.out, MatchesRegex("memlong [0-9]+\\.[0-9]+\\.[0-9]+.*\n"));
}

TEST_F(CommandLine, wrongUsage_exitsWith2AndPointsAtTheHelp) {
    ingestStory("books");
    const std::vector<std::vector<std::string>> wrong = {
        {"sing"},
        {"ask"},
        {"ask", "--session", "books"},
        {"ask", "--session", "books", "a", "b"},
        {"ask", "--session", "books", "  "},
        {"ask", "--session", "books", "x", "-k", "0"},
        {"ask", "--session", "books", "x", "-k", "many"},
        {"ask", "--session", "books", "x", "--mode", "telepathy"},
        {"search", "--session", "books", "x", "--retrieval", "guess"},
        {"ingest", "--session", "books", "x", "--chunk-size", "300"},
        {"session"},
        {"session", "delete", "books"},
        {"memory", "pin", "--session", "books", "-3"},
        {"memory", "pin", "--session", "books", "abc"},
        {"memory", "budget", "--session", "books", "-5"},
        {"memory", "budget", "--session", "books", "99999999999999999999"},
        {"ask", "--session", "books", "x", "--mask", "abc"},
        {"ask", "--session", "books", "x", "--seed", "-1"},
        {"--device", "abacus", "session", "list"},
        {"--threads", "-1", "session", "list"},
        {"completion", "fish"},
        {"--nonsense"}};
    for (const auto& arguments : wrong) {
        const Outcome outcome = memlong(arguments);
        EXPECT_EQ(outcome.exitCode, 2) << arguments.front() << ' ' << arguments.back();
        EXPECT_EQ(outcome.out, "");
        EXPECT_THAT(outcome.err, HasSubstr("memlong: "));
    }
    EXPECT_THAT(memlong({"sing"}).err, HasSubstr("there is no command \"sing\""));
    EXPECT_THAT(memlong({"ask", "--session", "books", "x", "--mask", "abc"}).err,
                HasSubstr("\"abc\" is not a whole number from 1 on"));
    EXPECT_THAT(memlong({"ask"}).err, HasSubstr("Try 'memlong ask --help'."));
    EXPECT_THAT(memlong({"session", "show"}).err, HasSubstr("Try 'memlong session show --help'."));
}

TEST_F(CommandLine, globalOptions_standBeforeOrAfterTheCommand) {
    ingestStory("books");
    EXPECT_TRUE(Json::accept(memlong({"--json", "session", "list"}).out));
    EXPECT_TRUE(Json::accept(memlong({"session", "list", "--json"}).out));
    EXPECT_EQ(memlong({"ask", "--session", "books", "x", "--quiet", "--threads", "2"}).exitCode, 0);
}

TEST_F(CommandLine, aQueryThatIsACommandsName_isAQuery) {
    ingestStory("books");
    EXPECT_EQ(json({"search", "--session", "books", "chat"}).at("query"), "chat");
}

TEST_F(CommandLine, session_comesFromTheEnvironment) {
    ingestStory("books");
    m_environment["MEMLONG_SESSION"] = "books";
    EXPECT_THAT(memlong({"search", "cat"}).out, HasSubstr("Admiral"));
}

TEST_F(CommandLine, mask_takesSeveralChunksBeforeAQuestion) {
    ingestDays("books", 6);
    const std::vector<std::string> ask = {"ask", "--session", "books", "--quotes-only"};
    const auto chunksOfAsking = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments = ask;
        arguments.insert(arguments.end(), more.begin(), more.end());
        return chunksOf(json(arguments));
    };
    EXPECT_EQ(chunksOfAsking({"boats in the harbour"}), (std::set{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(chunksOfAsking({"--mask", "3", "4", "boats in the harbour"}), (std::set{1, 2, 5, 6}));
    EXPECT_EQ(chunksOfAsking({"boats in the harbour", "--mask", "3,4", "--mask", "5"}), (std::set{1, 2, 6}));
}

} // namespace
} // namespace memlong::test
