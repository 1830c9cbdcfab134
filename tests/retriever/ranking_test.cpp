#include <algorithm>

#include <gmock/gmock.h>

#include "engine/retriever/bm25.h"
#include "engine/retriever/ranking.h"

namespace memlong {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::vector<std::int64_t> chunksOf(const std::vector<FusedChunk>& hits) {
    std::vector<std::int64_t> chunks;
    for (const FusedChunk& hit : hits)
        chunks.push_back(hit.chunk);
    return chunks;
}

TEST(RankFusion, addsReciprocalRanks_andKeepsScoresOfBothLists) {
    const std::vector<RankedChunk> dense{{7, 0.9f}, {3, 0.8f}};
    const std::vector<RankedChunk> bm25{{3, 12.0f}, {5, 4.0f}};
    const auto fused = fuse(dense, bm25);
    EXPECT_THAT(chunksOf(fused), ElementsAre(3, 7, 5));
    EXPECT_FLOAT_EQ(fused[0].score, 1.0f / 61 + 1.0f / 62);
    EXPECT_EQ(fused[0].dense, 0.8f);
    EXPECT_EQ(fused[0].bm25, 12.0f);
    EXPECT_EQ(fused[0].denseRank, 2);
    EXPECT_EQ(fused[0].bm25Rank, 1);
    EXPECT_FALSE(fused[1].bm25.has_value());
    EXPECT_EQ(fused[2].denseRank, 0);
}

TEST(RankFusion, tiesGoToTheEarlierChunk) {
    const std::vector<RankedChunk> dense{{9, 1.0f}}, bm25{{2, 1.0f}};
    EXPECT_THAT(chunksOf(fuse(dense, bm25)), ElementsAre(2, 9));
}

TEST(RankFusion, ofOneList_keepsItsOrder) {
    const std::vector<RankedChunk> bm25{{4, 3.0f}, {1, 2.0f}, {8, 1.0f}};
    EXPECT_THAT(chunksOf(fuse({}, bm25)), ElementsAre(4, 1, 8));
    EXPECT_TRUE(fuse({}, {}).empty());
}

TEST(QuestionTerms, leaveOutQuestionWords) {
    const auto terms = questionTerms("Who did the captain marry?", "en");
    EXPECT_THAT(terms, ElementsAre("captain", "marri"));
    EXPECT_THAT(questionTerms("Wer war der Kapitän?", "de"), Not(Contains("wer")));
}

TEST(QuestionTerms, ofFunctionWordsOnly_keepThem) {
    EXPECT_FALSE(questionTerms("Who is he?", "en").empty());
    EXPECT_TRUE(questionTerms("?!", "en").empty());
}

TEST(Bm25, prefersRareTermsAndShortTexts) {
    Bm25Index index;
    index.add(std::vector<std::string>{"whale", "sea", "sea"});
    index.add(std::vector<std::string>{"sea", "ship"});
    index.add(std::vector<std::string>{"sea", "ship", "rope", "mast", "sail", "deck"});
    const std::vector<std::string> query{"whale", "sea"};
    const auto hits = index.search(query, 2);
    ASSERT_EQ(hits.size(), 2u);
    EXPECT_EQ(hits[0].chunk, 0);
    EXPECT_EQ(hits[1].chunk, 1);
    EXPECT_TRUE(index.search(std::vector<std::string>{"harpoon"}, 5).empty());
}

constexpr std::size_t kPairsFeature = 8;

std::vector<Candidate> candidates(const std::vector<std::string>& texts) {
    std::vector<Candidate> out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        FusedChunk hit;
        hit.chunk = static_cast<std::int64_t>(10 * i);
        hit.bm25 = 5.0f;
        hit.bm25Rank = 3; // alike: the texts alone decide
        out.push_back({hit, texts[i]});
    }
    return out;
}

TEST(Ranking, prefersTheTermsInOneSentence) {
    const std::vector<std::string> texts{
        "The rope was old. It rained all day. Nobody spoke at supper. The captain slept. A sailor cut bread.",
        "It rained all day. The captain cut the rope. Nobody spoke at supper. A sailor slept. The bread was "
        "old."};
    const auto scores = rankCandidates("Who cut the rope of the captain?", candidates(texts), "en");
    ASSERT_EQ(scores.size(), 2u);
    EXPECT_GT(scores[1], scores[0]);
}

TEST(Ranking, trustsDenseSearch_asFarAsTheRetrieverKnowsTheWords) {
    const std::vector<std::string> texts(2, "The captain slept.");
    std::vector<Candidate> hits = candidates(texts);
    hits[0].hit.dense = 0.9f;
    hits[0].hit.denseRank = 1;
    hits[0].hit.bm25 = 4.99f;
    hits[0].hit.bm25Rank = 2;
    hits[1].hit.dense = 0.1f;
    hits[1].hit.denseRank = 2;
    hits[1].hit.bm25 = 5.0f;
    hits[1].hit.bm25Rank = 1;
    const auto full = rankCandidates("Who slept?", hits, "en", 1),
               none = rankCandidates("Who slept?", hits, "en", 0);
    EXPECT_GT(full[0], full[1]);
    EXPECT_GT(none[1], none[0]);
}

TEST(Ranking, doesNotTakeOverlappingBigrams_forNeighbouringWords) {
    // Both hold the same bigrams of the question; in the second they stand one after another.
    const std::vector<std::string> texts{"北京。京城。", "北京城。"};
    const auto features = rankingFeatures("北京城", candidates(texts), "zh");
    EXPECT_FLOAT_EQ(features[0][kPairsFeature], features[1][kPairsFeature]);
}

TEST(Ranking, takesAnything) {
    EXPECT_TRUE(rankCandidates("Who?", {}, "en").empty());
    const std::vector<std::string> texts{"", "\n\n", "猫は歩いた。", std::string(20'000, 'x')};
    for (const char* question : {"", "?", "Who is the cat?", "猫は何をしたか"})
        for (const float score : rankCandidates(question, candidates(texts)))
            EXPECT_TRUE(std::isfinite(score));
}

} // namespace
} // namespace memlong
