// Texts as inputs of an encoder: ids of its vocabulary between its special tokens.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "engine/retriever/encoder/encoder_config.h"
#include "engine/text/tokenizer.h"

namespace memlong {

struct EncoderInput {
    std::vector<TokenId> ids;        // special tokens included
    std::vector<std::int64_t> types; // token types, one an id; empty: all 0
};

class EncoderTokens {
public:
    /// The tokenizer of a model folder. BadInput when it lacks the model's special tokens.
    static Result<EncoderTokens> open(const std::filesystem::path& folder, const EncoderConfig& config);

    const Tokenizer& tokenizer() const { return *m_tokenizer; }
    /// Ids as the checkpoint numbers them; what it has no number for is unknown.
    std::vector<TokenId> idsOf(const std::vector<Token>& tokens) const;

    /// Ids that one text may have beside the special tokens.
    std::size_t room() const { return static_cast<std::size_t>(m_config.maxTokens - 2); }
    /// One text: [CLS] ids [SEP], or <s> ids </s>.
    EncoderInput single(std::span<const TokenId> ids) const;
    /// Two texts: [CLS] first [SEP] second [SEP] with token types 0 and 1, or <s> first </s></s> second </s>.
    /// The second is cut where the input would grow too long, the first only beyond half of it.
    EncoderInput pair(std::span<const TokenId> first, std::span<const TokenId> second) const;

private:
    TokenId encoderId(TokenId id) const;

    EncoderConfig m_config;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    TokenId m_first = 0, m_last = 0, m_unknown = 0;
    bool m_shifted = false; // XLM-RoBERTa's numbers are those of the SentencePiece model plus one
};

} // namespace memlong
