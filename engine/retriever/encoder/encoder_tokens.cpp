#include "engine/retriever/encoder/encoder_tokens.h"

#include <algorithm>

namespace memlong {

Result<EncoderTokens> EncoderTokens::open(const std::filesystem::path& folder, const EncoderConfig& config) {
    EncoderTokens out;
    out.m_config = config;
    MEMLONG_ASSIGN(out.m_tokenizer, loadTokenizer(folder));
    const bool bert = config.family == EncoderFamily::Bert;
    const auto unknown = out.m_tokenizer->specialId(bert ? "[UNK]" : "<unk>");
    // A SentencePiece model has <unk> 0; a vocabulary that is numbered like the checkpoint has it at 3.
    if (!bert && unknown && *unknown == 0 && config.vocabularySize > 4) {
        out.m_first = 0;
        out.m_last = 2;
        out.m_unknown = 3;
        out.m_shifted = true;
        return out;
    }
    const auto first = out.m_tokenizer->specialId(bert ? "[CLS]" : "<s>"),
               last = out.m_tokenizer->specialId(bert ? "[SEP]" : "</s>");
    if (!first || !last || !unknown || std::max({*first, *last, *unknown}) >= config.vocabularySize)
        return makeError(ErrorCode::BadInput,
                         "the tokenizer of " + folder.string() +
                             " lacks the special tokens of its model; fetch the folder again");
    out.m_first = *first;
    out.m_last = *last;
    out.m_unknown = *unknown;
    return out;
}

/// XLM-RoBERTa checkpoints number SentencePiece pieces from 1, with <s> 0, <pad> 1, </s> 2, <unk> 3.
TokenId EncoderTokens::encoderId(TokenId id) const {
    if (m_shifted)
        id = id < 3 ? m_unknown : id + 1;
    return id >= 0 && id < m_config.vocabularySize ? id : m_unknown;
}

std::vector<TokenId> EncoderTokens::idsOf(const std::vector<Token>& tokens) const {
    std::vector<TokenId> ids;
    ids.reserve(tokens.size());
    for (const Token& token : tokens)
        ids.push_back(encoderId(token.id));
    return ids;
}

EncoderInput EncoderTokens::single(std::span<const TokenId> ids) const {
    EncoderInput input;
    input.ids.reserve(ids.size() + 2);
    input.ids.push_back(m_first);
    input.ids.insert(input.ids.end(), ids.begin(), ids.end());
    input.ids.push_back(m_last);
    return input;
}

EncoderInput EncoderTokens::pair(std::span<const TokenId> first, std::span<const TokenId> second) const {
    const bool bert = m_config.family == EncoderFamily::Bert;
    const std::size_t specials = bert ? 3 : 4;
    const auto longest = static_cast<std::size_t>(m_config.maxTokens) -
                         std::min<std::size_t>(specials, static_cast<std::size_t>(m_config.maxTokens));
    first = first.first(std::min(first.size(), longest / 2));
    second = second.first(std::min(second.size(), longest - first.size()));
    EncoderInput input = single(first);
    if (bert)
        input.types.assign(input.ids.size(), 0);
    else
        input.ids.push_back(m_last);
    input.ids.insert(input.ids.end(), second.begin(), second.end());
    input.ids.push_back(m_last);
    if (bert)
        input.types.resize(input.ids.size(), m_config.tokenTypes > 1 ? 1 : 0);
    return input;
}

} // namespace memlong
