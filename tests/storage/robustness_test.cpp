// Damaged databases, other processes, and places that cannot be written.
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/Database.h>

#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;
namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

/// Calls every reader; results do not matter, only that the program comes back.
void readEverything(SessionStore& store) {
    const auto ids = store.chunkIds();
    (void)store.useKvLayout(sampleLayout());
    (void)store.documents();
    (void)store.messages();
    (void)store.triggerRows();
    (void)store.summary();
    (void)store.searchText(std::vector<std::string>{"stück", "piece1"}, 5);
    (void)store.visitChunks([](const ChunkRow&) { return true; });
    (void)store.visitEmbeddings([](RowId, std::span<const float>) { return true; });
    if (ids) {
        for (const RowId id : *ids)
            (void)store.readKv(id);
    }
    (void)store.verify({}, {});
    (void)store.addTriggers(std::vector<RowId>{1});
}

/// Runs `work` in a child without root's privileges and returns its exit status.
int runAsNobody(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
            ::_exit(100);
        ::_exit(work());
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Robustness, flippedBytesInTheDatabase_neverCrash) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    { ASSERT_TRUE(sampleSession(session, 8)->checkpoint()); }
    const std::string good = readText(session / "session.db");
    int noticed = 0, tried = 0;
    // Each page's header and pointers, and every so often its content.
    for (std::size_t offset = 0; offset < good.size(); offset += offset % 4096 < 24 ? 5 : 397) {
        SCOPED_TRACE(offset);
        std::string bad = good;
        bad[offset] = static_cast<char>(bad[offset] ^ 0xa5);
        fs::remove(session / "session.db-wal");
        fs::remove(session / "session.db-shm");
        writeFile(session / "session.db", bad);
        auto store = SessionStore::open(session);
        ++tried;
        if (!store) {
            EXPECT_NE(store.error().code, ErrorCode::Internal) << store.error().message;
            ++noticed;
            continue;
        }
        const auto problems = store->verify({}, {});
        noticed += problems && !problems->empty() ? 1 : 0;
        readEverything(*store);
    }
    EXPECT_GT(noticed, 0) << "of " << tried; // most bytes of so small a database lie in free space
}

TEST(Robustness, anyFlippedByteOfAStoredText_isNoticed) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    { ASSERT_TRUE(sampleSession(session, 8)->checkpoint()); }
    const std::string good = readText(session / "session.db");
    const std::string text = sampleChunk("first", 5).row.text;
    const std::size_t place = good.find(text);
    ASSERT_NE(place, std::string::npos);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string bad = good;
        bad[place + i] = static_cast<char>(bad[place + i] ^ 1);
        fs::remove(session / "session.db-wal");
        fs::remove(session / "session.db-shm");
        writeFile(session / "session.db", bad);
        const auto store = SessionStore::open(session);
        ASSERT_TRUE(store);
        EXPECT_FALSE(store->verify({}, {})->empty()) << i;
    }
}

TEST(Robustness, truncatedDatabase_isAnErrorOrAProblem) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    { ASSERT_TRUE(sampleSession(session, 8)->checkpoint()); }
    const std::string good = readText(session / "session.db");
    for (std::size_t part = 0; part < 32; ++part) {
        const std::size_t length = good.size() * part / 32;
        SCOPED_TRACE(length);
        fs::remove(session / "session.db-wal");
        fs::remove(session / "session.db-shm");
        writeFile(session / "session.db", good.substr(0, length));
        auto store = SessionStore::open(session);
        if (!store)
            continue;
        const auto problems = store->verify({}, {});
        ASSERT_TRUE(problems);
        EXPECT_FALSE(problems->empty());
        readEverything(*store);
    }
}

TEST(Robustness, aSecondConnection_readsWhileTheFirstWrites) {
    const TemporaryFolder folder;
    auto writer = sampleSession(folder / "s", 3);
    ASSERT_TRUE(writer);
    const auto reader = SessionStore::open(folder / "s", true);
    ASSERT_TRUE(reader);
    const auto generation = reader->generation();
    ASSERT_TRUE(writer->addChunks(1, sampleChunks("first", 3, 2)));
    EXPECT_EQ(reader->chunkIds(1)->size(), 5u);
    EXPECT_GT(reader->generation(), generation);
    const auto refused = SessionStore::open(folder / "s", true)->setSetting("a", "b");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
}

TEST(Robustness, aWriterInTheWay_isNamedAfterWaiting) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 1);
    ASSERT_TRUE(store);
    SQLite::Database other((folder / "s" / "session.db").string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    EXPECT_EQ(store->chunkIds(1)->size(), 1u) << "reading goes on";
    const auto refused = store->setSetting("a", "b");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
    EXPECT_NE(refused.error().message.find("another program"), std::string::npos);
    other.exec("COMMIT");
    EXPECT_TRUE(store->setSetting("a", "b"));
}

TEST(Robustness, twoWritersOfOneDocument_theSlowerIsToldAndNothingIsDoubled) {
    const TemporaryFolder folder;
    auto one = sampleSession(folder / "s", 2);
    auto two = SessionStore::open(folder / "s");
    ASSERT_TRUE(one && two);
    ASSERT_TRUE(two->useKvLayout(sampleLayout()));
    ASSERT_TRUE(one->addChunks(1, sampleChunks("first", 2, 2)));
    EXPECT_EQ(two->addChunks(1, sampleChunks("first", 2, 2)).error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(two->addChunks(1, sampleChunks("first", 4, 2)));
    EXPECT_TRUE(one->verify({}, {})->empty());
}

TEST(Robustness, folderWithoutPermission_isAnIoErrorWithARemedyAndStaysEmpty) {
    const TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms(0755));
    const auto parent = folder / "closed";
    fs::create_directory(parent);
    fs::permissions(parent, fs::perms(0555));
    EXPECT_EQ(runAsNobody([&] {
                  const auto store = SessionStore::create(parent / "s");
                  if (store)
                      return 1;
                  if (store.error().code != ErrorCode::Io)
                      return 2;
                  return store.error().message.find("permissions") == std::string::npos ? 3 : 0;
              }),
              0);
    EXPECT_TRUE(fs::is_empty(parent));
}

TEST(Robustness, sessionOnAReadOnlyMedium_isReadAndRefusesChanges) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    { ASSERT_TRUE(sampleSession(session, 3)); }
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
        fs::permissions(entry.path(), fs::perms(entry.is_directory() ? 0555 : 0444));
    fs::permissions(folder.path(), fs::perms(0555));
    EXPECT_EQ(runAsNobody([&] {
                  auto store = SessionStore::open(session, true);
                  if (!store)
                      return 1;
                  const auto ids = store->chunkIds();
                  if (!ids || ids->size() != 6 || !store->useKvLayout(sampleLayout()) ||
                      !store->readKv(ids->back()))
                      return 2;
                  if (store->searchText(std::vector<std::string>{"first"}, 9)->size() != 3)
                      return 3;
                  const auto problems = store->verify({}, {});
                  if (!problems || !problems->empty())
                      return 4;
                  const auto writable = SessionStore::open(session);
                  if (!writable && writable.error().code != ErrorCode::Io)
                      return 5;
                  return store->setSetting("a", "b") ? 6 : 0;
              }),
              0);
    fs::permissions(folder.path(), fs::perms(0755));
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
        fs::permissions(entry.path(), fs::perms(0755));
}

/// A limit on the size of files stands in for a full disk: writing fails in the middle of a batch.
TEST(Robustness, noSpaceForABatch_isAnErrorAndTheSessionStaysWhole) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    { ASSERT_TRUE(sampleSession(session, 3)->checkpoint()); }
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{400000, 400000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        auto store = SessionStore::open(session);
        if (!store || !store->useKvLayout(sampleLayout()))
            ::_exit(1);
        for (int first = 3; first < 5000; first += 50) {
            const auto added = store->addChunks(1, sampleChunks("first", first, 50));
            if (!added)
                ::_exit(added.error().code == ErrorCode::Io ? 0 : 2);
        }
        ::_exit(3);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    auto store = SessionStore::open(session);
    ASSERT_TRUE(store);
    EXPECT_TRUE(store->verify({}, {})->empty());
    EXPECT_EQ((store->chunkIds(1)->size() - 3) % 50, 0u) << "a part of a batch";
}

} // namespace
} // namespace memlong
