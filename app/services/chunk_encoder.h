// Chunks to keys and values with the decoder at hand, whichever tokenizer cut them.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/runtime/runtime.h"
#include "storage/kv_file.h"

namespace memlong {

class ChunkEncoder {
public:
    /// `tokenizerFingerprint`: of the tokenizer that cut the session's chunks of `chunkTokens` tokens.
    ChunkEncoder(std::shared_ptr<DecoderRuntime> decoder, const std::string& tokenizerFingerprint,
                 int chunkTokens);

    struct Source {
        std::span<const TokenId> tokens;
        std::string_view text;
    };
    /// One block a chunk. A chunk that another tokenizer cut is read from its text, in pieces of at most the
    /// chunk size, whose keys and values are joined.
    Result<std::vector<std::shared_ptr<const KvBlock>>> encode(std::span<const Source> chunks,
                                                               const std::stop_token& stop) const;

    /// A block as it goes into the session's K/V file. Empty for none, and for one that does not fit: its
    /// text was cut by another tokenizer and needs far more tokens here, so it is encoded when it is
    /// retrieved.
    std::vector<std::byte> stored(const std::shared_ptr<const KvBlock>& block) const;

    DecoderRuntime& decoder() const { return *m_decoder; }
    const KvLayout& layout() const { return m_layout; }

private:
    std::shared_ptr<DecoderRuntime> m_decoder;
    bool m_sameTokenizer = false;
    std::size_t m_chunkTokens = 0;
    KvLayout m_layout;
};

} // namespace memlong
