// An application in a temporary data folder, with the retriever and the tokenizer that come with the program,
// but without a decoder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "app/services/application.h"
#include "tests/support/test_support.h"

namespace memlong::test {

std::filesystem::path sampleBookText();
std::filesystem::path sampleBookPdf();

class ServicesTest : public ::testing::Test {
protected:
    ServicesTest();
    ApplicationOptions optionsFor(const std::filesystem::path& dataFolder) const;
    /// A new process could not do better: nothing is shared with earlier applications.
    Application application(const std::string& model = {}, const std::string& retriever = {}) const;
    /// Opens the session, made when it is missing.
    static std::unique_ptr<Session> session(Application& application, const std::string& name = "books");
    static IngestReport ingest(Session& session, const std::filesystem::path& file,
                               const IngestOptions& options = {});
    static std::vector<MemoryChunkInfo> chunksOf(Session& session);
    /// Expects that `verify` has nothing to complain about.
    static void expectSound(Session& session);

    TemporaryFolder m_folder;
};

} // namespace memlong::test
