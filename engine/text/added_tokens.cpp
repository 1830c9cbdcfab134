#include "engine/text/added_tokens.h"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/base/json.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxPlain = 2000; // each costs a comparison at every place where it may begin

bool isWordCharacter(UChar32 c) {
    return u_isalnum(c) || c == '_' || u_charType(c) == U_NON_SPACING_MARK;
}

bool wordCharacterBefore(std::string_view text, std::size_t offset) {
    if (offset == 0)
        return false;
    auto i = static_cast<int32_t>(offset);
    UChar32 c = 0;
    U8_PREV_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), 0, i, c);
    return isWordCharacter(c);
}

bool wordCharacterAt(std::string_view text, std::size_t offset) {
    if (offset >= text.size())
        return false;
    auto i = static_cast<int32_t>(offset);
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), i, static_cast<int32_t>(text.size()), c);
    return isWordCharacter(c);
}

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

Result<AddedTokens> AddedTokens::read(const nlohmann::json& description, const std::string& file) {
    AddedTokens tokens;
    const auto list = description.find("added_tokens");
    if (list == description.end() || !list->is_array())
        return tokens;
    for (const auto& entry : *list) {
        AddedToken token;
        const auto id = entry.at("id").get<std::int64_t>();
        token.text = entry.at("content").get<std::string>();
        if (id < 0 || id > kMaxTokenId || token.text.empty())
            return makeError(ErrorCode::Corrupt, file + " has a damaged added token; fetch the file again");
        token.id = static_cast<TokenId>(id);
        token.special = entry.value("special", false);
        token.singleWord = entry.value("single_word", false);
        token.stripLeft = entry.value("lstrip", false);
        token.stripRight = entry.value("rstrip", false);
        if (!token.special) {
            tokens.m_plain.push_back(tokens.m_all.size());
            tokens.m_firstBytes[static_cast<unsigned char>(token.text.front())] = true;
        }
        tokens.m_all.push_back(std::move(token));
    }
    if (tokens.m_plain.size() > kMaxPlain)
        return makeError(ErrorCode::UnsupportedVersion,
                         file + " adds more tokens than this version supports");
    std::stable_sort(tokens.m_plain.begin(), tokens.m_plain.end(), [&](std::size_t a, std::size_t b) {
        return tokens.m_all[a].text.size() > tokens.m_all[b].text.size();
    });
    return tokens;
}

const AddedToken* AddedTokens::longestAt(std::string_view text, std::size_t offset) const {
    for (const std::size_t index : m_plain) {
        const AddedToken& token = m_all[index];
        if (!text.substr(offset).starts_with(token.text))
            continue;
        if (token.singleWord &&
            (wordCharacterBefore(text, offset) || wordCharacterAt(text, offset + token.text.size())))
            continue;
        return &token;
    }
    return nullptr;
}

std::vector<AddedTokens::Part> AddedTokens::split(std::string_view text) const {
    std::vector<Part> parts;
    std::size_t begin = 0;
    const auto addText = [&](std::size_t end) {
        if (end > begin)
            parts.push_back(
                {text.substr(begin, end - begin), static_cast<std::uint32_t>(begin), std::nullopt});
    };
    for (std::size_t i = 0; !m_plain.empty() && i < text.size();) {
        const AddedToken* token =
            m_firstBytes[static_cast<unsigned char>(text[i])] ? longestAt(text, i) : nullptr;
        if (token == nullptr) {
            ++i;
            continue;
        }
        std::size_t tokenBegin = i;
        std::size_t tokenEnd = i + token->text.size();
        while (token->stripLeft && tokenBegin > begin && isSpace(text[tokenBegin - 1]))
            --tokenBegin;
        while (token->stripRight && tokenEnd < text.size() && isSpace(text[tokenEnd]))
            ++tokenEnd;
        addText(tokenBegin);
        parts.push_back({text.substr(tokenBegin, tokenEnd - tokenBegin),
                         static_cast<std::uint32_t>(tokenBegin), token->id});
        begin = i = tokenEnd;
    }
    addText(text.size());
    return parts;
}

} // namespace memlong
