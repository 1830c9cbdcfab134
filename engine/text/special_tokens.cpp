#include "engine/text/special_tokens.h"

#include <charconv>

#include <nlohmann/json.hpp>

#include "engine/base/json.h"
#include "engine/text/added_tokens.h"

namespace memlong {
namespace {

/// "bos_token" is a string, an object with "content", or null.
std::optional<std::string> tokenText(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end())
        return std::nullopt;
    if (found->is_string())
        return found->get<std::string>();
    if (found->is_object() && found->contains("content") && (*found)["content"].is_string())
        return (*found)["content"].get<std::string>();
    return std::nullopt;
}

bool isTokenId(const nlohmann::json& value) {
    return value.is_number_integer() && value >= 0 && value <= kMaxTokenId;
}

void readNames(const nlohmann::json& object, SpecialTokens& tokens) {
    for (auto [key, target] : {std::pair{"bos_token", &tokens.bos}, std::pair{"eos_token", &tokens.eos},
                               std::pair{"unk_token", &tokens.unknown}})
        if (auto text = tokenText(object, key); text && !*target)
            *target = std::move(text);
}

Error badId(const std::filesystem::path& file) {
    return makeError(ErrorCode::Corrupt, file.string() + " gives a token an impossible id; fetch it again");
}

} // namespace

Result<SpecialTokens> readSpecialTokens(const std::filesystem::path& folder) {
    SpecialTokens tokens;
    std::error_code ignored;
    if (const auto file = folder / "tokenizer_config.json"; std::filesystem::is_regular_file(file, ignored)) {
        MEMLONG_ASSIGN(const nlohmann::json config, readJsonObject(file));
        readNames(config, tokens);
        if (const auto added = config.find("added_tokens_decoder");
            added != config.end() && added->is_object()) {
            for (const auto& [key, value] : added->items()) {
                TokenId id = -1;
                const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
                if (error != std::errc() || end != key.data() + key.size() || id < 0 || id > kMaxTokenId ||
                    !value.is_object())
                    return badId(file);
                if (const auto text = tokenText(nlohmann::json{{"token", value}}, "token");
                    text && !text->empty())
                    tokens.added.emplace(*text, id);
            }
        }
    }
    if (const auto file = folder / "special_tokens_map.json";
        std::filesystem::is_regular_file(file, ignored)) {
        MEMLONG_ASSIGN(const nlohmann::json map, readJsonObject(file));
        readNames(map, tokens);
    }
    if (const auto file = folder / "added_tokens.json"; std::filesystem::is_regular_file(file, ignored)) {
        MEMLONG_ASSIGN(const nlohmann::json added, readJsonObject(file));
        for (const auto& [text, id] : added.items()) {
            if (!isTokenId(id))
                return badId(file);
            if (!text.empty())
                tokens.added.emplace(text, id.get<TokenId>());
        }
    }
    return tokens;
}

} // namespace memlong
