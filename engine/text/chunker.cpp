#include "engine/text/chunker.h"

#include <algorithm>
#include <deque>

#include "engine/base/utf8.h"
#include "engine/text/segments.h"

namespace memlong {
namespace {

constexpr std::size_t kSliceBytes = 16 * kMaxSegmentBytes;

bool isContinuationByte(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

} // namespace

/// Offsets are bytes of the document. Text before `m_textBegin` has left with its chunk.
struct Chunker::State {
    struct PageStart {
        std::uint64_t offset = 0;
        int page = 0;
    };

    std::shared_ptr<const Tokenizer> tokenizer;
    std::size_t chunkTokens = 1;

    std::string text; // from the beginning of the unfinished chunk on
    std::uint64_t textBegin = 0;
    std::size_t tokenized = 0; // bytes of `text` whose tokens are known
    bool continued = false;    // a segment was encoded before

    std::vector<Token> tokens;        // of the unfinished chunk; ranges are offsets into `text`
    std::deque<PageStart> pageStarts; // ascending; the first holds the beginning of `text`
    int ordinal = 0;
    std::uint64_t tokenBegin = 0;
    std::uint64_t charBegin = 0;

    /// In slices: text that has left is removed from the front of `text`, which must stay short for that.
    void addPage(std::string_view pageText, int number, std::vector<Chunk>& done) {
        if (pageText.empty())
            return;
        pageStarts.push_back({textBegin + text.size(), number});
        while (!pageText.empty()) {
            const std::size_t length = std::min(pageText.size(), kSliceBytes);
            text += pageText.substr(0, length);
            pageText.remove_prefix(length);
            while (text.size() - tokenized > kMaxSegmentBytes)
                tokenizeSegment(segmentLength(std::string_view(text).substr(tokenized)), done);
        }
    }

    void tokenizeSegment(std::size_t length, std::vector<Chunk>& done) {
        const std::string_view segment = std::string_view(text).substr(tokenized, length);
        const auto encoded = continued ? tokenizer->encodeContinuation(segment) : tokenizer->encode(segment);
        continued = true;
        tokens.reserve(tokens.size() + encoded.size());
        for (Token token : encoded) {
            token.begin += static_cast<std::uint32_t>(tokenized);
            token.end += static_cast<std::uint32_t>(tokenized);
            tokens.push_back(token);
        }
        tokenized += length;
        releaseFullChunks(done);
    }

    /// A full chunk leaves only when another token follows: text without tokens at the end of the document
    /// then still finds its chunk.
    void releaseFullChunks(std::vector<Chunk>& done) {
        std::size_t used = 0;     // tokens
        std::size_t textUsed = 0; // bytes
        while (tokens.size() - used > chunkTokens) {
            std::size_t end = std::max<std::size_t>(textUsed, tokens[used + chunkTokens - 1].end);
            while (end < text.size() && isContinuationByte(text[end]))
                ++end;
            done.push_back(makeChunk(used, chunkTokens, textUsed, end));
            used += chunkTokens;
            textUsed = end;
        }
        dropFront(used, textUsed);
    }

    Chunk makeChunk(std::size_t firstToken, std::size_t count, std::size_t begin, std::size_t end) {
        Chunk chunk;
        chunk.ordinal = ordinal++;
        chunk.tokens.reserve(count);
        for (std::size_t i = firstToken; i < firstToken + count; ++i)
            chunk.tokens.push_back(tokens[i].id);
        chunk.text = text.substr(begin, end - begin);
        chunk.tokenBegin = tokenBegin;
        chunk.tokenEnd = tokenBegin += count;
        chunk.charBegin = charBegin;
        chunk.charEnd = charBegin += countCodePoints(chunk.text);
        setPages(chunk, textBegin + begin, textBegin + end);
        return chunk;
    }

    void setPages(Chunk& chunk, std::uint64_t begin, std::uint64_t end) {
        while (pageStarts.size() > 1 && pageStarts[1].offset <= begin)
            pageStarts.pop_front();
        chunk.firstPage = chunk.lastPage = pageStarts.front().page;
        chunk.pageStarts.emplace_back(0, chunk.firstPage);
        for (std::size_t i = 1; i < pageStarts.size() && pageStarts[i].offset < end; ++i) {
            chunk.lastPage = pageStarts[i].page;
            chunk.pageStarts.emplace_back(static_cast<std::uint32_t>(pageStarts[i].offset - begin),
                                          chunk.lastPage);
        }
    }

    void dropFront(std::size_t tokenCount, std::size_t byteCount) {
        if (tokenCount == 0)
            return;
        tokens.erase(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(tokenCount));
        text.erase(0, byteCount);
        textBegin += byteCount;
        // The chunk's last character may reach beyond the tokens that were cut off.
        const auto shifted = [&](std::uint32_t offset) {
            return offset > byteCount ? offset - static_cast<std::uint32_t>(byteCount) : 0;
        };
        for (Token& token : tokens) {
            token.begin = shifted(token.begin);
            token.end = shifted(token.end);
        }
        tokenized -= byteCount;
    }
};

Chunker::Chunker(std::shared_ptr<const Tokenizer> tokenizer, int chunkTokens)
    : m_state(std::make_unique<State>()) {
    m_state->tokenizer = std::move(tokenizer);
    m_state->chunkTokens = static_cast<std::size_t>(std::max(chunkTokens, 1));
}

Chunker::~Chunker() = default;

std::vector<Chunk> Chunker::push(const Page& page) {
    std::vector<Chunk> done;
    if (isValidUtf8(page.text))
        m_state->addPage(page.text, page.number, done);
    else
        m_state->addPage(repairUtf8(page.text), page.number, done);
    return done;
}

std::vector<Chunk> Chunker::finish() {
    std::vector<Chunk> done;
    State& state = *m_state;
    if (state.tokenized < state.text.size())
        state.tokenizeSegment(state.text.size() - state.tokenized, done);
    if (!state.text.empty() || !state.tokens.empty())
        done.push_back(state.makeChunk(0, state.tokens.size(), 0, state.text.size()));
    auto fresh = std::make_unique<State>();
    fresh->tokenizer = state.tokenizer;
    fresh->chunkTokens = state.chunkTokens;
    m_state = std::move(fresh);
    return done;
}

} // namespace memlong
