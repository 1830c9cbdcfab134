// Each kind of failure has its exit code, its message and, with --json, its name.
#include <filesystem>

#include <gmock/gmock.h>

#include "tests/cli/cli_fixture.h"

namespace memlong::test {
namespace {

using ::testing::HasSubstr;

class ExitCodes : public CliTest {
protected:
    void expectError(std::vector<std::string> arguments, int exitCode, const std::string& code) const {
        arguments.emplace_back("--json");
        expectError(memlong(arguments), exitCode, code);
    }
    static void expectError(const Outcome& outcome, int exitCode, const std::string& code) {
        EXPECT_EQ(outcome.exitCode, exitCode) << code;
        EXPECT_THAT(outcome.err, HasSubstr("memlong: "));
        const Json json = Json::parse(outcome.out, nullptr, false);
        ASSERT_TRUE(json.is_object()) << outcome.out;
        EXPECT_EQ(json.at("error").at("code"), code);
    }
    /// As a program of the future leaves it.
    void makeNewer(const std::string& session) const {
        const auto database = dataFolder() / "sessions" / session / "session.db";
        std::string bytes = readText(database);
        bytes.at(63) = 99; // the version that SQLite keeps for its users
        writeFile(database, bytes);
    }
};

TEST_F(ExitCodes, errors_haveTheirCodeAndMessage) {
    const std::string story = ingestStory("books");
    ingest("damaged", {story});
    damageEmbeddings("damaged");
    ingest("newer", {story});
    makeNewer("newer");
    expectError({"ask", "--session", "nope", "x"}, 4, "not-found");
    expectError({"model", "info", "nope"}, 4, "not-found");
    expectError({"ask", "--session", "damaged", "x"}, 5, "corrupt");
    expectError({"ask", "--session", "newer", "x"}, 6, "unsupported-version");
    expectError({"session", "export", "--session", "books", story + "/archive"}, 3, "io");
    expectError({"session", "import", story}, 3, "bad-input");
    expectError({"session", "delete", "books"}, 2, "invalid-argument");
    expectError({"ask"}, 2, "usage");
}

TEST_F(ExitCodes, tooLittleMemory_isAnErrorAndNoCrash) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer needs more address space than this leaves";
#endif
    Process::Environment environment = this->environment();
    environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = "1"; // their stacks count
    const std::string script = "ulimit -v 700000; head -c 500000000 /dev/zero | '" + program().string() +
                               "' --data-dir '" + dataFolder().string() +
                               "' ingest --session s - --json; exit ${PIPESTATUS[1]}";
    expectError(run("/bin/bash", {"-c", script}, "", environment), 1, "out-of-memory");
}

TEST_F(ExitCodes, programWithoutItsHelper_isAnInternalError) {
    const auto alone = m_folder / "alone/memlong";
    std::filesystem::create_directories(alone.parent_path());
    std::filesystem::copy_file(program(), alone);
    const std::string book = (sourceFolder() / "resources/sample/treasure_island.pdf").string();
    const Outcome outcome = run(alone, with({"ingest", "--session", "s", book, "--json"}), "", environment());
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_EQ(Json::parse(outcome.out).at("documents")[0].at("code"), "internal");
}

} // namespace
} // namespace memlong::test
