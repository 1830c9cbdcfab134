#include "engine/generation/generation_session.h"

#include <algorithm>

namespace memlong {
namespace {

/// Bounds the attention scores that exist at once: [heads, 256, memory + window].
constexpr std::size_t kPrefillTokens = 256;

} // namespace

GenerationSession::GenerationSession(std::shared_ptr<const Decoder> decoder)
    : m_decoder(std::move(decoder)) {}

void GenerationSession::reset(bool mayUseMemory) {
    m_cache.emplace(m_decoder->config(), mayUseMemory ? m_decoder->firstLocalPosition() : 0);
    m_memory = {};
    m_shares.clear();
    m_logits = at::Tensor();
    m_poisoned = false;
}

Result<void> GenerationSession::setMemory(std::span<const std::shared_ptr<const KvBlock>> chunks) {
    MEMLONG_ASSIGN(
        m_memory, makeMemoryView(chunks, m_decoder->config(), m_decoder->rotary(), m_decoder->activations()));
    return {};
}

Result<void> GenerationSession::run(std::span<const TokenId> tokens) {
    if (m_poisoned)
        return makeError(ErrorCode::Internal, "the generation session was used after an error");
    m_poisoned = true; // until this run has succeeded
    const int vocabulary = m_decoder->config().vocabularySize;
    for (const TokenId token : tokens)
        if (token < 0 || token >= vocabulary)
            return makeError(ErrorCode::BadInput, "the tokenizer gave the token " + std::to_string(token) +
                                                      ", but the model knows only " +
                                                      std::to_string(vocabulary));
    at::Tensor ids = at::empty({1, static_cast<std::int64_t>(tokens.size())}, at::kLong);
    std::copy(tokens.begin(), tokens.end(), ids.data_ptr<std::int64_t>());
    m_shares.clear();
    Decoder::Input input;
    input.tokens = ids.to(m_decoder->activations().device());
    input.cache = &*m_cache;
    input.memory = &m_memory;
    input.shares = &m_shares;
    m_logits = m_decoder->forward(input).flatten().to(at::kCPU).contiguous();
    m_poisoned = false;
    return {};
}

Result<void> GenerationSession::prefill(std::span<const TokenId> tokens, std::stop_token stop) {
    while (!tokens.empty()) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "cancelled");
        const std::size_t count = std::min(tokens.size(), kPrefillTokens);
        MEMLONG_TRY(run(tokens.first(count)));
        tokens = tokens.subspan(count);
    }
    return {};
}

Result<void> GenerationSession::decodeOne(TokenId token) {
    return run(std::span(&token, 1));
}

std::span<const float> GenerationSession::logits() const {
    if (!m_logits.defined())
        return {};
    return {m_logits.data_ptr<float>(), static_cast<std::size_t>(m_logits.numel())};
}

} // namespace memlong
