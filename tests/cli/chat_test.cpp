// Conversations, over a pipe and on a terminal, that quote without a decoder.
#include <csignal>
#include <optional>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/sample_files.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PipedChat : public CliTest {
protected:
    Outcome chat(const std::string& input, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments = {"chat", "--session", "books"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return memlong(arguments, input);
    }
    /// What --json prints, one object a line.
    static std::vector<Json> objectsOf(const Outcome& outcome) {
        std::istringstream lines(outcome.out);
        std::string line;
        std::vector<Json> objects;
        while (std::getline(lines, line))
            objects.push_back(Json::parse(line));
        return objects;
    }
};

TEST_F(PipedChat, questionsAndCommands_areAnsweredInOrder) {
    ingest("books", {file("log.pdf", pdfOf({"The log begins.", "The wind turned north.", "The log ends."}))});
    const Outcome outcome =
        chat("Where did the wind turn?\n/sources\n/docs\n/memory\n/history\n/quit\nnot asked\n");
    EXPECT_EQ(outcome.exitCode, 0);
    std::size_t position = 0;
    for (const char* expected : {"“The wind turned north.”", "chunk 1, score", "log: 3 pages",
                                 "tokens resident", "> Where did the wind turn?"}) {
        const auto found = outcome.out.find(expected, position);
        ASSERT_NE(found, std::string::npos) << expected << " in " << outcome.out;
        position = found;
    }
    EXPECT_THAT(outcome.out, Not(HasSubstr("not asked")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("books> "))); // no prompt
}

TEST_F(PipedChat, lastLineWithoutAnEnd_isRead) {
    ingestStory("books");
    EXPECT_THAT(chat("What was the cat called?").out, HasSubstr("Admiral"));
}

TEST_F(PipedChat, help_listsEveryCommand) {
    ingestStory("books");
    const Outcome outcome = chat("/help\n");
    for (const char* command : {"/help", "/quit", "/docs", "/sources", "/mode", "/retrieval", "/k", "/mask",
                                "/unmask", "/again", "/history", "/clear", "/save", "/memory"})
        EXPECT_THAT(outcome.out, HasSubstr(command));
    EXPECT_THAT(readText(sourceFolder() / "packaging/memlong.1"), HasSubstr(".It Cm /again"));
}

TEST_F(PipedChat, settings_areShownAndChanged) {
    ingestStory("books");
    const Outcome outcome = chat("/mode\n/mode context\n/mode auto\n/retrieval bm25\n/k 3\n/k\n");
    EXPECT_EQ(outcome.out, "mode auto\nmode context\nmode auto\nretrieval bm25\nk 3\nk 3\n");
}

TEST_F(PipedChat, maskedChunks_areMaskedUntilUnmasked) {
    ingestDays("books", 4);
    const Outcome outcome =
        chat("/mask 1 2\nboats in the harbour\n/unmask 1\n/again\n/unmask\n/again\n", {"--json"});
    std::vector<std::set<int>> chunks;
    for (const Json& answer : objectsOf(outcome)) {
        chunks.emplace_back();
        for (const Json& result : answer.at("results"))
            chunks.back().insert(result.at("chunk").get<int>());
    }
    EXPECT_EQ(chunks, (std::vector<std::set<int>>{{3, 4}, {1, 3, 4}, {1, 2, 3, 4}}));
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("masked: 1, 2\n"), HasSubstr("masked: 2\n"), HasSubstr("masked: none\n")));
}

TEST_F(PipedChat, mistakes_areToldAndTheChatGoesOn) {
    ingestStory("books");
    damageEmbeddings("books");
    const Outcome outcome = chat("/nonsense\n/k many\n/mask x\n/mode loud\n/sources\n/again\n/save\n"
                                 "Who kept the lighthouse?\n/retrieval bm25\nWho kept the lighthouse?\n");
    EXPECT_EQ(outcome.exitCode, 5); // of the first question
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("/help lists them"), HasSubstr("the embedding of chunk 1 is damaged")));
    EXPECT_THAT(outcome.out, HasSubstr("Orla Finch"));
}

TEST_F(PipedChat, save_writesMarkdownWithQuotesAndKeepsOtherFiles) {
    ingestStory("books");
    ingestHostile("books");
    const std::string saved = (m_folder / "talk.md").string();
    EXPECT_EQ(
        chat("Who kept the lighthouse?\n/save " + saved + "\nWho wrote on the wall?\n/save " + saved + "\n")
            .exitCode,
        0);
    const std::string text = readText(saved);
    EXPECT_THAT(text,
                AllOf(HasSubstr("# Conversation with books\n"), HasSubstr("## Who kept the lighthouse?\n"),
                      HasSubstr("## Who wrote on the wall?\n"), HasSubstr("> — skerry, p. 1\n"),
                      HasSubstr("> “Marigold wrote plain "), Not(HasSubstr("\x1b"))));
    EXPECT_EQ(chat("/save " + saved + "\n").exitCode, 2); // not ours to replace
    EXPECT_EQ(readText(saved), text);
}

TEST_F(PipedChat, json_isOneObjectPerAnswer) {
    ingestStory("books");
    damageEmbeddings("books");
    const std::vector<Json> objects =
        objectsOf(chat("/retrieval bm25\ncat\n/mode both\n/docs\n/retrieval dense\ncat\n", {"--json"}));
    ASSERT_EQ(objects.size(), 3U);
    EXPECT_TRUE(objects[0].contains("answer"));
    EXPECT_TRUE(objects[1].contains("documents"));
    EXPECT_EQ(objects[2].at("error").at("code"), "corrupt");
}

class TerminalChat : public CliTest {
protected:
    TerminalChat() {
        ingestStory("books");
        m_environment["TERM"] = "xterm";
        m_process.emplace(program(), with({"chat", "--session", "books"}), environment(), true);
    }

    std::optional<Process> m_process;
};

TEST_F(TerminalChat, ctrlCAtThePrompt_dropsTheLine) {
    ASSERT_TRUE(m_process->waitFor("books> "));
    m_process->write("half a question\x03");
    ASSERT_TRUE(m_process->waitFor("^C"));
    m_process->write("/k 4\n");
    ASSERT_TRUE(m_process->waitFor("k 4"));
    m_process->write("/quit\n");
    EXPECT_EQ(m_process->finish().exitCode, 0);
}

TEST_F(TerminalChat, tabAndHistory_work) {
    ASSERT_TRUE(m_process->waitFor("books> "));
    m_process->write("/retr\t\n");
    ASSERT_TRUE(m_process->waitFor("retrieval hybrid"));
    m_process->write("/k 7\n");
    ASSERT_TRUE(m_process->waitFor("k 7\r\n"));
    m_process->write("/k 9\n");
    ASSERT_TRUE(m_process->waitFor("k 9\r\n"));
    ASSERT_TRUE(m_process->waitFor("books> "));
    m_process->write("\x10\x10\n"); // two lines back
    ASSERT_TRUE(m_process->waitFor("k 7\r\n"));
    ASSERT_TRUE(m_process->waitFor("books> "));
    m_process->write("\x04");
    const Outcome outcome = m_process->finish();
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(readText(dataFolder() / "chat_history"), AllOf(HasSubstr("/k"), HasSubstr("/retrieval")));
}

TEST_F(TerminalChat, nonAsciiQuestion_arrivesWhole) {
    ASSERT_TRUE(m_process->waitFor("books> "));
    m_process->write("/ключ\n");
    EXPECT_TRUE(m_process->waitFor("there is no command /ключ"));
    m_process->write("/quit\n");
    EXPECT_EQ(m_process->finish().exitCode, 0);
}

TEST_F(TerminalChat, sigterm_leaves) {
    ASSERT_TRUE(m_process->waitFor("books> "));
    m_process->signal(SIGTERM);
    EXPECT_EQ(m_process->finish().exitCode, 130);
}

} // namespace
} // namespace memlong::test
