// memlong ingest: what becomes of each source, the progress bar, and signals.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/sample_files.h"

namespace memlong::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Ingest : public CliTest {
protected:
    Outcome ingesting(const std::vector<std::string>& sources, const std::string& input = {}) const {
        std::vector<std::string> arguments = {"ingest", "--session", "books"};
        arguments.insert(arguments.end(), sources.begin(), sources.end());
        return memlong(arguments, input);
    }
    /// Twelve pages, of which three are pictures.
    std::string partlyScanned() const {
        return file(
            "good.pdf",
            pdfOf({"The diary begins in March.", "Snow lay on the pier.", "A seal slept below the window.",
                   "Nobody came.", "The lamp needed oil.", "Fog hid the other shore.", "", "",
                   "Two letters arrived at once.", "We painted the door green.", "", "Here it ends."}));
    }
    std::string scanned() const { return file("scanned.pdf", pdfOf({"", ""})); }
    std::string corrupt() const { return file("corrupt.epub", damagedEpub(m_folder / "scratch")); }
    std::string missing() const { return (m_folder / "missing.txt").string(); }
};

TEST_F(Ingest, someSourcesFail_theOthersAreReportedAndTheWorstDecides) {
    const std::string good = partlyScanned(), bad = corrupt(), locked = lockedPdf();
    const Outcome outcome = ingesting({good, missing(), bad, locked});
    EXPECT_EQ(outcome.exitCode, 5) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("added          good: 12 pages, 1 chunk, "));
    const std::string problem = "has no text layer; try --ocr";
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr(missing()), HasSubstr(bad + " is damaged"),
                      HasSubstr("locked.pdf is encrypted; give its password with --password"),
                      HasSubstr("good, p. 7–8: " + problem + "\nmemlong: good, p. 11: " + problem)));
    EXPECT_EQ(ingesting({missing(), locked}).exitCode, 3);
    EXPECT_EQ(ingesting({missing()}).exitCode, 4);
    EXPECT_EQ(ingesting({scanned(), good}).exitCode, 3);
}

TEST_F(Ingest, scannedPdf_saysHowToReadIt) {
    const Outcome outcome = ingesting({scanned()});
    EXPECT_EQ(outcome.exitCode, 3);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("scanned.pdf has no text layer"), HasSubstr("--ocr")));
}

TEST_F(Ingest, encryptedPdf_opensWithItsPasswordOnly) {
    EXPECT_EQ(ingesting({lockedPdf()}).exitCode, 3);
    EXPECT_EQ(ingesting({lockedPdf(), "--password", "candle"}).exitCode, 3);
    EXPECT_EQ(ingesting({lockedPdf(), "--password", "lantern"}).exitCode, 0);
    EXPECT_THAT(memlong({"search", "--session", "books", "sea chest"}).out, HasSubstr("behind the clock"));
}

TEST_F(Ingest, json_isOneObjectWithEverySource) {
    const Outcome outcome = ingesting({partlyScanned(), "-", corrupt(), "--json"}, "a text of few words");
    EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 1);
    const Json json = Json::parse(outcome.out);
    ASSERT_EQ(json.at("documents").size(), 3U);
    EXPECT_EQ(json.at("documents").at(0).at("outcome"), "added");
    EXPECT_EQ(json.at("documents").at(0).at("page_problems").at(0).at("page"), 7);
    EXPECT_EQ(json.at("documents").at(1).at("title"), "standard input");
    EXPECT_EQ(json.at("documents").at(2).at("code"), "corrupt");
    EXPECT_FALSE(json.at("cancelled"));
}

TEST_F(Ingest, emptyStandardInput_isBadInput) {
    EXPECT_EQ(ingesting({"-"}).exitCode, 3);
}

TEST_F(Ingest, signalWhileStandardInputIsAwaited_stopsCleanly) {
    Process process(program(), with({"ingest", "--session", "books", "-"}), environment());
    process.write("the beginning of a text");
    std::this_thread::sleep_for(std::chrono::milliseconds(500)); // most likely it waits for more by now
    process.signal(SIGINT);
    EXPECT_EQ(process.finish().exitCode, 130);
}

/// A text that takes seconds, on a terminal.
class SlowIngest : public Ingest {
protected:
    std::vector<std::string> slowly(const std::string& session) const {
        return with({"ingest", "--session", session, m_path});
    }

    std::string m_path = file("log.txt", longText(std::size_t{8} << 20));
};

TEST_F(SlowIngest, oneSignal_stopsCleanly) {
    for (const int number : {SIGINT, SIGTERM}) {
        const std::string session = "of-" + std::to_string(number);
        std::vector<std::string> arguments = slowly(session);
        arguments.emplace_back("--json");
        Process process(program(), arguments, environment(), true);
        ASSERT_TRUE(process.waitFor("tokens/s")); // the progress bar
        process.signal(number);
        const Outcome outcome = process.finish();
        EXPECT_EQ(outcome.exitCode, 130);
        EXPECT_THAT(outcome.out, HasSubstr("\"cancelled\":true"));
        expectSound(session);
    }
}

TEST_F(SlowIngest, progress_isDrawnOnATerminalOnly) {
    Process process(program(), slowly("s"), environment(), true);
    for (const char* part : {"log.txt: ", " %  ", " bytes  ", " tokens/s  ", " left"})
        EXPECT_TRUE(process.waitFor(part)) << part;
    process.signal(SIGINT);
    EXPECT_EQ(process.finish().exitCode, 130);

    const std::string text = file("short.txt", longText(std::size_t{1} << 19));
    const Outcome piped = memlong({"ingest", "--session", "piped", text});
    EXPECT_EQ(piped.exitCode, 0);
    EXPECT_EQ(piped.err, "");
}

} // namespace
} // namespace memlong::test
