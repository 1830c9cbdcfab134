// kill -9 in the middle of an ingest, again and again: nothing committed is lost, nothing comes twice.
#include <csignal>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/services/services_fixture.h"

namespace memlong::test {
namespace {

/// Starts an ingest in a process of its own and kills it after `commits` commits. Whether it was still
/// running.
bool ingestAndKill(const ApplicationOptions& options, const std::filesystem::path& file, int commits) {
    int channel[2];
    if (::pipe(channel) != 0)
        throw std::runtime_error("pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(channel[1], STDOUT_FILENO);
        ::close(channel[0]);
        ::close(channel[1]);
        ::execl(MEMLONG_INGEST_CHILD, MEMLONG_INGEST_CHILD, options.dataFolder.c_str(),
                options.resourcesFolder.c_str(), file.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(channel[1]);
    char c = 0;
    int lines = 0;
    while (lines < commits && ::read(channel[0], &c, 1) == 1)
        lines += c == '\n';
    ::kill(child, SIGKILL);
    ::close(channel[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

TEST_F(ServicesTest, killedFiveTimes_ingestCompletesWithEveryChunkOnce) {
    for (const auto& book : {sampleBookText(), sampleBookPdf()}) {
        const TemporaryFolder folder;
        std::int64_t last = 0;
        for (int round = 0; round < 5; ++round) {
            EXPECT_TRUE(ingestAndKill(optionsFor(folder / "data"), book, 1 + round % 2));
            auto app = Application::open(optionsFor(folder / "data"));
            ASSERT_TRUE(app);
            const auto books = session(*app);
            expectSound(*books);
            EXPECT_GT(books->details()->chunks, last);
            last = books->details()->chunks;
        }
        auto app = Application::open(optionsFor(folder / "data"));
        ASSERT_TRUE(app);
        const auto books = session(*app);
        EXPECT_EQ(ingest(*books, book).documents.at(0).outcome, IngestedDocument::Outcome::Resumed);
        expectSound(*books);
        EXPECT_TRUE(books->search("Who was Ben Gunn?", {}));

        Application fresh = application();
        const std::string name = "whole-" + book.extension().string().substr(1);
        const auto whole = session(fresh, name);
        EXPECT_EQ(ingest(*whole, book).chunks, books->details()->chunks);
        EXPECT_EQ(whole->details()->tokens, books->details()->tokens);
    }
}

} // namespace
} // namespace memlong::test
