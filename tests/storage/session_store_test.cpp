#include <gmock/gmock.h>

#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;

TEST(SessionStore, createCloseOpen_keepsSettingsAndGeneration) {
    const TemporaryFolder folder;
    std::uint64_t generation = 0;
    {
        auto store = SessionStore::create(folder / "s");
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_EQ(store->folder().filename(), "s");
        ASSERT_TRUE(store->setSetting("decoder.name", "tiny"));
        ASSERT_TRUE(store->setSetting("decoder.name", "größer"));
        generation = store->generation();
        EXPECT_GT(generation, 0u);
    }
    const auto store = SessionStore::open(folder / "s");
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ(*store->setting("decoder.name"), "größer");
    EXPECT_EQ(*store->setting("absent"), std::nullopt);
    EXPECT_EQ(store->generation(), generation);
}

TEST(SessionStore, transactionThatFails_leavesNothing) {
    const TemporaryFolder folder;
    auto store = SessionStore::create(folder / "s");
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->setSetting("a", "before"));
    const auto failed = store->transaction([&]() -> Result<void> {
        MEMLONG_TRY(store->setSetting("a", "after"));
        EXPECT_EQ(*store->setting("a"), "after");
        return makeError(ErrorCode::Io, "no more");
    });
    EXPECT_EQ(failed.error().message, "no more");
    EXPECT_EQ(*store->setting("a"), "before");
    EXPECT_TRUE(store->transaction([&] { return store->setSetting("a", "after"); }));
    EXPECT_TRUE(store->setSetting("b", "outside"));
    EXPECT_EQ(*SessionStore::open(folder / "s")->setting("a"), "after");
}

TEST(SessionStore, createWhereOneIs_opensIt) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(SessionStore::create(folder / "s")->setSetting("a", "b")); }
    EXPECT_EQ(*SessionStore::create(folder / "s")->setting("a"), "b");
}

TEST(SessionStore, openWithoutASession_isNotFoundAndMakesNothing) {
    const TemporaryFolder folder;
    EXPECT_EQ(SessionStore::open(folder / "s").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(folder / "s"));
    EXPECT_EQ(SessionStore::create(folder / "a" / "b").error().code, ErrorCode::NotFound);
}

TEST(SessionStore, documents_roundTrip) {
    const TemporaryFolder folder;
    auto store = SessionStore::create(folder / "s");
    ASSERT_TRUE(store);
    auto row = sampleDocument("h1");
    row.id = *store->addDocument(row);
    EXPECT_EQ(store->addDocument(row).error().code, ErrorCode::InvalidArgument);
    auto read = (*store->documentByHash("h1")).value();
    EXPECT_EQ(read.title, row.title);
    EXPECT_EQ(read.status, DocumentStatus::Reading);
    EXPECT_EQ(read.outline.size(), 2u);
    EXPECT_EQ(read.outline[1].title, "One.One");
    EXPECT_EQ(read.outline[1].level, 1);
    EXPECT_EQ(read.pageProblems, row.pageProblems);
    EXPECT_EQ(read.addedAt.size(), 20u);

    row.status = DocumentStatus::Scanned;
    row.problem = "no text on any page";
    row.outline.clear();
    ASSERT_TRUE(store->updateDocument(row));
    ASSERT_TRUE(store->addDocument(sampleDocument("h2")));
    const auto all = *store->documents();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].status, DocumentStatus::Scanned);
    EXPECT_EQ(all[0].problem, row.problem);
    EXPECT_TRUE(all[0].outline.empty());
    EXPECT_EQ(all[0].addedAt, read.addedAt);
    EXPECT_EQ(all[1].contentHash, "h2");
    EXPECT_EQ(*store->documentByHash("h3"), std::nullopt);
    row.id = 77;
    EXPECT_EQ(store->updateDocument(row).error().code, ErrorCode::NotFound);
}

TEST(SessionStore, statusNames_areFixed) {
    EXPECT_EQ(documentStatusName(DocumentStatus::Reading), "reading");
    EXPECT_EQ(documentStatusName(DocumentStatus::Unavailable), "unavailable");
}

TEST(SessionStore, chunks_roundTrip) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(sampleSession(folder / "s", 5)); }
    const auto store = SessionStore::open(folder / "s");
    ASSERT_TRUE(store);
    const auto ids = *store->chunkIds(2);
    ASSERT_EQ(ids.size(), 5u);
    const std::vector<RowId> asked{ids[3], ids[1]};
    const auto rows = *store->chunks(asked);
    ASSERT_EQ(rows.size(), 2u);
    const auto expected = sampleChunk("second", 3).row;
    EXPECT_EQ(rows[0].id, ids[3]);
    EXPECT_EQ(rows[0].document, 2);
    EXPECT_EQ(rows[0].ordinal, 3);
    EXPECT_EQ(rows[0].text, expected.text);
    EXPECT_EQ(rows[0].tokenIds, expected.tokenIds);
    EXPECT_EQ(rows[0].pageStarts, expected.pageStarts);
    EXPECT_EQ(rows[0].tokenBegin, expected.tokenBegin);
    EXPECT_EQ(rows[0].charEnd, expected.charEnd);
    EXPECT_EQ(rows[0].firstPage, expected.firstPage);
    EXPECT_EQ(rows[0].lastPage, expected.lastPage);
    EXPECT_EQ(rows[1].ordinal, 1);
    EXPECT_EQ(*store->chunkAt(2, 4), ids[4]);
    EXPECT_EQ(*store->chunkAt(2, 5), std::nullopt);
    EXPECT_EQ(store->chunkIds(1)->size(), 5u);
    EXPECT_EQ(store->documents()->at(0).tokens, 40);
    const std::vector<RowId> missing{1, 4711};
    EXPECT_EQ(store->chunks(missing).error().code, ErrorCode::NotFound);
    int visited = 0;
    ASSERT_TRUE(store->visitChunks([&](const ChunkRow& row) {
        EXPECT_EQ(row.ordinal, visited % 5);
        return ++visited < 7;
    }));
    EXPECT_EQ(visited, 7);
}

TEST(SessionStore, chunksOutOfOrder_areRefusedWhole) {
    const TemporaryFolder folder;
    auto store = SessionStore::create(folder / "s");
    ASSERT_TRUE(store);
    const auto document = *store->addDocument(sampleDocument("a"));
    auto chunks = sampleChunks("a", 0, 3, false);
    chunks[2].row.ordinal = 3;
    const auto generation = store->generation();
    EXPECT_EQ(store->addChunks(document, chunks).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(store->addChunks(document, sampleChunks("a", 1, 1, false)).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(store->addChunks(99, sampleChunks("a", 0, 1, false)).error().code, ErrorCode::NotFound);
    EXPECT_EQ(store->chunkIds(document)->size(), 0u);
    EXPECT_EQ(store->generation(), generation);
}

TEST(SessionStore, embeddings_roundTripInOneByteANumber) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 3);
    ASSERT_TRUE(store);
    auto generation = store->generation();
    std::map<RowId, std::vector<float>> rows;
    const auto collect = [&](RowId chunk, std::span<const float> values) {
        rows[chunk].assign(values.begin(), values.end());
        return true;
    };
    ASSERT_TRUE(store->visitEmbeddings(collect));
    EXPECT_EQ(rows.size(), 6u);
    EXPECT_THAT(rows[2], testing::Pointwise(testing::FloatNear(0.0035f), sampleChunk("first", 1).embeddings));
    const std::vector<float> newer{0.5f, 0.25f, -1, 0};
    ASSERT_TRUE(store->setEmbeddings(2, newer));
    EXPECT_GT(store->generation(), generation);
    EXPECT_EQ(store->setEmbeddings(999, newer).error().code, ErrorCode::NotFound);
    ASSERT_TRUE(store->visitEmbeddings(collect));
    EXPECT_THAT(rows[2], testing::Pointwise(testing::FloatNear(0.004f), newer));
}

TEST(SessionStore, triggersAndPins_areCountedExactly) {
    const TemporaryFolder folder;
    {
        auto store = sampleSession(folder / "s", 3);
        ASSERT_TRUE(store);
        ASSERT_TRUE(store->addTriggers(std::vector<RowId>{1, 3, 1, 500}));
        ASSERT_TRUE(store->setPinned(2, true));
        EXPECT_EQ(store->setPinned(500, true).error().code, ErrorCode::NotFound);
    }
    const auto store = SessionStore::open(folder / "s");
    const auto rows = *store->triggerRows();
    ASSERT_EQ(rows.size(), 6u);
    EXPECT_EQ(rows[0].triggers, 2u);
    EXPECT_EQ(rows[1].triggers, 0u);
    EXPECT_EQ(rows[2].triggers, 1u);
    EXPECT_TRUE(rows[1].pinned);
    EXPECT_FALSE(rows[0].pinned);
    EXPECT_EQ(rows[0].tokens, 8);
    EXPECT_FALSE(store->chunks(std::vector<RowId>{1})->front().lastTriggeredAt.empty());
}

TEST(SessionStore, messages_roundTrip) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 1);
    ASSERT_TRUE(store);
    auto messages = *store->messages();
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].role, MessageRole::User);
    ASSERT_EQ(messages[1].citations.size(), 1u);
    const CitationRow& citation = messages[1].citations[0];
    EXPECT_EQ(citation.denseScore, 0.25);
    EXPECT_EQ(citation.bm25Score, std::nullopt);
    EXPECT_EQ(citation.attention, (std::map<int, double>{{13, 0.125}, {17, 0.5}}));
    EXPECT_EQ(citation.quote, "Ein Stück");

    MessageRow streamed = messages[1];
    streamed.text = "He. And";
    streamed.complete = false;
    streamed.citations.push_back(streamed.citations[0]);
    streamed.createdAt.clear();
    ASSERT_TRUE(store->updateMessage(streamed));
    const auto created = messages[1].createdAt;
    messages = *store->messages();
    EXPECT_EQ(messages[1].text, "He. And");
    EXPECT_FALSE(messages[1].complete);
    EXPECT_EQ(messages[1].citations.size(), 2u);
    EXPECT_EQ(messages[1].createdAt, created);
    streamed.id = 99;
    EXPECT_EQ(store->updateMessage(streamed).error().code, ErrorCode::NotFound);

    ASSERT_TRUE(store->removeMessagesFrom(messages[1].id));
    EXPECT_EQ(store->messages()->size(), 1u);
}

TEST(SessionStore, removedDocument_leavesNothingButItsCitations) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 4);
    ASSERT_TRUE(store);
    const auto generation = store->generation();
    ASSERT_TRUE(store->removeDocument(1));
    EXPECT_GT(store->generation(), generation);
    EXPECT_EQ(store->documents()->size(), 1u);
    EXPECT_EQ(*store->chunkIds(), *store->chunkIds(2));
    EXPECT_TRUE(store->searchText(std::vector<std::string>{"first"}, 5)->empty());
    EXPECT_EQ(store->searchText(std::vector<std::string>{"second"}, 9)->size(), 4u);
    EXPECT_FALSE(std::filesystem::exists(folder / "s" / "kv" / "1.kv"));
    EXPECT_EQ(store->messages()->at(1).citations.size(), 1u);
    EXPECT_EQ(store->removeDocument(1).error().code, ErrorCode::NotFound);
    EXPECT_GT(*store->addDocument(sampleDocument("first")), 2) << "ids are never used twice";
}

TEST(SessionStore, summary_countsEverything) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 4);
    ASSERT_TRUE(store);
    const auto summary = *store->summary();
    EXPECT_EQ(summary.name, "s");
    EXPECT_EQ(summary.documents, 2);
    EXPECT_EQ(summary.chunks, 8);
    EXPECT_EQ(summary.tokens, 64);
    EXPECT_EQ(summary.messages, 2);
    EXPECT_GT(summary.sizeBytes, 4096u);
    EXPECT_TRUE(store->checkpoint());
}

} // namespace
} // namespace memlong
