// The alphabet in which GPT-2 and its descendants write bytes: every byte is a visible character.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace memlong {

/// The UTF-8 of the character that stands for `byte`.
const std::string& byteCharacter(unsigned char byte);

/// The bytes that `token` stands for; nothing when it holds a character outside the alphabet.
std::optional<std::string> bytesOfToken(std::string_view token);

} // namespace memlong
