#include "app/services/chunk_encoder.h"

#include <algorithm>

#include "app/services/kv_codec.h"

namespace memlong {
namespace {

// Another tokenizer may need more tokens for the same text; what needs more than this is not stored.
constexpr int kRoomForOtherTokenizer = 4;

} // namespace

ChunkEncoder::ChunkEncoder(std::shared_ptr<DecoderRuntime> decoder, const std::string& tokenizerFingerprint,
                           int chunkTokens)
    : m_decoder(std::move(decoder)),
      m_sameTokenizer(m_decoder->tokenizer()->fingerprint() == tokenizerFingerprint),
      m_chunkTokens(static_cast<std::size_t>(chunkTokens)),
      m_layout(kvLayoutFor(m_decoder->info(),
                           m_sameTokenizer ? chunkTokens : chunkTokens * kRoomForOtherTokenizer)) {}

Result<std::vector<std::shared_ptr<const KvBlock>>> ChunkEncoder::encode(std::span<const Source> chunks,
                                                                         const std::stop_token& stop) const {
    std::vector<std::vector<TokenId>> pieces;
    std::vector<std::size_t> piecesOf;
    for (const Source& chunk : chunks) {
        std::vector<TokenId> tokens = m_sameTokenizer
                                          ? std::vector<TokenId>(chunk.tokens.begin(), chunk.tokens.end())
                                          : m_decoder->tokenizer()->encodeIds(chunk.text);
        piecesOf.push_back((tokens.size() + m_chunkTokens - 1) / m_chunkTokens);
        for (std::size_t begin = 0; begin < tokens.size(); begin += m_chunkTokens) {
            const std::size_t end = std::min(begin + m_chunkTokens, tokens.size());
            pieces.emplace_back(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                                tokens.begin() + static_cast<std::ptrdiff_t>(end));
        }
    }
    MEMLONG_ASSIGN(const auto encoded,
                   m_decoder->encodeChunks(pieces, storedKvType(m_decoder->info()), stop));
    if (encoded.size() != pieces.size())
        return makeError(ErrorCode::Internal,
                         "the decoder encoded another number of chunks than it was given");
    std::vector<std::shared_ptr<const KvBlock>> blocks;
    std::size_t next = 0;
    for (const std::size_t count : piecesOf) {
        blocks.push_back(count == 0 ? nullptr : joinKvBlocks(std::span(encoded).subspan(next, count)));
        next += count;
    }
    return blocks;
}

std::vector<std::byte> ChunkEncoder::stored(const std::shared_ptr<const KvBlock>& block) const {
    std::vector<std::byte> bytes;
    if (block != nullptr)
        bytes = encodeKvBlock(*block);
    if (bytes.size() > m_layout.slotBytes)
        bytes.clear();
    return bytes;
}

} // namespace memlong
