// How a conversation is written for a model: the handful of formats that the known families use.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/runtime.h"

namespace memlong {

enum class ChatFormat {
    Plain,          // "Question: ... Answer:", for models without instruction tuning
    Memlong,        // <|context|>...<|end|><|user|>...<|end|><|assistant|>
    ChatMl,         // Qwen, SmolLM2
    ChatMlThinking, // Qwen3: thinks aloud first, unless an empty thought stands before the answer, as here
    Llama2,
    Llama3,
    Mistral,
    Zephyr, // TinyLlama, Zephyr
};

/// A stretch of a prompt: a special token by its text, or plain text in which nothing is special.
struct PromptPiece {
    bool special = false;
    std::string text;
};

/// From the chat_template of tokenizer_config.json (or chat_template.jinja) in `folder`, else from the
/// special tokens of the vocabulary. Templates are recognised, not run.
ChatFormat detectChatFormat(const std::filesystem::path& folder, const Tokenizer& tokenizer);
ChatFormat chatFormatOfTemplate(std::string_view jinja);

/// The prompt up to where the assistant's answer begins. `context` goes before the last question.
std::vector<PromptPiece> writePrompt(ChatFormat format, std::span<const ChatTurn> turns,
                                     const std::string& context);

/// Token ids of a prompt, the beginning-of-sequence token included where the vocabulary has one.
std::vector<TokenId> encodePrompt(const std::vector<PromptPiece>& pieces, const Tokenizer& tokenizer);

/// Special tokens that end an answer besides the model's end-of-sequence ids.
std::vector<TokenId> stopTokens(ChatFormat format, const Tokenizer& tokenizer);

/// Text that ends an answer; empty where a token does.
std::string_view stopText(ChatFormat format);

} // namespace memlong
