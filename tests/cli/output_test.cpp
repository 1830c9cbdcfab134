// What `ask` and `search` print: for people, for programs, and what a terminal must never get.
#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/sample_files.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Output : public CliTest {
protected:
    void expectHarmless(const std::vector<std::string>& arguments) const {
        const Outcome outcome = memlong(arguments);
        for (const std::string& text : {outcome.out, outcome.err}) {
            EXPECT_EQ(text.find('\x1b'), std::string::npos) << arguments.front();
            EXPECT_EQ(text.find('\x07'), std::string::npos) << arguments.front();
            EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos) << arguments.front();
            if (arguments.back() != "--json") { // which nobody reads in this order
                EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos) << arguments.front();
            }
        }
    }
};

TEST_F(Output, jsonOfSearch_hasTheFieldsOfTheContract) {
    ingestStory("books");
    const Json json = this->json({"search", "--session", "books", "cat", "--retrieval", "bm25"});
    for (const char* field : {"chunk", "document", "path", "page_first", "page_last", "char_begin",
                              "char_end", "score", "dense_score", "bm25_score", "rank", "triggers", "text"})
        EXPECT_TRUE(json.at("results").at(0).contains(field)) << field;
    EXPECT_TRUE(json["results"][0]["dense_score"].is_null());
    EXPECT_TRUE(json["results"][0]["bm25_score"].is_number());
    for (const char* field : {"embed_ms", "search_ms", "total_ms"})
        EXPECT_TRUE(json.at("timings").contains(field)) << field;
}

TEST_F(Output, jsonOfAsk_hasTheFieldsOfTheContract) {
    ingestStory("books");
    const Outcome outcome = memlong({"ask", "--session", "books", "Who kept the lighthouse?", "--json"});
    EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 1);
    const Json json = Json::parse(outcome.out);
    EXPECT_TRUE(json.at("results").at(0).at("attention").is_object());
    for (const char* field : {"text", "document", "page", "char_begin", "char_end", "chunk", "score"})
        EXPECT_TRUE(json.at("quotes").at(0).contains(field)) << field;
    for (const char* field : {"retrieve_ms", "first_token_ms", "total_ms", "tokens"})
        EXPECT_TRUE(json.at("timings").contains(field)) << field;
    EXPECT_TRUE(json.at("answer").is_string());
}

TEST_F(Output, quotesAndPages_comeFirst) {
    ingest("books", {file("log.pdf", pdfOf({"The log begins.", "The wind turned north.", "The log ends."},
                                           "The Log of the Keeper"))});
    const std::vector<std::string> ask = {"ask", "--session", "books", "Where did the wind turn?"};
    const Outcome outcome = memlong(ask);
    const auto quote = outcome.out.find("“The wind turned north.”");
    const auto page = outcome.out.find("— The Log of the Keeper, p. 2\n");
    const auto sources = outcome.out.find("Sources\n");
    EXPECT_LT(quote, page);
    EXPECT_LT(page, sources);
    EXPECT_NE(sources, std::string::npos);
    EXPECT_THAT(outcome.err, HasSubstr("No language model")); // the notice
    std::vector<std::string> quietly = ask;
    quietly.emplace_back("--quiet");
    EXPECT_EQ(memlong(quietly).err, "");
}

TEST_F(Output, hostileText_neverReachesTheTerminal) {
    ingestHostile("books");
    const Json found = json({"search", "--session", "books", "wall"});
    for (const char* field : {"title", "path", "text"}) // it is really there
        EXPECT_THAT(found.at("results").at(0).at(field), HasSubstr(kHostile));
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"ask", "--session", "books", "Who wrote on the wall?"},
                                               {"search", "--session", "books", "wall", "--full"},
                                               {"search", "--session", "books", "wall", "--json"},
                                               {"session", "show", "books"},
                                               {"memory", "show", "--session", "books"},
                                               {"ingest", "--session", "books", std::string(kHostile)},
                                               {"ask", "--session", "\x1b[2Jnope", "x"},
                                               {"\x1b[2J"}})
        expectHarmless(arguments);
}

TEST_F(Output, terminal_getsColourUnlessNoColorIsSet) {
    ingestStory("books");
    const auto asked = [this](const std::string& noColour) {
        Process::Environment environment = this->environment();
        environment["TERM"] = "xterm";
        environment["NO_COLOR"] = noColour;
        return Process(program(), with({"ask", "--session", "books", "cat"}), environment, true).finish().out;
    };
    EXPECT_THAT(asked(""), HasSubstr("\x1b[1mSources"));
    EXPECT_THAT(asked("1"), Not(HasSubstr("\x1b")));
}

TEST_F(Output, readerGoesAway_programEndsQuietly) {
    ingest("log", {file("log.txt", longText(std::size_t{1} << 20))});
    const std::string script = "'" + program().string() + "' --data-dir '" + dataFolder().string() +
                               "' search --session log -k 1000 --full barrels | head -c 1; "
                               "exit ${PIPESTATUS[0]}";
    const Outcome outcome = run("/bin/bash", {"-c", script}, "", environment());
    EXPECT_EQ(outcome.exitCode, 130);
    EXPECT_EQ(outcome.err, "");
}

TEST_F(Output, fullDisk_isReported) {
    ingestStory("books");
    for (const char* command : {"session list", "ask --session books cat"}) {
        const Outcome outcome = run("/bin/sh",
                                    {"-c", "'" + program().string() + "' --data-dir '" +
                                               dataFolder().string() + "' " + command + " >/dev/full"},
                                    "", environment());
        EXPECT_EQ(outcome.exitCode, 3) << command;
        EXPECT_THAT(outcome.err, HasSubstr("cannot write the output"));
    }
}

} // namespace
} // namespace memlong::test
