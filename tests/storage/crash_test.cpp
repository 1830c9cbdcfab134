// A program that is killed while it adds chunks, reopened and continued, as often as it takes.
#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;

constexpr int kBatch = 3;

/// In the child: continues where the session stands and reports the number of chunks after each commit.
[[noreturn]] void ingestUntilKilled(const std::filesystem::path& folder, int report) {
    auto store = SessionStore::create(folder);
    if (!store || !store->useKvLayout(sampleLayout()))
        ::_exit(2);
    const auto known = store->documentByHash("book");
    if (!known)
        ::_exit(3);
    const auto document = *known ? Result<RowId>((*known)->id) : store->addDocument(sampleDocument("book"));
    if (!document)
        ::_exit(4);
    while (true) {
        const auto ids = store->chunkIds(*document);
        if (!ids)
            ::_exit(5);
        const auto count = static_cast<int>(ids->size());
        if (!store->addChunks(*document, sampleChunks("book", count, kBatch)))
            ::_exit(5);
        const std::int64_t committed = count + kBatch;
        if (::write(report, &committed, sizeof committed) != sizeof committed)
            ::_exit(6);
    }
}

TEST(Crash, killedInTheMiddleOfIngest_losesAndDoublesNothing) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    const unsigned seed = 20250101;
    std::mt19937 random(seed);
    std::int64_t committedBefore = 0;
    for (int round = 0; round < 25; ++round) {
        SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed));
        int channel[2];
        ASSERT_EQ(::pipe(channel), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(channel[0]);
            ingestUntilKilled(session, channel[1]);
        }
        ::close(channel[1]);
        // The first rounds strike while the session is being made, the others some time after a first commit.
        std::int64_t reported = committedBefore, number = 0;
        if (round >= 5 && ::read(channel[0], &number, sizeof number) == sizeof number)
            reported = number;
        ::usleep(500 + random() % 15000);
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFSIGNALED(status)) << "the child gave up with " << WEXITSTATUS(status);
        while (::read(channel[0], &number, sizeof number) == sizeof number)
            reported = number;
        ::close(channel[0]);

        auto store = SessionStore::create(session);
        ASSERT_TRUE(store) << store.error().message << store.error().detail;
        ASSERT_TRUE(store->useKvLayout(sampleLayout()));
        const auto problems = store->verify({}, {});
        ASSERT_TRUE(problems);
        EXPECT_TRUE(problems->empty()) << problems->front();
        const auto known = *store->documentByHash("book");
        const std::int64_t stored = known ? known->chunks : 0;
        EXPECT_EQ(stored % kBatch, 0) << "a part of a batch";
        // The last commit may have been made and not yet reported.
        EXPECT_GE(stored, reported);
        EXPECT_LE(stored, reported + kBatch);
        int ordinal = 0;
        ASSERT_TRUE(store->visitChunks([&](const ChunkRow& row) {
            EXPECT_EQ(row.text, sampleChunk("book", ordinal).row.text);
            EXPECT_EQ(*store->readKv(row.id), sampleBlock("book", ordinal));
            ++ordinal;
            return true;
        }));
        EXPECT_EQ(ordinal, stored);
        committedBefore = stored;
        if (HasFailure())
            return;
    }
    EXPECT_GT(committedBefore, 0) << "no round got as far as a commit";
}

} // namespace
} // namespace memlong
