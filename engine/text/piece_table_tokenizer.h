// What tokenizers share whose tokens are entries of a table of byte strings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// Decodes from the table; a derived class fills it while loading and encodes.
class PieceTableTokenizer : public Tokenizer {
public:
    std::string decode(std::span<const TokenId> ids) const override {
        std::string text;
        bool first = true;
        for (const TokenId id : ids) {
            std::string piece = pieceBytes(id);
            if (piece.empty())
                continue;
            if (first && m_putsSpaceInFront && piece.front() == ' ')
                piece.erase(0, 1);
            first = false;
            text += piece;
        }
        return repairUtf8(text);
    }
    std::string pieceBytes(TokenId id) const override {
        return id >= 0 && static_cast<std::size_t>(id) < m_bytes.size()
                   ? m_bytes[static_cast<std::size_t>(id)]
                   : std::string();
    }
    int vocabularySize() const override { return static_cast<int>(m_bytes.size()); }
    std::optional<TokenId> bosId() const override { return m_bos; }
    std::optional<TokenId> eosId() const override { return m_eos; }
    std::optional<TokenId> specialId(std::string_view text) const override {
        const auto found = m_special.find(text);
        return found == m_special.end() ? std::nullopt : std::optional(found->second);
    }
    const std::string& fingerprint() const override { return m_fingerprint; }

protected:
    std::vector<std::string> m_bytes; // by id; special tokens have none
    std::map<std::string, TokenId, std::less<>> m_special;
    std::optional<TokenId> m_bos, m_eos;
    std::string m_fingerprint;
    bool m_putsSpaceInFront = false; // and decoding takes it away
};

} // namespace memlong
