// The real program on real input: documents in, answers out, bad input refused, crashes survived.
#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Program : public CliTest {};

TEST_F(Program, idleThreads_sleepUnlessTheUserWantsThemToSpin) {
    ::unsetenv("OMP_WAIT_POLICY");
    ::unsetenv("GOMP_SPINCOUNT");
    Process::Environment environment = {{"OMP_DISPLAY_ENV", "VERBOSE"}};
    EXPECT_THAT(run(program(), {"--version"}, {}, environment).err, HasSubstr("GOMP_SPINCOUNT = '0'"));
    environment["GOMP_SPINCOUNT"] = "77";
    EXPECT_THAT(run(program(), {"--version"}, {}, environment).err,
                AllOf(HasSubstr("GOMP_SPINCOUNT = '77'"), ::testing::Not(HasSubstr("GOMP_SPINCOUNT = '0'"))));
}

TEST_F(Program, aText_isReadFoundQuotedAndForgotten) {
    const std::string path = ingestStory();
    const Json found = json({"search", "--session", "s", "Who kept the lighthouse?"});
    ASSERT_FALSE(found.at("results").empty());
    EXPECT_THAT(found["results"][0].at("text"), HasSubstr("Orla Finch"));
    EXPECT_EQ(found["results"][0].at("path"), path);

    const Json answer = json({"ask", "--session", "s", "What was the cat called?", "--quotes-only"});
    ASSERT_FALSE(answer.at("quotes").empty());
    EXPECT_THAT(answer["quotes"][0].at("text"), HasSubstr("Admiral"));

    const Json shown = json({"session", "show", "s"});
    ASSERT_EQ(shown.at("documents").size(), 1U);
    EXPECT_EQ(shown["documents"][0].at("status"), "ready");
    expectSound("s");

    EXPECT_EQ(memlong({"session", "delete", "s", "--yes"}).exitCode, 0);
    EXPECT_EQ(memlong({"search", "--session", "s", "x"}).exitCode, 4);
}

TEST_F(Program, everyRetrieval_findsTheSentence) {
    ingestStory();
    for (const char* how : {"hybrid", "dense", "bm25"}) {
        const Json found = json({"search", "--session", "s", "one-eyed cat", "--retrieval", how});
        ASSERT_FALSE(found.at("results").empty()) << how;
        EXPECT_THAT(found["results"][0].at("text"), HasSubstr("Admiral")) << how;
    }
}

TEST_F(Program, quotes_areVerbatimInTheSource) {
    ingestStory();
    const Json answer = json({"ask", "--session", "s", "How many steps did she climb?", "--quotes-only"});
    for (const Json& quote : answer.at("quotes")) {
        std::string text = quote.at("text");
        EXPECT_THAT(kStory, HasSubstr(text.substr(0, text.find('\n'))));
    }
}

TEST_F(Program, sampleBook_answersWithPages) {
    const std::string book = (sourceFolder() / "resources/sample/treasure_island.pdf").string();
    ASSERT_EQ(memlong({"ingest", "--session", "books", book}).exitCode, 0);
    const Outcome answer = memlong({"ask", "--session", "books", "Who was Ben Gunn?", "--quotes-only"});
    EXPECT_EQ(answer.exitCode, 0);
    EXPECT_THAT(answer.out, AllOf(HasSubstr("Ben Gunn"), HasSubstr(", p. ")));

    const Json again = json({"ingest", "--session", "books", book});
    EXPECT_EQ(again.at("documents")[0].at("outcome"), "already-there");
    EXPECT_EQ(again.at("chunks"), 0);
    expectSound("books");
}

TEST_F(Program, standardInput_isADocument) {
    EXPECT_EQ(memlong({"ingest", "--session", "s", "-", "--name", "The lighthouse"}, kStory).exitCode, 0);
    EXPECT_EQ(json({"session", "show", "s"}).at("documents")[0].at("title"), "The lighthouse");
}

TEST_F(Program, folder_isWalked) {
    file("shelf/a.txt", kStory);
    file("shelf/deep/b.md", "# Bread\n\nKnead the dough for ten minutes.\n");
    file("shelf/picture.jpg", "\xFF\xD8\xFF\xE0 not a document");
    ASSERT_EQ(memlong({"ingest", "--session", "s", (m_folder / "shelf").string()}).exitCode, 0);
    EXPECT_EQ(json({"session", "show", "s"}).at("documents").size(), 2U);
}

TEST_F(Program, aMaskedChunk_isPassedOver) {
    ingestStory();
    const Json found = json({"search", "--session", "s", "cat"});
    ASSERT_FALSE(found.at("results").empty());
    const auto chunk = found["results"][0].at("chunk").get<int>();
    const Json masked = json({"search", "--session", "s", "cat", "--mask", std::to_string(chunk)});
    for (const Json& result : masked.at("results"))
        EXPECT_NE(result.at("chunk"), chunk);
}

TEST_F(Program, pinAndBudget_areKept) {
    ingestStory();
    const Json before = json({"memory", "show", "--session", "s"});
    ASSERT_FALSE(before.at("chunks").empty());
    const std::string chunk = before["chunks"][0].at("chunk").dump();
    EXPECT_EQ(memlong({"memory", "pin", "--session", "s", chunk}).exitCode, 0);
    EXPECT_EQ(memlong({"memory", "budget", "--session", "s", "4096"}).exitCode, 0);
    const Json after = json({"memory", "show", "--session", "s"});
    EXPECT_TRUE(after["chunks"][0].at("pinned"));
    EXPECT_EQ(after.at("bank").at("budget_tokens"), 4096);
    EXPECT_EQ(memlong({"memory", "pin", "--session", "s", "999999"}).exitCode, 4);
}

TEST_F(Program, session_isRenamedExportedAndImported) {
    ingestStory();
    const std::string archive = (m_folder / "s.memlong").string();
    EXPECT_EQ(memlong({"session", "rename", "s", "lights"}).exitCode, 0);
    EXPECT_EQ(memlong({"session", "export", "--session", "lights", archive}).exitCode, 0);
    EXPECT_EQ(memlong({"session", "import", archive, "--session", "copy"}).out, "copy\n");
    EXPECT_EQ(memlong({"session", "list", "--names"}).out, "copy\nlights\n");
    expectSound("copy");
    EXPECT_FALSE(json({"search", "--session", "copy", "cat"}).at("results").empty());
    EXPECT_EQ(memlong({"session", "import", file("bad.memlong", "no archive")}).exitCode, 3);
    const std::string whole = readText(archive);
    EXPECT_EQ(memlong({"session", "import", file("cut.memlong", whole.substr(0, whole.size() / 2))}).exitCode,
              5);
}

TEST_F(Program, chatOverAPipe_answersWithQuotes) {
    ingestStory();
    const Outcome outcome =
        memlong({"chat", "--session", "s", "--quotes-only"}, "What was the cat called?\n/docs\n");
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("Admiral"), HasSubstr("skerry")));
}

// Bad input: each kind has its message and exit code, and leaves the rest of the session alone.

TEST_F(Program, badFiles_areBadInputAndGoodOnesStay) {
    const std::string good = file("good.txt", kStory);
    const std::string empty = file("empty.txt", "");
    const std::string picture =
        file("picture.pdf", std::string("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00", 11) + "pixels");
    std::filesystem::create_directories(m_folder / "nothing");
    for (const std::string& bad : {empty, picture, (m_folder / "nothing").string()}) {
        const Outcome outcome = memlong({"ingest", "--session", "s", good, bad});
        EXPECT_EQ(outcome.exitCode, 3) << bad << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(bad));
    }
    EXPECT_EQ(memlong({"ingest", "--session", "s", (m_folder / "absent.txt").string()}).exitCode, 4);
    EXPECT_EQ(json({"session", "list"}).at("sessions").size(), 1U);
    EXPECT_FALSE(json({"search", "--session", "s", "cat"}).at("results").empty());
}

TEST_F(Program, truncatedPdf_isReadAsFarAsItGoesOrRefused) {
    const std::string whole = readText(sourceFolder() / "resources/sample/treasure_island.pdf");
    const std::string path = file("half.pdf", whole.substr(0, whole.size() / 2));
    const Outcome outcome = memlong({"ingest", "--session", "s", path});
    EXPECT_THAT((std::set{0, 3, 5}), ::testing::Contains(outcome.exitCode)) << outcome.err;
    EXPECT_NE(outcome.err, ""); // something is said about the damage
}

TEST_F(Program, unknownSession_isNotFoundAndNamesTheOthers) {
    ingestStory();
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"ask", "--session", "nope", "x"},
                                               {"search", "--session", "nope", "x"},
                                               {"session", "show", "nope"},
                                               {"session", "verify", "nope"},
                                               {"session", "delete", "nope", "--yes"},
                                               {"session", "rename", "nope", "x"},
                                               {"memory", "show", "--session", "nope"}}) {
        const Outcome outcome = memlong(command);
        EXPECT_EQ(outcome.exitCode, 4) << command[0] << ' ' << command[1];
        EXPECT_THAT(outcome.err, HasSubstr("nope"));
    }
    EXPECT_THAT(memlong({"ask", "--session", "nope", "x"}).err, HasSubstr("s"));
}

TEST_F(Program, badNames_areUsageErrors) {
    const std::string path = file("good.txt", kStory);
    for (const char* name : {"../outside", "a/b", ".hidden"})
        EXPECT_EQ(memlong({"ingest", "--session", name, path}).exitCode, 2) << name;
    EXPECT_FALSE(std::filesystem::exists(m_folder / "outside"));
}

TEST_F(Program, unwritableDataFolder_isReportedWithItsName) {
    const std::string story = file("good.txt", kStory);
    const std::string inTheWay = file("file", "a file where a folder should be");
    for (const std::string& folder :
         {std::string("/dev/null/data"), inTheWay + "/data", std::string("/proc/memlong")}) {
        const Outcome outcome =
            run(program(), {"--data-dir", folder, "ingest", "--session", "s", story}, "", environment());
        EXPECT_EQ(outcome.exitCode, 3) << folder << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(folder));
    }
}

TEST_F(Program, damagedSession_isCorrupt) {
    ingestStory();
    const auto database = m_folder / "data/sessions/s/session.db";
    ASSERT_TRUE(std::filesystem::exists(database));
    writeFile(database, std::string(20000, 'x'));
    const Outcome outcome = memlong({"search", "--session", "s", "x"});
    EXPECT_EQ(outcome.exitCode, 5) << outcome.err;
    const Outcome verified = memlong({"session", "verify", "s", "--json"});
    EXPECT_EQ(verified.exitCode, 5);
    const Json report = Json::parse(verified.out);
    EXPECT_FALSE(report.at("ok").get<bool>());
    EXPECT_EQ(report.at("problems").size(), 1u);
}

TEST_F(Program, emptyFolderOfThatName_becomesTheSession) {
    std::filesystem::create_directories(m_folder / "data/sessions/s");
    ingestStory();
    EXPECT_EQ(memlong({"session", "verify", "s"}).exitCode, 0);
}

TEST_F(Program, unknownModel_isNotFound) {
    ingestStory();
    EXPECT_EQ(memlong({"--model", "nope", "ask", "--session", "s", "x"}).exitCode, 4);
    EXPECT_EQ(memlong({"model", "info", "nope"}).exitCode, 4);
    EXPECT_EQ(memlong({"model", "remove", "nope", "--yes"}).exitCode, 4);
}

TEST_F(Program, models_listTheBuiltInRetriever) {
    EXPECT_THAT(memlong({"model", "list", "--names"}).out, HasSubstr("builtin\n"));
    EXPECT_EQ(json({"model", "info", "builtin"}).at("kind"), "retriever");
}

// A long text that the program can be stopped in the middle of.
class LongIngest : public Program {
protected:
    std::vector<std::string> ingest() const { return with({"ingest", "--session", "s", m_path, "--json"}); }

    /// Positions and texts of all chunks, from the inside of an answer to "everything".
    void expectEveryChunkOnce() const {
        const Json whole = json({"memory", "show", "--session", "s"});
        std::set<Json> ids;
        std::int64_t tokens = 0;
        for (const Json& chunk : whole.at("chunks")) {
            EXPECT_TRUE(ids.insert(chunk.at("chunk")).second);
            tokens += chunk.at("tokens").get<std::int64_t>();
        }
        const Json shown = json({"session", "show", "s"});
        EXPECT_EQ(shown.at("tokens"), tokens);
        EXPECT_EQ(shown.at("documents")[0].at("status"), "ready");
        // The same text in one go.
        EXPECT_EQ(memlong({"ingest", "--session", "fresh", m_path}).exitCode, 0);
        const Json fresh = json({"session", "show", "fresh"});
        EXPECT_EQ(shown.at("chunks"), fresh.at("chunks"));
        EXPECT_EQ(shown.at("tokens"), fresh.at("tokens"));
    }

    /// True when the session has chunks of an unfinished document.
    bool begun() const {
        const Outcome outcome = memlong({"session", "show", "s", "--json"});
        return outcome.exitCode == 0 && Json::parse(outcome.out).at("chunks") > 0;
    }

    std::string m_path = file("log.txt", longText(std::size_t{4} << 20));
};

TEST_F(LongIngest, ctrlC_keepsWhatIsThereAndTheNextRunGoesOn) {
    Process process(program(), ingest(), environment());
    while (!begun())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    process.signal(SIGINT);
    const Outcome outcome = process.finish();
    if (outcome.exitCode == 0)
        GTEST_SKIP() << "the machine was faster than the signal";
    EXPECT_EQ(outcome.exitCode, 130) << outcome.err;
    EXPECT_TRUE(Json::parse(outcome.out).at("cancelled"));
    expectSound("s");

    const Outcome second = run(program(), ingest(), "", environment());
    EXPECT_EQ(second.exitCode, 0) << second.err;
    EXPECT_EQ(Json::parse(second.out).at("documents")[0].at("outcome"), "resumed");
    expectSound("s");
    expectEveryChunkOnce();
}

TEST_F(LongIngest, killedFiveTimes_losesAndDoublesNothing) {
    int killed = 0;
    for (int round = 0; round < 5; ++round) {
        Process process(program(), ingest(), environment());
        std::this_thread::sleep_for(std::chrono::milliseconds(150 + 70 * round));
        process.signal(SIGKILL);
        killed += process.finish().exitCode == 128 + SIGKILL ? 1 : 0;
    }
    const Outcome last = run(program(), ingest(), "", environment());
    EXPECT_EQ(last.exitCode, 0) << last.err;
    expectSound("s");
    expectEveryChunkOnce();
    RecordProperty("killed", killed);
}

} // namespace
} // namespace memlong::test
