// K/V of a session: files and rows together, and the change of models.
#include <gtest/gtest.h>

#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;

TEST(SessionKv, addedWithChunks_isReadBackAfterReopening) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(sampleSession(folder / "s", 5)); }
    auto store = SessionStore::open(folder / "s");
    ASSERT_TRUE(store);
    const auto ids = *store->chunkIds();
    ASSERT_EQ(ids.size(), 10u);
    EXPECT_FALSE(*store->hasKv(ids[0])) << "no layout in use";
    EXPECT_EQ(store->readKv(ids[0]).error().code, ErrorCode::NotFound);
    EXPECT_EQ(store->chunksWithoutKv()->size(), 10u);
    ASSERT_TRUE(store->useKvLayout(sampleLayout()));
    EXPECT_TRUE(store->chunksWithoutKv()->empty());
    for (int i = 0; i < 5; ++i) {
        const auto block = store->readKv(ids[static_cast<std::size_t>(i) + 5]);
        ASSERT_TRUE(block) << block.error().message;
        EXPECT_EQ(*block, sampleBlock("second", i));
    }
}

TEST(SessionKv, anotherModel_neverSeesForeignBlocksAndBothAreKept) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 3);
    ASSERT_TRUE(store);
    const auto ids = *store->chunkIds();
    ASSERT_TRUE(store->useKvLayout(sampleLayout("model B")));
    EXPECT_FALSE(*store->hasKv(ids[0]));
    EXPECT_EQ(store->readKv(ids[0]).error().code, ErrorCode::NotFound);
    EXPECT_EQ(store->chunksWithoutKv()->size(), 6u);
    ASSERT_TRUE(store->writeKv(ids[0], sampleBlock("B", 0)));
    EXPECT_EQ(*store->readKv(ids[0]), sampleBlock("B", 0));
    EXPECT_EQ(store->readKv(ids[1]).error().code, ErrorCode::NotFound);

    ASSERT_TRUE(store->useKvLayout(sampleLayout()));
    EXPECT_EQ(*store->readKv(ids[0]), sampleBlock("first", 0));
    EXPECT_EQ(*store->readKv(ids[2]), sampleBlock("first", 2));
    ASSERT_TRUE(store->writeKv(ids[1], sampleBlock("again", 1))) << "the kept file comes back under its name";
    EXPECT_EQ(*store->readKv(ids[1]), sampleBlock("again", 1));
    EXPECT_EQ(*store->readKv(ids[2]), sampleBlock("first", 2));
    EXPECT_EQ(*KvFile::layoutOf(folder / "s" / "kv" / "1.kv"), sampleLayout());

    ASSERT_TRUE(store->useKvLayout(sampleLayout("model B")));
    EXPECT_EQ(*store->readKv(ids[0]), sampleBlock("B", 0));
}

TEST(SessionKv, damagedFile_isSetAsideAndEncodedAgain) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(sampleSession(folder / "s", 3)); }
    const auto path = folder / "s" / "kv" / "1.kv";
    writeFile(path, "rubbish");
    auto store = SessionStore::open(folder / "s");
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->useKvLayout(sampleLayout()));
    const auto ids = *store->chunkIds();
    EXPECT_EQ(store->readKv(ids[0]).error().code, ErrorCode::Corrupt);
    ASSERT_TRUE(store->writeKv(ids[0], sampleBlock("new", 0)));
    EXPECT_EQ(*store->readKv(ids[0]), sampleBlock("new", 0));
    EXPECT_EQ(store->chunksWithoutKv()->size(), 2u);
    EXPECT_TRUE(std::filesystem::exists(folder / "s" / "kv" / "1.damaged.kv"));
}

TEST(SessionKv, damagedOrMissingBlocks_areNamedAndCanBeWrittenAgain) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 3);
    ASSERT_TRUE(store);
    const auto ids = *store->chunkIds();
    EXPECT_TRUE(store->chunksWithDamagedKv({})->empty());
    const auto first = folder / "s" / "kv" / "1.kv";
    std::string bytes = readText(first);
    bytes.back() = static_cast<char>(bytes.back() ^ 1); // of the last block
    writeFile(first, bytes);
    std::filesystem::remove(folder / "s" / "kv" / "2.kv");
    store = SessionStore::open(folder / "s");
    ASSERT_TRUE(store);
    EXPECT_TRUE(store->chunksWithDamagedKv({})->empty()) << "no layout in use";
    ASSERT_TRUE(store->useKvLayout(sampleLayout()));
    const auto damaged = *store->chunksWithDamagedKv({});
    EXPECT_EQ(damaged, (std::vector<RowId>{ids[2], ids[3], ids[4], ids[5]}));
    for (const RowId chunk : damaged)
        ASSERT_TRUE(store->writeKv(chunk, sampleBlock("again", static_cast<int>(chunk))));
    EXPECT_TRUE(store->chunksWithDamagedKv({})->empty());
    EXPECT_TRUE(store->chunksWithoutKv()->empty());
    EXPECT_TRUE(store->verify({}, {})->empty());
}

// A program that is killed while it makes a K/V file leaves a temporary one, which verify took for a
// stranger's.
TEST(SessionKv, halfMadeFileOfAKilledProgram_isNoProblemAndGoesAway) {
    const TemporaryFolder folder;
    auto store = sampleSession(folder / "s", 2);
    ASSERT_TRUE(store);
    const auto left = folder / "s" / "kv" / "3.kv.Ab3dE6";
    const auto document = store->addDocument(sampleDocument("third"));
    ASSERT_EQ(*document, 3);
    writeFile(left, "half a header");
    EXPECT_TRUE(store->verify({}, {})->empty());
    ASSERT_TRUE(store->addChunks(3, sampleChunks("third", 0, 2)));
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(SessionKv, lostFile_isReportedAsNotEncoded) {
    const TemporaryFolder folder;
    { ASSERT_TRUE(sampleSession(folder / "s", 2)); }
    std::filesystem::remove(folder / "s" / "kv" / "1.kv");
    auto store = SessionStore::open(folder / "s");
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->useKvLayout(sampleLayout()));
    EXPECT_EQ(store->readKv(1).error().code, ErrorCode::NotFound);
}

TEST(SessionKv, withoutALayout_chunksWithBlocksAreRefusedWhole) {
    const TemporaryFolder folder;
    auto store = SessionStore::create(folder / "s");
    ASSERT_TRUE(store);
    const auto document = *store->addDocument(sampleDocument("a"));
    const auto refused = store->addChunks(document, sampleChunks("a", 0, 3));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(store->chunkIds(document)->size(), 0u);
    EXPECT_TRUE(store->addChunks(document, sampleChunks("a", 0, 3, false)));
    EXPECT_EQ(store->chunksWithoutKv()->size(), 3u);
}

} // namespace
} // namespace memlong
