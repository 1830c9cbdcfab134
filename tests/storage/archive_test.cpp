#include <gtest/gtest.h>

#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>

#include "engine/base/scratch_folder.h"
#include "storage/archive_format.h"
#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;
namespace fs = std::filesystem;

struct Item {
    std::string name;
    std::string content;
    unsigned type = AE_IFREG;
    std::string link;
};

void writeArchive(const fs::path& path, const std::vector<Item>& items) {
    const ArchiveWriter writer(archive_write_new());
    archive_write_set_format_pax_restricted(writer.get());
    archive_write_add_filter_zstd(writer.get());
    ASSERT_EQ(archive_write_open_filename(writer.get(), path.c_str()), ARCHIVE_OK);
    for (const auto& item : items) {
        const ArchiveEntry entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), item.name.c_str());
        archive_entry_set_filetype(entry.get(), item.type);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(item.content.size()));
        archive_entry_set_perm(entry.get(), 0644);
        if (item.type == AE_IFLNK)
            archive_entry_set_symlink(entry.get(), item.link.c_str());
        else if (!item.link.empty())
            archive_entry_set_hardlink(entry.get(), item.link.c_str());
        archive_write_header(writer.get(), entry.get());
        archive_write_data(writer.get(), item.content.data(), item.content.size());
    }
    archive_write_close(writer.get());
}

std::size_t entriesIn(const fs::path& folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder))
        ++count;
    return count;
}

/// While it lives, `more` files may be opened beside those that are open.
class OpenFileLimit {
public:
    explicit OpenFileLimit(rlim_t more) {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit limit{entriesIn("/proc/self/fd") + more, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~OpenFileLimit() { ::setrlimit(RLIMIT_NOFILE, &m_before); }

private:
    rlimit m_before{};
};

TEST(Archive, moreDocumentsThanFilesMayBeOpen_allComeBack) {
    constexpr int kDocuments = 60;
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 2);
    ASSERT_TRUE(store);
    for (int i = 0; i < kDocuments; ++i) {
        const std::string name = "more" + std::to_string(i);
        const auto document = store->addDocument(sampleDocument(name));
        ASSERT_TRUE(document && store->addChunks(*document, sampleChunks(name, 0, 2)));
    }
    {
        const OpenFileLimit limit(20);
        const auto exported = store->exportTo(folder / "s.memlong", {}, {});
        ASSERT_TRUE(exported) << exported.error().message;
    }
    ASSERT_TRUE(importSession(folder / "s.memlong", folder / "copy", {}, {}));
    const auto copy = SessionStore::open(folder / "copy");
    ASSERT_TRUE(copy && copy->verify({}, {})->empty());
    EXPECT_EQ(entriesIn(folder / "copy" / "kv"), kDocuments + 2u);
}

TEST(Archive, exportThenImport_bringsEverythingBack) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 6);
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->addTriggers(std::vector<RowId>{2}));
    std::uint64_t lastDone = 0;
    const auto exported = store->exportTo(folder / "s.memlong",
                                          [&](const Progress& progress) { lastDone = progress.done; }, {});
    ASSERT_TRUE(exported) << exported.error().message << exported.error().detail;
    EXPECT_GT(lastDone, 0u);
    const auto imported = importSession(folder / "s.memlong", folder / "t", {}, {});
    ASSERT_TRUE(imported) << imported.error().message << imported.error().detail;
    EXPECT_EQ(entriesIn(folder.path()), 3u) << "no scratch folders stay";

    auto copy = SessionStore::open(folder / "t");
    ASSERT_TRUE(copy);
    ASSERT_TRUE(copy->useKvLayout(sampleLayout()));
    EXPECT_EQ(*copy->chunkIds(), *store->chunkIds());
    EXPECT_EQ(copy->chunks(std::vector<RowId>{8})->front().text,
              store->chunks(std::vector<RowId>{8})->front().text);
    EXPECT_EQ(*copy->readKv(8), *store->readKv(8));
    EXPECT_EQ(copy->triggerRows()->at(1).triggers, 1u);
    EXPECT_EQ(copy->messages()->size(), 2u);
    EXPECT_EQ(copy->generation(), store->generation());
    EXPECT_EQ(copy->searchText(std::vector<std::string>{"second"}, 99)->size(), 6u);
}

TEST(Archive, kvOfSeveralModels_travelsToo) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 2);
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->useKvLayout(sampleLayout("B")));
    ASSERT_TRUE(store->writeKv(1, sampleBlock("B", 1)));
    ASSERT_TRUE(store->exportTo(folder / "s.memlong", {}, {}));
    ASSERT_TRUE(importSession(folder / "s.memlong", folder / "t", {}, {}));
    auto copy = SessionStore::open(folder / "t");
    ASSERT_TRUE(copy);
    for (const auto& name : {"B", "model A"}) {
        ASSERT_TRUE(copy->useKvLayout(sampleLayout(name)));
        ASSERT_TRUE(store->useKvLayout(sampleLayout(name)));
        EXPECT_EQ(*copy->readKv(1), *store->readKv(1));
    }
}

TEST(Archive, lostKvFile_isLeftOutAndTheRestIsGood) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 2);
    ASSERT_TRUE(store);
    fs::remove(folder / "s" / "kv" / "1.kv");
    ASSERT_TRUE(store->exportTo(folder / "s.memlong", {}, {}));
    const auto imported = importSession(folder / "s.memlong", folder / "t", {}, {});
    ASSERT_TRUE(imported) << imported.error().message;
    auto copy = SessionStore::open(folder / "t");
    ASSERT_TRUE(copy->useKvLayout(sampleLayout()));
    EXPECT_EQ(copy->chunksWithoutKv()->size(), 2u);
}

TEST(Archive, readOnlySession_canBeExported) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(sampleSession(folder / "s", 2)); }
    const auto store = SessionStore::open(folder / "s", true);
    ASSERT_TRUE(store);
    const auto exported = store->exportTo(folder / "s.memlong", {}, {});
    EXPECT_TRUE(exported) << exported.error().message << exported.error().detail;
}

TEST(Archive, cancelledExportOrImport_leavesNothing) {
    const TemporaryFolder folder;
    const auto store = sampleSession(folder / "s", 2);
    ASSERT_TRUE(store);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(store->exportTo(folder / "s.memlong", {}, stop.get_token()).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(entriesIn(folder.path()), 1u);
    ASSERT_TRUE(store->exportTo(folder / "s.memlong", {}, {}));
    EXPECT_EQ(importSession(folder / "s.memlong", folder / "t", {}, stop.get_token()).error().code,
              ErrorCode::Cancelled);
    EXPECT_EQ(entriesIn(folder.path()), 2u);
}

TEST(Archive, exportIntoAMissingFolder_isAnError) {
    const TemporaryFolder folder;
    const auto store = sampleSession(folder / "s", 1);
    EXPECT_EQ(store->exportTo(folder / "no" / "s.memlong", {}, {}).error().code, ErrorCode::NotFound);
}

TEST(Archive, importOntoSomething_isRefused) {
    const TemporaryFolder folder;
    const auto store = sampleSession(folder / "s", 1);
    ASSERT_TRUE(store->exportTo(folder / "s.memlong", {}, {}));
    EXPECT_EQ(importSession(folder / "s.memlong", folder / "s", {}, {}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(importSession(folder / "absent.memlong", folder / "t", {}, {}).error().code,
              ErrorCode::NotFound);
}

TEST(Archive, hostileMembers_areRefusedAndLeaveNothing) {
    const TemporaryFolder folder;
    const auto path = folder / "bad.memlong";
    std::string database;
    {
        ASSERT_TRUE(SessionStore::create(folder / "s"));
        database = readText(folder / "s" / "session.db");
        fs::remove_all(folder / "s");
    }
    const Item good{"session.db", database};
    for (const Item& bad :
         {Item{"../evil", "x"}, Item{"/tmp/evil", "x"}, Item{"kv/../../evil.kv", "x"},
          Item{"kv/1.kv", "", AE_IFLNK, "/etc/passwd"}, Item{"kv/1.kv", "", AE_IFREG, "session.db"},
          Item{"kv", "", AE_IFLNK, "/tmp"}, Item{"session.db-wal", "x"}, Item{"readme", "x"},
          Item{"kv/x.kv", "x"}, Item{"kv/1..kv", "x"}, Item{"kv/1.kv/2.kv", "x"},
          Item{"index.faiss", "", AE_IFIFO}, Item{"session.db", "again"}, Item{"kv/12.kv", "x"}}) {
        SCOPED_TRACE(bad.name);
        writeArchive(path, {good, bad});
        const auto imported = importSession(path, folder / "t", {}, {});
        // The last one is a good name; the file is dropped, as it belongs to no document.
        if (bad.name == "kv/12.kv") {
            EXPECT_TRUE(imported) << imported.error().message;
            EXPECT_FALSE(fs::exists(folder / "t" / "kv" / "12.kv"));
            continue;
        }
        ASSERT_FALSE(imported);
        EXPECT_EQ(imported.error().code, ErrorCode::Corrupt) << imported.error().message;
        EXPECT_EQ(entriesIn(folder.path()), 1u);
    }
}

TEST(Archive, archivesOfOtherThings_areRefused) {
    const TemporaryFolder folder;
    const auto path = folder / "bad.memlong";
    writeArchive(path, {{"index.faiss", "x"}});
    EXPECT_EQ(importSession(path, folder / "t", {}, {}).error().code, ErrorCode::Corrupt);
    writeArchive(path, {{"session.db", "this is not a database, though it has a name that says so"}});
    EXPECT_EQ(importSession(path, folder / "t", {}, {}).error().code, ErrorCode::Corrupt);
    const std::string archive = readText(path);
    writeFile(path, archive.substr(0, archive.size() / 2));
    EXPECT_EQ(importSession(path, folder / "t", {}, {}).error().code, ErrorCode::Corrupt);
    for (const std::string& noArchive : {std::string("text"), std::string(), std::string(4096, '\0')}) {
        writeFile(path, noArchive);
        EXPECT_EQ(importSession(path, folder / "t", {}, {}).error().code, ErrorCode::BadInput);
    }
    EXPECT_EQ(entriesIn(folder.path()), 1u);
}

TEST(Archive, foldersOfKilledPrograms_areRemovedAndThoseInUseAreNot) {
    const TemporaryFolder folder;
    const auto store = sampleSession(folder / "s", 1);
    for (const char* left : {".exporting-abcdef", ".importing-123456"}) {
        fs::create_directories(folder / left / "kv");
        writeFile(folder / left / "session.db", "half");
    }
    const auto inUse = ScratchFolder::make(folder.path(), ".importing-");
    ASSERT_TRUE(inUse);
    ASSERT_TRUE(store->exportTo(folder / "s.memlong", {}, {}));
    ASSERT_TRUE(importSession(folder / "s.memlong", folder / "t", {}, {}));
    EXPECT_TRUE(fs::exists(inUse->path()));
    EXPECT_EQ(entriesIn(folder.path()), 4u); // two sessions, the archive, the one in use
}

TEST(Archive, damagedArchive_isRefusedOrWhole) {
    const TemporaryFolder folder;
    const auto store = sampleSession(folder / "s", 3);
    const auto path = folder / "s.memlong";
    ASSERT_TRUE(store->exportTo(path, {}, {}));
    const std::string good = readText(path);
    for (std::size_t i = 1; i < 12; ++i) {
        const std::size_t offset = good.size() * i / 12;
        writeFile(path, good.substr(0, offset));
        EXPECT_FALSE(importSession(path, folder / "t", {}, {})) << "cut at " << offset;
        std::string bad = good;
        bad[offset] = static_cast<char>(bad[offset] ^ 0x40);
        writeFile(path, bad);
        if (importSession(path, folder / "t", {}, {})) {
            const auto copy = SessionStore::open(folder / "t");
            ASSERT_TRUE(copy);
            EXPECT_TRUE(copy->verify({}, {})->empty());
            fs::remove_all(folder / "t");
        }
    }
    EXPECT_EQ(entriesIn(folder.path()), 2u);
}

TEST(Archive, memberNames_areExactlyThoseOfASession) {
    for (const char* name : {"session.db", "index.faiss", "kv/1.kv", "kv/12.0a1b2c3d.kv", "kv/3.damaged.kv"})
        EXPECT_TRUE(isArchiveMember(name)) << name;
    for (const char* name :
         {"", "kv/", "kv/.kv", "kv/1.kv ", "KV/1.kv", "./session.db", "kv/-1.kv", "kv/1.a/b.kv"})
        EXPECT_FALSE(isArchiveMember(name)) << name;
}

} // namespace
} // namespace memlong
