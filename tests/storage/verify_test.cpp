#include <gtest/gtest.h>

#include <SQLiteCpp/Database.h>

#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;

std::vector<std::string> verify(const std::filesystem::path& folder, bool readOnly = false) {
    const auto store = SessionStore::open(folder, readOnly);
    if (!store)
        return {store.error().message};
    const auto problems = store->verify({}, {});
    EXPECT_TRUE(problems);
    return *problems;
}

class Verify : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(sampleSession(m_session, 6));
        ASSERT_EQ(verify(m_session), std::vector<std::string>{});
    }
    void sql(const std::string& statement) {
        SQLite::Database database((m_session / "session.db").string(), SQLite::OPEN_READWRITE);
        database.exec(statement);
    }
    void expectProblem(const std::string& part) {
        const auto problems = verify(m_session);
        ASSERT_FALSE(problems.empty());
        bool found = false;
        for (const auto& problem : problems)
            found = found || problem.find(part) != std::string::npos;
        EXPECT_TRUE(found) << problems.front();
    }

    TemporaryFolder m_folder;
    std::filesystem::path m_session = m_folder / "s";
};

TEST_F(Verify, readOnlyToo_isClean) {
    EXPECT_TRUE(verify(m_session, true).empty());
}

TEST_F(Verify, changedText_isFound) {
    sql("UPDATE chunk_content SET text = 'other' WHERE chunk = 3");
    expectProblem("chunk 3 is damaged");
}

TEST_F(Verify, changedEmbedding_isFound) {
    sql("UPDATE embedding SET data = x'0000' WHERE chunk = 4");
    expectProblem("embedding of chunk 4");
    const auto store = SessionStore::open(m_session);
    EXPECT_EQ(*store->chunksWithoutEmbeddings(), std::vector<RowId>{4});
    const auto visited = store->visitEmbeddings([](RowId, std::span<const float>) { return true; });
    EXPECT_EQ(visited.error().code, ErrorCode::Corrupt);
    EXPECT_NE(visited.error().message.find("session reencode"), std::string::npos);
}

TEST_F(Verify, missingTerms_areFound) {
    sql("DELETE FROM chunk_search WHERE rowid = 5");
    expectProblem("chunk 5 cannot be found by text search");
}

TEST_F(Verify, termsOfNoChunk_areFound) {
    sql("INSERT INTO chunk_search (rowid, terms) VALUES (99, 'x')");
    expectProblem("finds chunk 99");
}

TEST_F(Verify, changedTermIndex_isFound) {
    sql("UPDATE chunk_search_content SET c0 = 'other' WHERE id = 2");
    expectProblem("is damaged");
}

TEST_F(Verify, missingChunk_isFound) {
    sql("DELETE FROM chunk_search WHERE rowid = 2; DELETE FROM chunk_content WHERE chunk = 2; DELETE FROM "
        "chunk WHERE "
        "id = 2");
    expectProblem("has ordinal 2 where 1 was expected");
}

TEST_F(Verify, gapBetweenRanges_isFound) {
    sql("UPDATE chunk SET char_begin = char_begin + 1 WHERE id = 3");
    expectProblem("chunk 3 does not begin where the chunk before it ends");
}

TEST_F(Verify, changedSchema_isFound) {
    sql("CREATE TRIGGER evil AFTER INSERT ON message BEGIN DELETE FROM chunk; END");
    expectProblem("trigger evil");
}

TEST_F(Verify, flippedByteInAKvBlock_isFound) {
    const auto path = m_session / "kv" / "1.kv";
    std::string bytes = readText(path);
    bytes[4096 + 16 + 3] ^= 1;
    writeFile(path, bytes);
    expectProblem("slot 0 of");
}

TEST_F(Verify, missingKvFile_isFound) {
    std::filesystem::remove(m_session / "kv" / "2.kv");
    expectProblem("K/V file of document 2");
}

TEST_F(Verify, foreignFilesInTheKvFolder_areFound) {
    const auto store = SessionStore::open(m_session);
    ASSERT_TRUE(store);
    writeFile(m_session / "kv" / "notes.txt", "x");
    writeFile(m_session / "kv" / "77.kv", "x");
    const auto problems = *store->verify({}, {});
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_NE(problems[0].find("kv/77.kv belongs to no document"), std::string::npos);
    EXPECT_NE(problems[1].find("kv/notes.txt"), std::string::npos);
}

TEST_F(Verify, openingAgain_removesKvOfRemovedDocuments) {
    writeFile(m_session / "kv" / "77.kv", "x");
    EXPECT_TRUE(verify(m_session).empty());
    EXPECT_FALSE(std::filesystem::exists(m_session / "kv" / "77.kv"));
}

TEST_F(Verify, documentsStillBeingRead_areFine) {
    auto store = SessionStore::open(m_session);
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->addDocument(sampleDocument("unfinished")));
    EXPECT_TRUE(store->verify({}, {})->empty());
}

TEST_F(Verify, stopped_isCancelled) {
    const auto store = SessionStore::open(m_session);
    ASSERT_TRUE(store);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(store->verify({}, stop.get_token()).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace memlong
