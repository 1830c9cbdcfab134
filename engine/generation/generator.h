// Answers a request: prompt, retrieval during generation, sampling, streaming, attention shares.
#pragma once

#include <memory>
#include <stop_token>

#include "engine/generation/chat_template.h"
#include "engine/generation/generation_session.h"
#include "engine/runtime/runtime.h"

namespace memlong {

class Generator {
public:
    Generator(std::shared_ptr<const Decoder> decoder, std::shared_ptr<const Tokenizer> tokenizer,
              ChatFormat format);

    Result<GenerationResult> generate(const GenerationRequest& request, std::stop_token stop);

private:
    struct Prompt {
        std::vector<TokenId> tokens;
        int droppedTurns = 0;
    };
    /// Fits the window: the oldest turns go first, then the end of the context.
    Result<Prompt> fitPrompt(const GenerationRequest& request) const;

    std::shared_ptr<const Decoder> m_decoder;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    ChatFormat m_format;
    std::vector<TokenId> m_stopTokens;
    GenerationSession m_session;
};

} // namespace memlong
