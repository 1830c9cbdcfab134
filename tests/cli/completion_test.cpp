// The completion of bash and the manual page know every command and option.
#include <set>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/commands.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ManPage, describesEveryCommandAndOption) {
    const std::string source = readText(sourceFolder() / "packaging/memlong.1");
    const Outcome page =
        run("/bin/sh",
            {"-c", "man --warnings -Tascii -l '" + (sourceFolder() / "packaging/memlong.1").string() +
                       "' | sed 's/.\x08//g'"},
            "", {{"MANWIDTH", "100"}, {"LC_ALL", "C.UTF-8"}, {"MAN_KEEP_FORMATTING", ""}});
    EXPECT_EQ(page.err, ""); // groff's warnings
    for (const auto& command : allCommands()) {
        std::string name;
        for (const std::string& word : command)
            name += (name.empty() ? "" : " ") + word;
        if (command.size() == 2 ||
            !std::set<std::string>{"session", "memory", "model", "train", "eval"}.contains(name)) {
            EXPECT_THAT(source, HasSubstr("Cm " + name)) << name;
        }
        for (const std::string& option : longOptions(helpOf(command)))
            EXPECT_THAT(page.out, HasSubstr(option)) << name;
    }
    for (const std::string& option : longOptions(helpOf({})))
        EXPECT_THAT(page.out, HasSubstr(option));
}

class BashCompletion : public CliTest {
protected:
    /// What bash would offer for `line`; the cursor is at its end.
    std::string completionsOf(const std::string& line) const {
        const std::string script = R"(
            source "$1"; memlong=$2; read -ra COMP_WORDS <<< "$3"
            [[ $3 == *' ' ]] && COMP_WORDS+=("")
            COMP_WORDS[0]=$memlong; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$3
            _memlong; printf '%s\n' "${COMPREPLY[@]}")";
        Process::Environment environment = this->environment();
        environment["MEMLONG_DATA_DIR"] = dataFolder().string();
        const Outcome outcome =
            run("/bin/bash",
                {"-c", script, "bash", (sourceFolder() / "packaging/memlong.bash").string(), program(), line},
                "", environment);
        EXPECT_EQ(outcome.err, "") << line;
        return "\n" + outcome.out;
    }
};

TEST_F(BashCompletion, commands_areOffered) {
    EXPECT_THAT(completionsOf("memlong "), AllOf(HasSubstr("\ningest\n"), HasSubstr("\nsession\n")));
    EXPECT_EQ(completionsOf("memlong se"), "\nsearch\nsession\n");
    EXPECT_THAT(completionsOf("memlong --data-dir x session "),
                AllOf(HasSubstr("\nverify\n"), HasSubstr("\nlist\n")));
}

TEST_F(BashCompletion, namesOfSessionsAndModels_areOffered) {
    ingestStory("books");
    ingestStory("two words");
    EXPECT_EQ(completionsOf("memlong ask --session b"), "\nbooks\n");
    EXPECT_EQ(completionsOf("memlong ask --session t"), "\ntwo\\ words\n");
    EXPECT_EQ(completionsOf("memlong session show b"), "\nbooks\n");
    EXPECT_EQ(completionsOf("memlong --model b"), "\nbuiltin\n");
}

TEST_F(BashCompletion, namesOfSessions_areThoseOfTheDataFolderOnTheLine) {
    ingestStory("books");
    const std::string empty = (m_folder / "other").string();
    EXPECT_EQ(completionsOf("memlong --data-dir " + empty + " ask --session b"), "\n\n");
}

TEST_F(BashCompletion, everyOption_isOffered) {
    for (const auto& command : allCommands()) {
        std::string line = "memlong";
        for (const std::string& word : command)
            line += " " + word;
        const std::string offered = completionsOf(line + " -");
        for (const std::string& option : longOptions(helpOf(command)))
            EXPECT_THAT(offered, HasSubstr("\n" + option + "\n")) << line;
        if (command.size() == 1)
            EXPECT_THAT(completionsOf("memlong "), HasSubstr("\n" + command.front() + "\n"));
        else
            EXPECT_THAT(completionsOf("memlong " + command.front() + " "),
                        HasSubstr("\n" + command.back() + "\n"));
    }
}

TEST_F(BashCompletion, theProgram_printsTheScript) {
    EXPECT_EQ(memlong({"completion", "bash"}).out, readText(sourceFolder() / "packaging/memlong.bash"));
}

} // namespace
} // namespace memlong::test
