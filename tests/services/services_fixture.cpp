#include "tests/services/services_fixture.h"

/// Of OpenBLAS, where that is the BLAS. Its threads spin while they wait: with tests on all processors they
/// would spend their time waiting for each other.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int);

namespace memlong::test {

std::filesystem::path sampleBookText() {
    return sourceFolder() / "resources/sample/treasure_island.txt";
}
std::filesystem::path sampleBookPdf() {
    return sourceFolder() / "resources/sample/treasure_island.pdf";
}

ServicesTest::ServicesTest() {
    if (openblas_set_num_threads != nullptr)
        openblas_set_num_threads(1);
    const auto models = m_folder / "resources/models";
    std::filesystem::create_directories(models);
    for (const char* name : {"retriever", "tokenizer"})
        std::filesystem::create_directory_symlink(sourceFolder() / "resources/models" / name, models / name);
}

ApplicationOptions ServicesTest::optionsFor(const std::filesystem::path& dataFolder) const {
    ApplicationOptions options;
    options.dataFolder = dataFolder;
    options.resourcesFolder = m_folder / "resources";
    return options;
}

Application ServicesTest::application(const std::string& model, const std::string& retriever) const {
    ApplicationOptions options = optionsFor(m_folder / "data");
    options.model = model;
    options.retriever = retriever;
    auto opened = Application::open(options);
    if (!opened)
        throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

std::unique_ptr<Session> ServicesTest::session(Application& application, const std::string& name) {
    auto opened = application.openSession(name, true);
    if (!opened)
        throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

IngestReport ServicesTest::ingest(Session& session, const std::filesystem::path& file,
                                  const IngestOptions& options) {
    auto report = session.ingest({file}, options, {}, {});
    if (!report)
        throw std::runtime_error(report.error().message);
    return std::move(*report);
}

std::vector<MemoryChunkInfo> ServicesTest::chunksOf(Session& session) {
    auto chunks = session.memory();
    if (!chunks)
        throw std::runtime_error(chunks.error().message);
    return std::move(*chunks);
}

void ServicesTest::expectSound(Session& session) {
    const auto problems = session.verify({}, {});
    ASSERT_TRUE(problems) << problems.error().message;
    for (const std::string& problem : *problems)
        ADD_FAILURE() << problem;
}

} // namespace memlong::test
