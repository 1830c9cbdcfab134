// Sessions written by every version so far; each must be readable forever. The fixtures are never rewritten.
#include <gmock/gmock.h>

#include <SQLiteCpp/Database.h>

#include "storage/database.h"
#include "storage/schema.h"
#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;
namespace fs = std::filesystem;

class OldSession : public testing::TestWithParam<int> {};

TEST_P(OldSession, isReadWithEverythingInIt) {
    const TemporaryFolder folder;
    const auto session = folder / "s";
    fs::copy(sourceFolder() / "tests" / "formats" / ("session_v" + std::to_string(GetParam())), session,
             fs::copy_options::recursive);
    auto store = SessionStore::open(session);
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_TRUE(store->verify({}, {})->empty());
    EXPECT_EQ(*store->setting("session.title"), "Ein Beispiel");
    const auto documents = *store->documents();
    ASSERT_EQ(documents.size(), 2u);
    EXPECT_EQ(documents[1].outline.size(), 2u);
    const auto ids = *store->chunkIds();
    ASSERT_EQ(ids.size(), 6u);
    const auto rows = *store->chunks(ids);
    EXPECT_EQ(rows[5].text, sampleChunk("second", 2).row.text);
    EXPECT_EQ(rows[5].tokenIds, sampleChunk("second", 2).row.tokenIds);
    EXPECT_EQ(rows[5].pageStarts, sampleChunk("second", 2).row.pageStarts);
    EXPECT_EQ(rows[1].triggers, 2u);
    EXPECT_TRUE(rows[2].pinned);
    EXPECT_EQ(store->searchText(std::vector<std::string>{"stück", "first"}, 9)->size(), 6u);
    ASSERT_TRUE(store->useKvLayout(sampleLayout()));
    EXPECT_EQ(*store->readKv(ids[4]), sampleBlock("second", 1));
    ASSERT_TRUE(store->visitEmbeddings([&](RowId chunk, std::span<const float> values) {
        const auto expected = sampleChunk("", static_cast<int>(chunk - 1) % 3).embeddings;
        // Version 1 stored half precision, in which these values are exact.
        EXPECT_THAT(values,
                    testing::Pointwise(testing::FloatNear(GetParam() == 1 ? 0.0f : 0.0035f), expected));
        return true;
    }));
    EXPECT_EQ(store->messages()->at(1).citations.at(0).quote, "Ein Stück");
}

INSTANTIATE_TEST_SUITE_P(Versions, OldSession, testing::Range(1, newestSchemaVersion() + 1));

void setPragma(const fs::path& session, const std::string& pragma) {
    SQLite::Database database((session / "session.db").string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA " + pragma);
}

TEST(Versions, newerSession_isRefusedWithTheVersionNamedAndUnchanged) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(SessionStore::create(folder / "s")); }
    setPragma(folder / "s", "user_version = 99");
    for (const bool readOnly : {false, true}) {
        const auto refused = SessionStore::open(folder / "s", readOnly);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::UnsupportedVersion);
        EXPECT_NE(refused.error().message.find("version 99"), std::string::npos);
    }
    EXPECT_EQ(SessionStore::create(folder / "s").error().code, ErrorCode::UnsupportedVersion);
}

TEST(Versions, databaseOfAnotherProgram_isRefused) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(SessionStore::create(folder / "s")); }
    setPragma(folder / "s", "application_id = 1");
    EXPECT_EQ(SessionStore::open(folder / "s").error().code, ErrorCode::Corrupt);
    writeFile(folder / "s" / "session.db", std::string(5000, 'x'));
    EXPECT_EQ(SessionStore::open(folder / "s").error().code, ErrorCode::Corrupt);
}

TEST(Versions, migrations_areNumberedWithoutGapsAndApplyToAnEmptyDatabase) {
    int version = 0;
    for (const Migration& migration : schemaMigrations())
        EXPECT_EQ(migration.version, ++version);
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
    applyMigrations(database);
    applyMigrations(database); // nothing left to do
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), newestSchemaVersion());
    EXPECT_EQ(database.execAndGet("PRAGMA application_id").getInt(), kApplicationId);
}

TEST(Versions, failedMigration_changesNothing) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(SessionStore::create(folder / "s")); }
    SQLite::Database database((folder / "s" / "session.db").string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA user_version = 0"); // the first migration now meets its own tables
    EXPECT_THROW(applyMigrations(database), SQLite::Exception);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 0);
}

} // namespace
} // namespace memlong
