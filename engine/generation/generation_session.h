// One sequence being generated: prefill, decode one token, reset.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/model/decoder.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// One thread at a time. After an error the session refuses everything until reset(). Exceptions of LibTorch
/// leave it as they are; the runtime's facade converts them.
class GenerationSession {
public:
    explicit GenerationSession(std::shared_ptr<const Decoder> decoder);

    /// Starts a new sequence. `mayUseMemory` fixes where the local window starts (position type Zero: at 1).
    void reset(bool mayUseMemory);
    /// The chunks that the retrieval layers see from now on.
    Result<void> setMemory(std::span<const std::shared_ptr<const KvBlock>> chunks);
    /// Reads tokens in pieces; the stop token is checked between them.
    Result<void> prefill(std::span<const TokenId> tokens, std::stop_token stop);
    Result<void> decodeOne(TokenId token);

    /// Of the newest token, [vocabulary].
    std::span<const float> logits() const;
    /// How its attention was spread over the chunks of the memory; empty without memory.
    const AttentionShares& shares() const { return m_shares; }
    std::int64_t tokens() const { return m_cache ? m_cache->tokens() : 0; }

private:
    Result<void> run(std::span<const TokenId> tokens);

    std::shared_ptr<const Decoder> m_decoder;
    std::optional<KvCache> m_cache;
    MemoryView m_memory;
    AttentionShares m_shares;
    at::Tensor m_logits; // [vocabulary] float32 on the CPU
    bool m_poisoned = true;
};

} // namespace memlong
