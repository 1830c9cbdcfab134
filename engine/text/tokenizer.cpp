#include "engine/text/tokenizer.h"

namespace memlong {

std::vector<TokenId> Tokenizer::encodeIds(std::string_view text) const {
    const std::vector<Token> tokens = encode(text);
    std::vector<TokenId> ids;
    ids.reserve(tokens.size());
    for (const Token& token : tokens)
        ids.push_back(token.id);
    return ids;
}

} // namespace memlong
