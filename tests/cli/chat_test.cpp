// Conversations, over a pipe and on a terminal, with canned services behind them.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr const char* kProgram = MEMLONG_FAKE_PROGRAM;

Outcome chat(const std::string& input, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"chat", "--session", "books"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(kProgram, arguments, input);
}

TEST(PipedChat, questionsAndCommands_areAnsweredInOrder) {
    const Outcome outcome = chat("Who was Ben Gunn?\n/sources\n/docs\n/memory\n/history\n/quit\nnot asked\n");
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("An answer"), HasSubstr("chunk 41, score"),
                                   HasSubstr("292 pages"), HasSubstr("tokens resident"),
                                   HasSubstr("> Who was Ben Gunn?"), Not(HasSubstr("not asked"))));
    EXPECT_THAT(outcome.out, Not(HasSubstr("books> "))); // no prompt
}

TEST(PipedChat, lastLineWithoutAnEnd_isRead) {
    EXPECT_THAT(chat("a question").out, HasSubstr("An answer"));
}

TEST(PipedChat, help_listsEveryCommand) {
    const Outcome outcome = chat("/help\n");
    for (const char* command : {"/help", "/quit", "/docs", "/sources", "/mode", "/retrieval", "/k", "/mask",
                                "/unmask", "/again", "/history", "/clear", "/save", "/memory"})
        EXPECT_THAT(outcome.out, HasSubstr(command));
    EXPECT_THAT(readText(sourceFolder() / "packaging/memlong.1"), HasSubstr(".It Cm /again"));
}

TEST(PipedChat, settings_areShownAndChanged) {
    const Outcome outcome = chat("/mode\n/mode context\n/mode auto\n/retrieval bm25\n/k 3\n/k\n");
    EXPECT_EQ(outcome.out, "mode auto\nmode context\nmode auto\nretrieval bm25\nk 3\nk 3\n");
}

TEST(PipedChat, maskedChunks_areMaskedUntilUnmasked) {
    const Outcome outcome = chat("/mask 41 42\nmasked\n/unmask 41\n/again\n/unmask\n/again\n");
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("masked: 41, 42"), HasSubstr("escapes. 41 42\n"), HasSubstr("masked: 42\n"),
                      HasSubstr("escapes. 42\n"), HasSubstr("masked: none"), HasSubstr("escapes.\n")));
}

TEST(PipedChat, mistakes_areToldAndTheChatGoesOn) {
    const Outcome outcome =
        chat("/nonsense\n/k many\n/mask x\n/mode loud\n/sources\n/again\n/save\nfail\nlast\n");
    EXPECT_EQ(outcome.exitCode, 5); // of "fail"
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("/help lists them"), HasSubstr("the index is damaged")));
    EXPECT_THAT(outcome.out, HasSubstr("An answer"));
}

TEST(PipedChat, save_writesMarkdownWithQuotesAndKeepsOtherFiles) {
    const TemporaryFolder folder;
    const std::string file = (folder / "talk.md").string();
    EXPECT_EQ(chat("Who?\n/save " + file + "\nWhy?\n/save " + file + "\n").exitCode, 0);
    const std::string text = readText(file);
    EXPECT_THAT(text, AllOf(HasSubstr("# Conversation with books\n"), HasSubstr("## Who?\n"),
                            HasSubstr("## Why?\n"), HasSubstr("> — Treasure Island, p. 12\n"),
                            Not(HasSubstr("\x1b"))));
    EXPECT_EQ(chat("/save " + file + "\n").exitCode, 2); // not ours to replace
    EXPECT_EQ(readText(file), text);
}

TEST(PipedChat, json_isOneObjectPerAnswer) {
    const Outcome outcome = chat("one\n/mode both\n/docs\nfail\n", {"--json"});
    std::istringstream lines(outcome.out);
    std::string line;
    std::vector<Json> objects;
    while (std::getline(lines, line))
        objects.push_back(Json::parse(line));
    ASSERT_EQ(objects.size(), 3U);
    EXPECT_TRUE(objects[0].contains("answer"));
    EXPECT_TRUE(objects[1].contains("documents"));
    EXPECT_EQ(objects[2].at("error").at("code"), "corrupt");
}

class TerminalChat : public ::testing::Test {
protected:
    TemporaryFolder m_folder;
    Process m_process{kProgram,
                      {"chat", "--session", "books", "--data-dir", m_folder.path().string()},
                      {{"TERM", "xterm"}, {"HOME", m_folder.path().string()}},
                      true};
};

TEST_F(TerminalChat, ctrlC_stopsTheAnswerAndNotTheProgram) {
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("slow\n");
    ASSERT_TRUE(m_process.waitFor(" more"));
    m_process.write("\x03");
    ASSERT_TRUE(m_process.waitFor("(stopped)"));
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("/retrieval\n");
    ASSERT_TRUE(m_process.waitFor("retrieval hybrid"));
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("\x04");
    EXPECT_EQ(m_process.finish().exitCode, 0);
}

TEST_F(TerminalChat, ctrlCAtThePrompt_dropsTheLine) {
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("half a question\x03");
    ASSERT_TRUE(m_process.waitFor("^C"));
    m_process.write("/k 4\n");
    ASSERT_TRUE(m_process.waitFor("k 4"));
    m_process.write("/quit\n");
    EXPECT_EQ(m_process.finish().exitCode, 0);
}

TEST_F(TerminalChat, tabAndHistory_work) {
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("/retr\t\n");
    ASSERT_TRUE(m_process.waitFor("retrieval hybrid"));
    m_process.write("/k 7\n");
    ASSERT_TRUE(m_process.waitFor("k 7\r\n"));
    m_process.write("/k 9\n");
    ASSERT_TRUE(m_process.waitFor("k 9\r\n"));
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("\x10\x10\n"); // two lines back
    ASSERT_TRUE(m_process.waitFor("k 7\r\n"));
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("\x04");
    const Outcome outcome = m_process.finish();
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(readText(m_folder / "chat_history"), AllOf(HasSubstr("/k"), HasSubstr("/retrieval")));
}

TEST_F(TerminalChat, nonAsciiQuestion_arrivesWhole) {
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.write("/ключ\n");
    EXPECT_TRUE(m_process.waitFor("there is no command /ключ"));
    m_process.write("/quit\n");
    EXPECT_EQ(m_process.finish().exitCode, 0);
}

TEST_F(TerminalChat, sigterm_leaves) {
    ASSERT_TRUE(m_process.waitFor("books> "));
    m_process.signal(SIGTERM);
    EXPECT_EQ(m_process.finish().exitCode, 0);
}

} // namespace
} // namespace memlong::test
