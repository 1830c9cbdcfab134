#include <random>

#include <gtest/gtest.h>

#include "engine/base/utf8.h"
#include "engine/text/chunker.h"
#include "engine/text/segments.h"
#include "tests/support/test_support.h"
#include "tests/text/text_samples.h"

namespace memlong {
namespace {

/// Every byte is a token: the hardest case for character boundaries.
class ByteTokenizer final : public Tokenizer {
public:
    std::vector<Token> encode(std::string_view text) const override {
        std::vector<Token> tokens;
        for (std::uint32_t i = 0; i < text.size(); ++i)
            tokens.push_back({static_cast<unsigned char>(text[i]), i, i + 1});
        return tokens;
    }
    std::string decode(std::span<const TokenId> ids) const override {
        std::string text;
        for (const TokenId id : ids)
            text += pieceBytes(id);
        return repairUtf8(text);
    }
    std::string pieceBytes(TokenId id) const override { return std::string(1, static_cast<char>(id)); }
    int vocabularySize() const override { return 256; }
    std::optional<TokenId> bosId() const override { return std::nullopt; }
    std::optional<TokenId> eosId() const override { return std::nullopt; }
    std::optional<TokenId> specialId(std::string_view) const override { return std::nullopt; }
    const std::string& fingerprint() const override { return m_fingerprint; }

private:
    std::string m_fingerprint = "bytes";
};

/// Words separated by white space; white space itself has no tokens, and neither has a blank text.
class WordTokenizer final : public Tokenizer {
public:
    std::vector<Token> encode(std::string_view text) const override {
        std::vector<Token> tokens;
        std::uint32_t end = 0;
        for (std::uint32_t i = 0; i < text.size();) {
            while (i < text.size() && (text[i] == ' ' || text[i] == '\n'))
                ++i;
            if (i == text.size())
                break;
            while (i < text.size() && text[i] != ' ' && text[i] != '\n')
                ++i;
            tokens.push_back({1, end, i});
            end = i;
        }
        if (!tokens.empty())
            tokens.back().end = static_cast<std::uint32_t>(text.size());
        return tokens;
    }
    std::string decode(std::span<const TokenId>) const override { return {}; }
    std::string pieceBytes(TokenId) const override { return {}; }
    int vocabularySize() const override { return 2; }
    std::optional<TokenId> bosId() const override { return std::nullopt; }
    std::optional<TokenId> eosId() const override { return std::nullopt; }
    std::optional<TokenId> specialId(std::string_view) const override { return std::nullopt; }
    const std::string& fingerprint() const override { return m_fingerprint; }

private:
    std::string m_fingerprint = "words";
};

std::vector<Page> cutIntoPages(const std::string& text, unsigned seed, std::size_t averageBytes) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::size_t> length(0, 2 * averageBytes);
    std::vector<Page> pages;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = std::min(text.size(), begin + length(random));
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            ++end;
        Page page;
        page.number = static_cast<int>(pages.size()) + 1;
        page.text = text.substr(begin, end - begin);
        pages.push_back(std::move(page));
        begin = end;
    }
    return pages;
}

std::vector<Chunk> chunksOf(std::shared_ptr<const Tokenizer> tokenizer, int chunkTokens,
                            const std::vector<Page>& pages) {
    Chunker chunker(std::move(tokenizer), chunkTokens);
    std::vector<Chunk> chunks;
    for (const Page& page : pages)
        for (Chunk& chunk : chunker.push(page))
            chunks.push_back(std::move(chunk));
    for (Chunk& chunk : chunker.finish())
        chunks.push_back(std::move(chunk));
    return chunks;
}

std::vector<TokenId> segmentwiseIds(const Tokenizer& tokenizer, std::string_view text) {
    std::vector<TokenId> ids;
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t length = segmentLength(text);
        const auto segment = text.substr(0, length);
        for (const Token& token : first ? tokenizer.encode(segment) : tokenizer.encodeContinuation(segment))
            ids.push_back(token.id);
        text.remove_prefix(length);
    }
    return ids;
}

int pageOfOffset(const std::vector<Page>& pages, std::size_t offset) {
    for (const Page& page : pages) {
        if (offset < page.text.size())
            return page.number;
        offset -= page.text.size();
    }
    return pages.back().number;
}

void expectTiling(const std::string& text, const std::vector<Page>& pages, const std::vector<Chunk>& chunks,
                  const Tokenizer& tokenizer, int chunkTokens) {
    std::string joined;
    std::vector<TokenId> ids;
    std::uint64_t characters = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const Chunk& chunk = chunks[i];
        ASSERT_EQ(chunk.ordinal, static_cast<int>(i));
        ASSERT_EQ(chunk.tokenBegin, ids.size());
        ASSERT_EQ(chunk.charBegin, characters);
        ASSERT_TRUE(isValidUtf8(chunk.text));
        if (i + 1 < chunks.size())
            ASSERT_EQ(chunk.tokens.size(), static_cast<std::size_t>(chunkTokens));
        else
            ASSERT_LE(chunk.tokens.size(), static_cast<std::size_t>(chunkTokens));
        ASSERT_FALSE(chunk.pageStarts.empty());
        ASSERT_EQ(chunk.pageStarts.front(), (std::pair<std::uint32_t, int>(0, chunk.firstPage)));
        ASSERT_EQ(chunk.pageStarts.back().second, chunk.lastPage);
        for (std::size_t start = 0; start < chunk.pageStarts.size() && !chunk.text.empty(); ++start) {
            const auto [offset, page] = chunk.pageStarts[start];
            ASSERT_LT(offset, chunk.text.size());
            ASSERT_EQ(page, pageOfOffset(pages, joined.size() + offset));
            if (start > 0) {
                ASSERT_NE(page, pageOfOffset(pages, joined.size() + offset - 1));
            }
        }
        if (!chunk.text.empty()) {
            ASSERT_EQ(chunk.lastPage, pageOfOffset(pages, joined.size() + chunk.text.size() - 1));
        }
        joined += chunk.text;
        characters += countCodePoints(chunk.text);
        ids.insert(ids.end(), chunk.tokens.begin(), chunk.tokens.end());
        ASSERT_EQ(chunk.tokenEnd, ids.size());
        ASSERT_EQ(chunk.charEnd, characters);
    }
    ASSERT_EQ(joined, text);
    ASSERT_EQ(ids, segmentwiseIds(tokenizer, text));
}

void expectEqualButForPages(const std::vector<Chunk>& a, const std::vector<Chunk>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        ASSERT_EQ(a[i].tokens, b[i].tokens);
        ASSERT_EQ(a[i].text, b[i].text);
        ASSERT_EQ(a[i].charBegin, b[i].charBegin);
    }
}

void checkProperties(std::shared_ptr<const Tokenizer> tokenizer) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        const std::string text = test::randomText(seed, 700 * seed * seed % 30000 + 1);
        for (const int chunkTokens : {1, 3, 64, 256, 512}) {
            const auto pages = cutIntoPages(text, seed, 37 * seed * seed);
            const auto chunks = chunksOf(tokenizer, chunkTokens, pages);
            ASSERT_NO_FATAL_FAILURE(expectTiling(text, pages, chunks, *tokenizer, chunkTokens))
                << "seed " << seed << ", chunk " << chunkTokens;
            const auto otherPages = cutIntoPages(text, seed + 100, 5000);
            ASSERT_NO_FATAL_FAILURE(
                expectEqualButForPages(chunks, chunksOf(tokenizer, chunkTokens, otherPages)));
        }
    }
}

TEST(Chunker, chunksTileTheDocument_bytes) {
    checkProperties(std::make_shared<ByteTokenizer>());
}

TEST(Chunker, chunksTileTheDocument_tokenizerThatSkipsWhiteSpace) {
    checkProperties(std::make_shared<WordTokenizer>());
}

TEST(Chunker, chunksTileTheDocument_sentencePiece) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/llama2_tokenizer.model");
    checkProperties(loadTokenizer(path).value());
}

TEST(Chunker, chunksTileTheDocument_normalisingSentencePiece) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/spm_test_unigram.model");
    checkProperties(loadTokenizer(path).value());
}

TEST(Chunker, segmentsDoNotChangeTheTokensOfABook) {
    MEMLONG_TEST_DATA_OR_SKIP(path, "tokenizers/llama2_tokenizer.model");
    MEMLONG_TEST_DATA_OR_SKIP(book, "books/en_valid/Stevenson__Treasure_Island.txt");
    const auto tokenizer = loadTokenizer(path).value();
    const std::string text = test::readText(book);
    EXPECT_EQ(segmentwiseIds(*tokenizer, text), tokenizer->encodeIds(text));
}

TEST(Chunker, emptyDocumentHasNoChunks) {
    Chunker chunker(std::make_shared<ByteTokenizer>(), 8);
    EXPECT_TRUE(chunker.push(Page{.number = 1}).empty());
    EXPECT_TRUE(chunker.finish().empty());
}

TEST(Chunker, startsAfreshAfterFinish) {
    Chunker chunker(std::make_shared<ByteTokenizer>(), 4);
    chunker.push(Page{.number = 3, .text = "abcdef"});
    ASSERT_EQ(chunker.finish().size(), 2u);
    chunker.push(Page{.number = 1, .text = "xyz"});
    const auto chunks = chunker.finish();
    ASSERT_EQ(chunks.size(), 1u);
    EXPECT_EQ(chunks[0].ordinal, 0);
    EXPECT_EQ(chunks[0].charBegin, 0u);
    EXPECT_EQ(chunks[0].firstPage, 1);
}

TEST(Chunker, textWithoutSpacesIsCutByForce) {
    const auto tokenizer = std::make_shared<ByteTokenizer>();
    Chunker chunker(tokenizer, 512);
    std::string page;
    for (int i = 0; i < 100'000; ++i)
        page += "é";
    std::uint64_t characters = 0;
    for (int number = 1; number <= 20; ++number)
        for (const Chunk& chunk : chunker.push(Page{.number = number, .text = page}))
            characters = chunk.charEnd;
    for (const Chunk& chunk : chunker.finish())
        characters = chunk.charEnd;
    EXPECT_EQ(characters, 2'000'000u);
}

TEST(Segments, cutBeforeASpaceBetweenWords) {
    std::string text = std::string(4000, 'x') + " word\n\nnext " + std::string(500, 'y');
    EXPECT_EQ(segmentLength(text), 4011u);
    text = std::string(4000, 'x') + "\n\n" + std::string(500, 'y');
    EXPECT_EQ(segmentLength(text), 4002u);
    EXPECT_EQ(segmentLength(std::string(kMaxSegmentBytes, 'x')), kMaxSegmentBytes);
    std::string wide = "x";
    for (int i = 0; i < 3000; ++i)
        wide += "é";
    EXPECT_EQ(segmentLength(wide), 4095u);
}

} // namespace
} // namespace memlong
