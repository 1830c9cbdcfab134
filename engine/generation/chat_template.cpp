#include "engine/generation/chat_template.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/json.h"

namespace memlong {
namespace {

constexpr std::string_view kEos = "</s>"; // stands for the vocabulary's own, whatever its text

/// Appends pieces; joins neighbouring plain text, so that it is tokenized as a whole.
class Writer {
public:
    Writer& special(std::string_view text) {
        m_pieces.push_back({true, std::string(text)});
        return *this;
    }
    Writer& plain(std::string_view text) {
        if (text.empty())
            return *this;
        if (m_pieces.empty() || m_pieces.back().special)
            m_pieces.push_back({false, {}});
        m_pieces.back().text += text;
        return *this;
    }
    std::vector<PromptPiece> take() { return std::move(m_pieces); }

private:
    std::vector<PromptPiece> m_pieces;
};

std::string_view roleName(ChatRole role) {
    switch (role) {
    case ChatRole::System:
        return "system";
    case ChatRole::User:
        return "user";
    case ChatRole::Assistant:
        return "assistant";
    }
    return "user";
}

void writeTagged(Writer& writer, std::span<const ChatTurn> turns, ChatFormat format,
                 const std::string& context) {
    for (const ChatTurn& turn : turns) {
        if (!context.empty() && &turn == &turns.back())
            writer.special("<|context|>").plain(context).special("<|end|>");
        const std::string_view role = roleName(turn.role);
        const std::string tag = "<|" + std::string(role) + "|>";
        switch (format) {
        case ChatFormat::ChatMl:
        case ChatFormat::ChatMlThinking:
            writer.special("<|im_start|>")
                .plain(role)
                .plain("\n")
                .plain(turn.text)
                .special("<|im_end|>")
                .plain("\n");
            break;
        case ChatFormat::Llama3:
            writer.special("<|start_header_id|>").plain(role).special("<|end_header_id|>").plain("\n\n");
            writer.plain(turn.text).special("<|eot_id|>");
            break;
        case ChatFormat::Zephyr:
            writer.special(tag).plain("\n").plain(turn.text).special(kEos).plain("\n");
            break;
        default:
            writer.special(tag).plain(turn.text).special("<|end|>");
        }
    }
    switch (format) {
    case ChatFormat::ChatMl:
        writer.special("<|im_start|>").plain("assistant\n");
        break;
    case ChatFormat::ChatMlThinking:
        writer.special("<|im_start|>").plain("assistant\n");
        writer.special("<think>").plain("\n\n").special("</think>").plain("\n\n");
        break;
    case ChatFormat::Llama3:
        writer.special("<|start_header_id|>").plain("assistant").special("<|end_header_id|>").plain("\n\n");
        break;
    case ChatFormat::Zephyr:
        writer.special("<|assistant|>").plain("\n");
        break;
    default:
        writer.special("<|assistant|>");
    }
}

/// Llama 2 and Mistral: pairs of question and answer, the system text inside the first question.
void writeInstructions(Writer& writer, std::span<const ChatTurn> turns, ChatFormat format) {
    std::string system;
    bool first = true;
    for (const ChatTurn& turn : turns) {
        if (turn.role == ChatRole::System) {
            system += (system.empty() ? "" : "\n") + turn.text;
        } else if (turn.role == ChatRole::Assistant) {
            writer.plain(" " + turn.text).special(kEos);
        } else {
            if (!first && format == ChatFormat::Llama2)
                writer.special("<s>");
            writer.special("[INST]").plain(" ");
            if (!system.empty())
                writer.plain(format == ChatFormat::Llama2 ? "<<SYS>>\n" + system + "\n<</SYS>>\n\n"
                                                          : system + "\n\n");
            writer.plain(turn.text + " ").special("[/INST]");
            system.clear();
            first = false;
        }
    }
}

void writePlain(Writer& writer, std::span<const ChatTurn> turns) {
    for (const ChatTurn& turn : turns)
        switch (turn.role) {
        case ChatRole::System:
            writer.plain(turn.text + "\n\n");
            break;
        case ChatRole::User:
            writer.plain("Question: " + turn.text + "\nAnswer:");
            break;
        case ChatRole::Assistant:
            writer.plain(" " + turn.text + "\n\n");
            break;
        }
}

std::string templateText(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / "chat_template.jinja", ignored))
        return readFile(folder / "chat_template.jinja", 1 << 20).value_or(std::string());
    const auto json = readJsonObject(folder / "tokenizer_config.json");
    if (!json || !json->contains("chat_template"))
        return {};
    const auto& value = (*json)["chat_template"];
    if (value.is_string())
        return value.get<std::string>();
    std::string all; // a list of named templates
    if (value.is_array())
        for (const auto& item : value)
            if (item.is_object() && item.contains("template") && item["template"].is_string())
                all += item["template"].get<std::string>();
    return all;
}

/// Those of the prompt's tags that the tokenizer would take out of any text, as it does with tokens that are
/// declared as "not special" or "user defined": a passage could end the turn with them.
std::vector<std::string> readFromText(const std::vector<PromptPiece>& pieces, const Tokenizer& tokenizer) {
    std::vector<std::string> tags;
    for (const PromptPiece& piece : pieces) {
        if (!piece.special || std::ranges::find(tags, piece.text) != tags.end())
            continue;
        const auto id = tokenizer.specialId(piece.text);
        const std::vector<TokenId> ids = tokenizer.encodeIds(piece.text);
        if (id && std::ranges::find(ids, *id) != ids.end())
            tags.push_back(piece.text);
    }
    return tags;
}

/// The text, cut behind the first character of every such tag.
std::vector<std::string_view> apart(std::string_view text, const std::vector<std::string>& tags) {
    std::vector<std::string_view> parts;
    while (true) {
        std::size_t cut = text.npos;
        for (const std::string& tag : tags)
            cut = std::min(cut, text.find(tag));
        if (cut == text.npos)
            break;
        parts.push_back(text.substr(0, cut + 1));
        text.remove_prefix(cut + 1);
    }
    parts.push_back(text);
    return parts;
}

} // namespace

ChatFormat chatFormatOfTemplate(std::string_view jinja) {
    const auto has = [&](std::string_view text) { return jinja.find(text) != std::string_view::npos; };
    if (has("<|im_start|>"))
        return has("enable_thinking") ? ChatFormat::ChatMlThinking : ChatFormat::ChatMl;
    if (has("<|start_header_id|>"))
        return ChatFormat::Llama3;
    if (has("[INST]"))
        return has("<<SYS>>") ? ChatFormat::Llama2 : ChatFormat::Mistral;
    if (has("<|user|>"))
        return has("<|end|>") ? ChatFormat::Memlong : ChatFormat::Zephyr;
    return ChatFormat::Plain;
}

ChatFormat detectChatFormat(const std::filesystem::path& folder, const Tokenizer& tokenizer) {
    if (const std::string jinja = templateText(folder); !jinja.empty())
        return chatFormatOfTemplate(jinja);
    const auto has = [&](std::string_view text) { return tokenizer.specialId(text).has_value(); };
    if (has("<|user|>") && has("<|assistant|>") && has("<|end|>"))
        return ChatFormat::Memlong;
    if (has("<|im_start|>") && has("<|im_end|>"))
        return ChatFormat::ChatMl;
    return ChatFormat::Plain;
}

std::vector<PromptPiece> writePrompt(ChatFormat format, std::span<const ChatTurn> turns,
                                     const std::string& context) {
    std::vector<ChatTurn> written(turns.begin(), turns.end());
    const bool hasContextTag = format == ChatFormat::Memlong;
    if (!context.empty() && !hasContextTag) {
        if (format == ChatFormat::Plain) {
            written.insert(written.empty() ? written.end() : written.end() - 1, {ChatRole::System, context});
        } else if (!written.empty()) {
            std::string& question = written.back().text;
            question = "Answer the question from these passages.\n\n" + context + "\n\nQuestion: " + question;
        }
    }
    Writer writer;
    switch (format) {
    case ChatFormat::Plain:
        writePlain(writer, written);
        break;
    case ChatFormat::Llama2:
    case ChatFormat::Mistral:
        writeInstructions(writer, written, format);
        break;
    default:
        writeTagged(writer, written, format, hasContextTag ? context : std::string());
    }
    return writer.take();
}

std::vector<TokenId> encodePrompt(const std::vector<PromptPiece>& pieces, const Tokenizer& tokenizer) {
    std::vector<TokenId> ids;
    const std::vector<std::string> tags = readFromText(pieces, tokenizer);
    if (const auto bos = tokenizer.bosId();
        bos && !(!pieces.empty() && pieces[0].special && tokenizer.specialId(pieces[0].text) == bos))
        ids.push_back(*bos); // SmolLM2's is the tag that its prompts begin with anyway
    bool first = true;
    std::string text; // since the last tag that is a token
    const auto encodeText = [&] {
        for (const std::string_view part : apart(text, tags)) {
            for (const Token& token : first ? tokenizer.encode(part) : tokenizer.encodeContinuation(part))
                ids.push_back(token.id);
            first = first && part.empty();
        }
        text.clear();
    };
    for (const PromptPiece& piece : pieces) {
        std::optional<TokenId> special;
        if (piece.special) {
            special = tokenizer.specialId(piece.text);
            if (!special && piece.text == kEos)
                special = tokenizer.eosId();
            if (!special && piece.text == "<s>")
                special = tokenizer.bosId();
        }
        if (!special) {
            // A tag that this vocabulary has no token for is text, and read with the text around it, as the
            // models were trained: Llama 2 knows "[/INST]" that way.
            text += piece.text;
            continue;
        }
        encodeText();
        ids.push_back(*special);
        first = false;
    }
    encodeText();
    return ids;
}

std::vector<TokenId> stopTokens(ChatFormat format, const Tokenizer& tokenizer) {
    std::vector<TokenId> ids;
    const auto add = [&](std::optional<TokenId> id) {
        if (id)
            ids.push_back(*id);
    };
    add(tokenizer.eosId());
    if (format == ChatFormat::ChatMl || format == ChatFormat::ChatMlThinking)
        add(tokenizer.specialId("<|im_end|>"));
    if (format == ChatFormat::Llama3)
        add(tokenizer.specialId("<|eot_id|>"));
    if (format == ChatFormat::Memlong) {
        add(tokenizer.specialId("<|end|>"));
        add(tokenizer.specialId("<|user|>"));
    }
    return ids;
}

std::string_view stopText(ChatFormat format) {
    return format == ChatFormat::Plain ? "\nQuestion:" : "";
}

} // namespace memlong
