#include <gtest/gtest.h>

#include "storage/text_search.h"
#include "tests/storage/session_samples.h"
#include "tests/support/test_support.h"

namespace memlong {
namespace {

using namespace test;

class TextSearch : public testing::Test {
protected:
    void add(const std::vector<std::string>& terms) {
        std::vector<NewChunk> chunks;
        for (const auto& text : terms) {
            NewChunk chunk = sampleChunk("a", m_next++, false);
            chunk.searchTerms = text;
            chunks.push_back(std::move(chunk));
        }
        ASSERT_TRUE(m_store.addChunks(m_document, chunks));
    }
    std::vector<RowId> find(const std::vector<std::string>& terms, int k = 10,
                            const std::vector<RowId>& masked = {}) {
        const auto hits = m_store.searchText(terms, k, masked);
        EXPECT_TRUE(hits) << hits.error().message << hits.error().detail;
        std::vector<RowId> ids;
        for (const auto& hit : *hits)
            ids.push_back(hit.chunk);
        return ids;
    }

    TemporaryFolder m_folder;
    SessionStore m_store = *SessionStore::create(m_folder / "s");
    RowId m_document = *m_store.addDocument(sampleDocument("a"));
    int m_next = 0;
};

TEST_F(TextSearch, anyTermMatches_rareOnesAndShortChunksFirst) {
    add({"whale sea", "sea ship", "sea sea sea ship captain harbour", "mountain"});
    EXPECT_EQ(find({"whale", "sea"}).front(), 1);
    EXPECT_EQ(find({"whale", "sea"}).size(), 3u);
    EXPECT_EQ(find({"mountain"}), (std::vector<RowId>{4}));
    EXPECT_TRUE(find({"absent"}).empty());
    const auto hits = m_store.searchText(std::vector<std::string>{"whale"}, 5);
    EXPECT_GT(hits->front().score, 0);
}

TEST_F(TextSearch, equalScores_comeByAscendingId) {
    add({"x", "x", "x", "y"});
    EXPECT_EQ(find({"x"}, 2), (std::vector<RowId>{1, 2}));
}

TEST_F(TextSearch, maskedChunks_makeRoomForTheNext) {
    add({"x", "x", "x", "y"});
    EXPECT_EQ(find({"x"}, 2, {1, 99}), (std::vector<RowId>{2, 3}));
}

TEST_F(TextSearch, diacriticsAndOtherScripts_areKeptApart) {
    add({"stück", "stuck", "лодка", "一部 部分", "แม่น้ำ", "हिन्दी"});
    EXPECT_EQ(find({"stück"}), (std::vector<RowId>{1}));
    EXPECT_EQ(find({"лодка"}), (std::vector<RowId>{3}));
    EXPECT_EQ(find({"部分"}), (std::vector<RowId>{4}));
    EXPECT_EQ(find({"แม่น้ำ"}), (std::vector<RowId>{5}));
    EXPECT_EQ(find({"हिन्दी"}), (std::vector<RowId>{6}));
}

TEST_F(TextSearch, oneIdeograph_findsThePairsThatItBegins) {
    add({"黑猫 猫在 在睡 睡觉", "狗在 在睡", "고양 양이"});
    EXPECT_EQ(find({"猫"}), (std::vector<RowId>{1}));
    EXPECT_EQ(find({"고"}), (std::vector<RowId>{3}));
    EXPECT_TRUE(find({"c"}).empty());
}

TEST_F(TextSearch, punctuationInATerm_isPartOfIt) {
    add({"c++ don't", "c", "a-b"});
    EXPECT_EQ(find({"c++"}), (std::vector<RowId>{1}));
    EXPECT_EQ(find({"don't"}), (std::vector<RowId>{1}));
    EXPECT_EQ(find({"a-b"}), (std::vector<RowId>{3}));
}

TEST_F(TextSearch, queryLanguage_isNeverInterpreted) {
    add({"and or not near", "terms:x * ^ ( )"});
    for (const std::string hostile :
         {"\"", "\"\"", "a\" OR \"and", "NOT", "NEAR(and or)", "and*", "terms:x", "^and", "(", ")", "-",
          "{terms}", "and + or", "", " ", "'; DROP TABLE chunk; --"})
        find({hostile});
    EXPECT_EQ(find({"terms:x"}), (std::vector<RowId>{2}));
    EXPECT_EQ(find({std::string("or\0rest", 7)}).size(), 0u);
    EXPECT_EQ(m_store.chunkIds(m_document)->size(), 2u);
}

TEST_F(TextSearch, manyTerms_areTaken) {
    add({"needle", "hay"});
    std::vector<std::string> terms;
    for (int i = 0; i < 400; ++i)
        terms.push_back("word" + std::to_string(i));
    terms.push_back("needle");
    EXPECT_EQ(find(terms), (std::vector<RowId>{1}));
    for (int i = 0; i < 5000; ++i)
        terms.push_back("more" + std::to_string(i));
    EXPECT_EQ(find(terms), (std::vector<RowId>{1}));
}

TEST_F(TextSearch, noTermsOrNoHitsWanted_isEmpty) {
    add({"x"});
    EXPECT_TRUE(find({}).empty());
    EXPECT_TRUE(find({"x"}, 0).empty());
}

TEST_F(TextSearch, removedDocuments_areNotFound) {
    add({"x", "y"});
    ASSERT_TRUE(m_store.removeDocument(m_document));
    EXPECT_TRUE(find({"x", "y"}).empty());
}

} // namespace
} // namespace memlong
