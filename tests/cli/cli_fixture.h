// The real program with a data folder of its own, which no other test sees.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.h"
#include "tests/support/test_support.h"

namespace memlong::test {

using Json = nlohmann::json;

constexpr const char* kStory =
    "The lighthouse of Skerry Point was kept by a woman named Orla Finch.\n\n"
    "Every evening she climbed two hundred and eleven steps to light the lamp.\n\n"
    "Her only companion was a one-eyed cat called Admiral, who slept in the coal scuttle.\n\n"
    "In the winter of the great storm the supply boat did not come for seven weeks.\n";

/// What a terminal would obey: colours, the C1 form of ESC [, a bell, and an override of the direction.
constexpr const char* kHostile = "plain \x1b[31mred\x1b[0m \xC2\x9B"
                                 "5n bell\x07 \xE2\x80\xAEreversed";

class CliTest : public ::testing::Test {
protected:
    /// `arguments` for this test's data folder.
    std::vector<std::string> with(std::vector<std::string> arguments) const;
    const Process::Environment& environment() const { return m_environment; }
    Outcome memlong(const std::vector<std::string>& arguments, const std::string& input = {}) const;
    /// What the program says with --json; it has to succeed.
    Json json(std::vector<std::string> arguments) const;
    /// Writes a file and returns its path.
    std::string file(const std::string& name, const std::string& content) const;
    /// Puts files or folders into a session, which has to succeed.
    void ingest(const std::string& session, const std::vector<std::string>& sources) const;
    /// kStory in the session; returns its path.
    std::string ingestStory(const std::string& session = "s") const;
    /// A document whose title, path and text are hostile, about a wall.
    void ingestHostile(const std::string& session) const;
    /// So many documents of one chunk each, 1 and up, all about a harbour.
    void ingestDays(const std::string& session, int days) const;
    /// Spoils the vectors of a session, so that searching by meaning fails and by words works.
    void damageEmbeddings(const std::string& session) const;
    void expectSound(const std::string& session) const;
    std::filesystem::path dataFolder() const { return m_folder / "data"; }

    TemporaryFolder m_folder;
    Process::Environment m_environment = {{"MEMLONG_RESOURCES", (sourceFolder() / "resources").string()},
                                          {"HOME", m_folder.path().string()}};
};

/// A text of at least `bytes` that takes long enough to be stopped in the middle of.
std::string longText(std::size_t bytes);

std::filesystem::path program();

} // namespace memlong::test
