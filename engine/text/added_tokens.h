// The "added_tokens" of a tokenizer.json: special ones, which text never produces, and plain ones, which are
// found in text before anything else happens to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// No vocabulary has more; keeps tables that are indexed by id small whatever a file says.
inline constexpr TokenId kMaxTokenId = 4'000'000;

struct AddedToken {
    std::string text;
    TokenId id = 0;
    bool special = false;
    bool singleWord = false;
    bool stripLeft = false; // takes the white space before it
    bool stripRight = false;
};

class AddedTokens {
public:
    static Result<AddedTokens> read(const nlohmann::json& description, const std::string& file);

    struct Part {
        std::string_view text;
        std::uint32_t begin = 0;   // of `text` in the whole
        std::optional<TokenId> id; // the part is this token
    };
    /// `text` as plain text and plain added tokens, in order.
    std::vector<Part> split(std::string_view text) const;
    const std::vector<AddedToken>& all() const { return m_all; }

private:
    const AddedToken* longestAt(std::string_view text, std::size_t offset) const;

    std::vector<AddedToken> m_all;
    std::vector<std::size_t> m_plain; // indices into m_all, longest text first
    bool m_firstBytes[256] = {};      // with which a plain one begins
};

} // namespace memlong
