#include "tests/cli/cli_fixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace memlong::test {

std::filesystem::path program() {
    return MEMLONG_PROGRAM;
}

std::vector<std::string> CliTest::with(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--data-dir", dataFolder().string()});
    return arguments;
}

Outcome CliTest::memlong(const std::vector<std::string>& arguments, const std::string& input) const {
    return run(program(), with(arguments), input, environment());
}

Json CliTest::json(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const Outcome outcome = memlong(arguments);
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    return Json::parse(outcome.out);
}

std::string CliTest::file(const std::string& name, const std::string& content) const {
    writeFile(m_folder / name, content);
    return (m_folder / name).string();
}

void CliTest::ingest(const std::string& session, const std::vector<std::string>& sources) const {
    std::vector<std::string> arguments = {"ingest", "--session", session};
    arguments.insert(arguments.end(), sources.begin(), sources.end());
    const Outcome outcome = memlong(arguments);
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
}

std::string CliTest::ingestStory(const std::string& session) const {
    const std::string path = file("skerry.txt", kStory);
    ingest(session, {path});
    return path;
}

void CliTest::ingestHostile(const std::string& session) const {
    ingest(session, {file(std::string(kHostile) + ".txt",
                          std::string("Marigold wrote ") + kHostile + " on the wall of the garden.\n")});
}

void CliTest::ingestDays(const std::string& session, int days) const {
    for (int day = 1; day <= days; ++day) {
        const std::string number = std::to_string(day);
        file("days/day" + number + ".txt",
             "On day " + number + " there were " + std::to_string(day * 7) + " boats in the harbour.\n");
    }
    ingest(session, {(m_folder / "days").string()});
}

void CliTest::damageEmbeddings(const std::string& session) const {
    const std::filesystem::path folder = dataFolder() / "sessions" / session;
    SQLite::Database database((folder / "session.db").string(), SQLite::OPEN_READWRITE);
    EXPECT_GT(database.exec("UPDATE embedding SET data = x'00'"), 0);
    std::filesystem::remove(folder / "index.faiss"); // made of them
}

void CliTest::expectSound(const std::string& session) const {
    const Outcome outcome = memlong({"session", "verify", session});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.out << outcome.err;
}

std::string longText(std::size_t bytes) {
    std::string text;
    for (int i = 0; text.size() < bytes; ++i)
        text += "Entry " + std::to_string(i) + " of the log says that boat " +
                std::to_string(i * 7919 % 9973) + " left the harbour with " + std::to_string(i % 97) +
                " barrels of salted herring.\n\n";
    return text;
}

} // namespace memlong::test
