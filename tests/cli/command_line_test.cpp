// The command line, output and signals of the program, with canned services behind it (fake_services.cpp).
#include <csignal>
#include <regex>
#include <set>

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

const std::vector<std::vector<std::string>> kCommands = {{"ingest"},
                                                         {"search"},
                                                         {"ask"},
                                                         {"chat"},
                                                         {"session"},
                                                         {"session", "list"},
                                                         {"session", "show"},
                                                         {"session", "rename"},
                                                         {"session", "delete"},
                                                         {"session", "remove-document"},
                                                         {"session", "verify"},
                                                         {"session", "export"},
                                                         {"session", "import"},
                                                         {"session", "reencode"},
                                                         {"memory"},
                                                         {"memory", "show"},
                                                         {"memory", "pin"},
                                                         {"memory", "unpin"},
                                                         {"memory", "budget"},
                                                         {"model"},
                                                         {"model", "list"},
                                                         {"model", "info"},
                                                         {"model", "import"},
                                                         {"model", "download"},
                                                         {"model", "quantize"},
                                                         {"model", "random"},
                                                         {"model", "remove"},
                                                         {"train"},
                                                         {"train", "prepare"},
                                                         {"train", "plot"},
                                                         {"train", "tokenizer"},
                                                         {"train", "embedder"},
                                                         {"train", "pretrain"},
                                                         {"train", "warmup"},
                                                         {"train", "memory"},
                                                         {"train", "questions"},
                                                         {"train", "instruct"},
                                                         {"eval"},
                                                         {"eval", "retrieval"},
                                                         {"eval", "lm"},
                                                         {"eval", "icl"},
                                                         {"eval", "passkey"},
                                                         {"eval", "qa"},
                                                         {"bench"},
                                                         {"completion"}};

Outcome memlong(const std::vector<std::string>& arguments, const std::string& input = {},
                const Process::Environment& environment = {}) {
    return run(kProgram, arguments, input, environment);
}

std::vector<std::string> longOptions(const std::string& text) {
    std::vector<std::string> options;
    const std::regex pattern("(^|[ ,\\n])(--[a-z][a-z0-9-]+)");
    for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern);
         match != std::sregex_iterator(); ++match)
        options.push_back((*match)[2]);
    return options;
}

/// What --help lists: the part above the example.
std::string helpOf(std::vector<std::string> command) {
    command.push_back("--help");
    const std::string help = memlong(command).out;
    return help.substr(0, help.find("\nExample:"));
}

TEST(CommandLine, withoutACommand_printsAShortGuide) {
    const Outcome outcome = memlong({});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.out, HasSubstr("memlong ask --session"));
}

TEST(CommandLine, everyCommand_hasHelpWithAnExample) {
    for (auto command : kCommands) {
        command.push_back("--help");
        const Outcome outcome = memlong(command);
        EXPECT_EQ(outcome.exitCode, 0) << command.front();
        EXPECT_THAT(outcome.out,
                    AllOf(HasSubstr("Usage: memlong " + command.front()), HasSubstr("Example:\n  ")));
        EXPECT_EQ(outcome.err, "");
    }
}

TEST(CommandLine, version_isPrinted) {
    EXPECT_EQ(memlong({"--version"}).out, "memlong fake\n");
    EXPECT_EQ(memlong({"--version"}).exitCode, 0);
}

TEST(CommandLine, wrongUsage_exitsWith2AndPointsAtTheHelp) {
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
    EXPECT_THAT(memlong({"ask"}).err, HasSubstr("Try 'memlong ask --help'."));
    EXPECT_THAT(memlong({"session", "show"}).err, HasSubstr("Try 'memlong session show --help'."));
}

TEST(CommandLine, globalOptions_standBeforeOrAfterTheCommand) {
    EXPECT_TRUE(Json::accept(memlong({"--json", "session", "list"}).out));
    EXPECT_TRUE(Json::accept(memlong({"session", "list", "--json"}).out));
    EXPECT_EQ(memlong({"ask", "--session", "books", "x", "--quiet", "--threads", "2"}).exitCode, 0);
}

TEST(CommandLine, aQueryThatIsACommandsName_isAQuery) {
    const Outcome outcome = memlong({"search", "--session", "books", "chat", "--json"});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_EQ(Json::parse(outcome.out).at("query"), "chat");
}

TEST(CommandLine, session_comesFromTheEnvironment) {
    EXPECT_EQ(memlong({"search", "x"}, "", {{"MEMLONG_SESSION", "books"}}).exitCode, 0);
}

TEST(CommandLine, mask_takesSeveralChunksBeforeAQuestion) {
    EXPECT_THAT(memlong({"ask", "--session", "books", "--mask", "3", "4", "masked"}).out,
                HasSubstr("escapes. 3 4"));
    EXPECT_THAT(memlong({"ask", "--session", "books", "masked", "--mask", "3,4", "--mask", "5"}).out,
                HasSubstr("escapes. 3 4 5"));
}

TEST(ExitCodes, errors_haveTheirCodeAndMessage) {
    struct Case {
        std::vector<std::string> arguments;
        int exitCode;
        const char* code;
    };
    const std::vector<Case> cases = {{{"ask", "--session", "nope", "x"}, 4, "not-found"},
                                     {{"ask", "--session", "books", "fail"}, 5, "corrupt"},
                                     {{"ask", "--session", "newer", "x"}, 6, "unsupported-version"},
                                     {{"session", "export", "--session", "books", "f"}, 3, "io"},
                                     {{"model", "info", "nope"}, 4, "not-found"},
                                     {{"--model", "throw", "session", "list"}, 1, "internal"},
                                     {{"session", "delete", "books"}, 2, "invalid-argument"},
                                     {{"ask"}, 2, "usage"}};
    for (auto [arguments, exitCode, code] : cases) {
        arguments.emplace_back("--json");
        const Outcome outcome = memlong(arguments);
        EXPECT_EQ(outcome.exitCode, exitCode) << code;
        const Json json = Json::parse(outcome.out);
        EXPECT_EQ(json.at("error").at("code"), code);
        EXPECT_THAT(outcome.err, HasSubstr("memlong: "));
    }
}

TEST(ModelDownload, listAndResult_areReported) {
    const Outcome list = memlong({"model", "download", "acme/tiny", "--list"});
    EXPECT_EQ(list.exitCode, 0);
    EXPECT_THAT(list.out, HasSubstr("model.safetensors"));
    EXPECT_THAT(list.out, testing::Not(HasSubstr("\x1b[31m"))); // the licence is a stranger's text
    const Json json = Json::parse(memlong({"model", "download", "acme/tiny", "--list", "--json"}).out);
    EXPECT_EQ(json.at("files")[0].at("sha256"), "abc");
    EXPECT_EQ(json.at("bytes"), 1000);
    EXPECT_EQ(memlong({"model", "download", "nobody/nothing", "--list"}).exitCode, 4);
    EXPECT_EQ(memlong({"model", "download"}).exitCode, 2);
    EXPECT_EQ(memlong({"model", "download", "acme/tiny", "--list", "--discard"}).exitCode, 2);
    EXPECT_THAT(memlong({"model", "download", "acme/tiny", "--name", "mine"}).out, HasSubstr("--model mine"));
    EXPECT_EQ(memlong({"model", "download", "acme/tiny", "--discard"}).exitCode, 0);
}

TEST(Ingest, someSourcesFail_theOthersAreReportedAndTheWorstDecides) {
    const Outcome outcome =
        memlong({"ingest", "--session", "books", "good.txt", "missing", "corrupt", "encrypted"});
    EXPECT_EQ(outcome.exitCode, 5);
    EXPECT_THAT(outcome.out, HasSubstr("added          good: 2 chunks, 300 tokens"));
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("missing is missing"), HasSubstr("pass --password"),
                                   HasSubstr("good, p. 7–8: unreadable\nmemlong: good, p. 11: unreadable")));
    EXPECT_EQ(memlong({"ingest", "--session", "books", "missing", "encrypted"}).exitCode, 3);
    EXPECT_EQ(memlong({"ingest", "--session", "books", "missing"}).exitCode, 4);
    EXPECT_EQ(memlong({"ingest", "--session", "books", "scanned", "good.txt"}).exitCode, 3);
}

TEST(Ingest, json_isOneObjectWithEverySource) {
    const Outcome outcome =
        memlong({"ingest", "--session", "books", "good.txt", "-", "corrupt", "--json"}, "text");
    const Json json = Json::parse(outcome.out);
    ASSERT_EQ(json.at("documents").size(), 3U);
    EXPECT_EQ(json["documents"][0].at("outcome"), "added");
    EXPECT_EQ(json["documents"][0].at("page_problems")[0].at("page"), 7);
    EXPECT_EQ(json["documents"][1].at("title"), "standard input");
    EXPECT_EQ(json["documents"][2].at("code"), "corrupt");
    EXPECT_FALSE(json.at("cancelled"));
}

TEST(Ingest, emptyStandardInput_isBadInput) {
    EXPECT_EQ(memlong({"ingest", "--session", "b", "-"}).exitCode, 3);
}

TEST(Ingest, oneSignal_stopsCleanly) {
    for (const int number : {SIGINT, SIGTERM}) {
        Process process(kProgram, {"ingest", "--session", "books", "slow", "--json"}, {}, true);
        ASSERT_TRUE(process.waitFor("reading")); // the progress bar
        process.signal(number);
        const Outcome outcome = process.finish();
        EXPECT_EQ(outcome.exitCode, 130);
        EXPECT_THAT(outcome.out, HasSubstr("\"cancelled\":true"));
    }
}

TEST(Ingest, progress_isDrawnOnATerminalOnly) {
    Process process(kProgram, {"ingest", "--session", "books", "slow"}, {}, true);
    EXPECT_TRUE(process.waitFor("/600 pages"));
    EXPECT_TRUE(process.waitFor("0:05 left"));
    process.signal(SIGINT);
    EXPECT_EQ(process.finish().exitCode, 130);

    Process piped(kProgram, {"ingest", "--session", "books", "good.txt"});
    EXPECT_THAT(piped.finish().err, Not(HasSubstr("pages")));
}

TEST(Search, json_hasTheFieldsOfTheContract) {
    const Json json = Json::parse(memlong({"search", "--session", "books", "x", "--json"}).out);
    for (const char* field : {"chunk", "document", "path", "page_first", "page_last", "char_begin",
                              "char_end", "score", "dense_score", "bm25_score", "rank", "triggers", "text"})
        EXPECT_TRUE(json.at("results")[0].contains(field)) << field;
    EXPECT_TRUE(json["results"][0]["dense_score"].is_null());
    for (const char* field : {"embed_ms", "search_ms", "total_ms"})
        EXPECT_TRUE(json.at("timings").contains(field)) << field;
}

TEST(Ask, json_hasTheFieldsOfTheContract) {
    const Outcome outcome = memlong({"ask", "--session", "books", "x", "--json"});
    EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 1);
    const Json json = Json::parse(outcome.out);
    EXPECT_TRUE(json.at("results")[0].at("attention").is_object());
    for (const char* field : {"text", "document", "page", "char_begin", "char_end", "chunk", "score"})
        EXPECT_TRUE(json.at("quotes")[0].contains(field)) << field;
    for (const char* field : {"retrieve_ms", "first_token_ms", "total_ms", "tokens"})
        EXPECT_TRUE(json.at("timings").contains(field)) << field;
    EXPECT_TRUE(json.at("answer").is_string());
}

TEST(Ask, quotesAndPages_comeFirst) {
    const Outcome outcome = memlong({"ask", "--session", "books", "x"});
    const auto quote = outcome.out.find("“plain");
    const auto page = outcome.out.find("— Treasure Island, p. 12");
    const auto answer = outcome.out.find("An answer");
    const auto sources = outcome.out.find("Sources");
    EXPECT_LT(quote, page);
    EXPECT_LT(page, answer);
    EXPECT_LT(answer, sources);
    EXPECT_NE(sources, std::string::npos);
    EXPECT_THAT(outcome.err, HasSubstr("a notice"));
    EXPECT_EQ(memlong({"ask", "--session", "books", "x", "--quiet"}).err, "");
}

TEST(Output, hostileText_neverReachesTheTerminal) {
    const std::vector<std::vector<std::string>> commands = {{"ask", "--session", "books", "x"},
                                                            {"search", "--session", "books", "x", "--full"},
                                                            {"search", "--session", "books", "x", "--json"},
                                                            {"session", "show", "books"},
                                                            {"memory", "show", "--session", "books"},
                                                            {"ask", "--session", "\x1b[2Jnope", "x"},
                                                            {"\x1b[2J"}};
    for (const auto& arguments : commands) {
        const Outcome outcome = memlong(arguments);
        for (const std::string& text : {outcome.out, outcome.err}) {
            EXPECT_EQ(text.find('\x1b'), std::string::npos) << arguments.front();
            EXPECT_EQ(text.find('\x07'), std::string::npos) << arguments.front();
            EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos) << arguments.front();
        }
    }
}

TEST(Output, terminal_getsColourUnlessNoColorIsSet) {
    Process coloured(kProgram, {"ask", "--session", "books", "x"}, {{"TERM", "xterm"}, {"NO_COLOR", ""}},
                     true);
    EXPECT_THAT(coloured.finish().out, HasSubstr("\x1b[1mSources"));
    Process plain(kProgram, {"ask", "--session", "books", "x"}, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, true);
    EXPECT_THAT(plain.finish().out, Not(HasSubstr("\x1b")));
}

TEST(Output, readerGoesAway_programEndsQuietly) {
    const Outcome outcome =
        run("/bin/bash",
            {"-c", std::string(kProgram) + " ask --session books slow | head -c 1; exit ${PIPESTATUS[0]}"});
    EXPECT_EQ(outcome.exitCode, 130);
}

TEST(Output, fullDisk_isReported) {
    const Outcome outcome = run("/bin/sh", {"-c", std::string(kProgram) + " session list >/dev/full"});
    EXPECT_EQ(outcome.exitCode, 3);
    EXPECT_THAT(outcome.err, HasSubstr("cannot write the output"));
}

TEST(Ask, signal_stopsTheAnswerAndKeepsWhatThereIs) {
    Process process(kProgram, {"ask", "--session", "books", "slow"});
    ASSERT_TRUE(process.waitFor("more"));
    process.signal(SIGINT);
    const Outcome outcome = process.finish();
    EXPECT_EQ(outcome.exitCode, 130);
    EXPECT_THAT(outcome.out, HasSubstr("Sources"));
    EXPECT_THAT(outcome.err, HasSubstr("(stopped)"));
}

TEST(ManPage, describesEveryCommandAndOption) {
    const std::string source = readText(sourceFolder() / "packaging/memlong.1");
    const Outcome page =
        run("/bin/sh",
            {"-c", "man --warnings -Tascii -l '" + (sourceFolder() / "packaging/memlong.1").string() +
                       "' | sed 's/.\x08//g'"},
            "", {{"MANWIDTH", "100"}, {"LC_ALL", "C.UTF-8"}, {"MAN_KEEP_FORMATTING", ""}});
    EXPECT_EQ(page.err, ""); // groff's warnings
    for (const auto& command : kCommands) {
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

/// What bash would offer for `line`; the cursor is at its end.
std::string completionsOf(const std::string& line) {
    const std::string script = R"(
        source "$1"; memlong=$2; read -ra COMP_WORDS <<< "$3"
        [[ $3 == *' ' ]] && COMP_WORDS+=("")
        COMP_WORDS[0]=$memlong; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$3
        _memlong; printf '%s\n' "${COMPREPLY[@]}")";
    const Outcome outcome =
        run("/bin/bash",
            {"-c", script, "bash", (sourceFolder() / "packaging/memlong.bash").string(), kProgram, line});
    EXPECT_EQ(outcome.err, "") << line;
    return "\n" + outcome.out;
}

TEST(BashCompletion, commands_areOffered) {
    EXPECT_THAT(completionsOf("memlong "), AllOf(HasSubstr("\ningest\n"), HasSubstr("\nsession\n")));
    EXPECT_EQ(completionsOf("memlong se"), "\nsearch\nsession\n");
    EXPECT_THAT(completionsOf("memlong --data-dir x session "),
                AllOf(HasSubstr("\nverify\n"), HasSubstr("\nlist\n")));
}

TEST(BashCompletion, namesOfSessionsAndModels_areOffered) {
    EXPECT_EQ(completionsOf("memlong ask --session b"), "\nbooks\n");
    EXPECT_EQ(completionsOf("memlong ask --session t"), "\ntwo\\ words\n");
    EXPECT_EQ(completionsOf("memlong session show b"), "\nbooks\n");
    EXPECT_EQ(completionsOf("memlong --model b"), "\nbuiltin\n");
}

TEST(BashCompletion, everyOption_isOffered) {
    for (const auto& command : kCommands) {
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

TEST(BashCompletion, theProgram_printsTheScript) {
    EXPECT_EQ(memlong({"completion", "bash"}).out, readText(sourceFolder() / "packaging/memlong.bash"));
}

} // namespace
} // namespace memlong::test
