#include "engine/generation/chat_template.h"

#include <gtest/gtest.h>

namespace memlong {
namespace {

/// Special pieces in brackets that no plain text here contains.
std::string written(ChatFormat format, const std::vector<ChatTurn>& turns, const std::string& context = "") {
    std::string text;
    for (const PromptPiece& piece : writePrompt(format, turns, context))
        text += piece.special ? "{" + piece.text + "}" : piece.text;
    return text;
}

const std::vector<ChatTurn> kConversation{{ChatRole::System, "Be brief."},
                                          {ChatRole::User, "Who?"},
                                          {ChatRole::Assistant, "Ahab."},
                                          {ChatRole::User, "Why?"}};

TEST(ChatTemplate, formats_areWrittenAsTheFamiliesExpect) {
    EXPECT_EQ(written(ChatFormat::ChatMl, kConversation),
              "{<|im_start|>}system\nBe brief.{<|im_end|>}\n{<|im_start|>}user\nWho?{<|im_end|>}\n"
              "{<|im_start|>}assistant\nAhab.{<|im_end|>}\n{<|im_start|>}user\nWhy?{<|im_end|>}\n"
              "{<|im_start|>}assistant\n");
    EXPECT_EQ(written(ChatFormat::Llama3, kConversation),
              "{<|start_header_id|>}system{<|end_header_id|>}\n\nBe brief.{<|eot_id|>}"
              "{<|start_header_id|>}user{<|end_header_id|>}\n\nWho?{<|eot_id|>}"
              "{<|start_header_id|>}assistant{<|end_header_id|>}\n\nAhab.{<|eot_id|>}"
              "{<|start_header_id|>}user{<|end_header_id|>}\n\nWhy?{<|eot_id|>}"
              "{<|start_header_id|>}assistant{<|end_header_id|>}\n\n");
    EXPECT_EQ(
        written(ChatFormat::Llama2, kConversation),
        "{[INST]} <<SYS>>\nBe brief.\n<</SYS>>\n\nWho? {[/INST]} Ahab.{</s>}{<s>}{[INST]} Why? {[/INST]}");
    EXPECT_EQ(written(ChatFormat::Mistral, kConversation),
              "{[INST]} Be brief.\n\nWho? {[/INST]} Ahab.{</s>}{[INST]} Why? {[/INST]}");
    EXPECT_EQ(written(ChatFormat::Zephyr, kConversation),
              "{<|system|>}\nBe brief.{</s>}\n{<|user|>}\nWho?{</s>}\n{<|assistant|>}\nAhab.{</s>}\n"
              "{<|user|>}\nWhy?{</s>}\n{<|assistant|>}\n");
    EXPECT_EQ(written(ChatFormat::Memlong, kConversation),
              "{<|system|>}Be brief.{<|end|>}{<|user|>}Who?{<|end|>}{<|assistant|>}Ahab.{<|end|>}"
              "{<|user|>}Why?{<|end|>}{<|assistant|>}");
    EXPECT_EQ(written(ChatFormat::Plain, kConversation),
              "Be brief.\n\nQuestion: Who?\nAnswer: Ahab.\n\nQuestion: Why?\nAnswer:");
}

TEST(ChatTemplate, context_comesBeforeTheLastQuestion) {
    for (const ChatFormat format :
         {ChatFormat::Plain, ChatFormat::Memlong, ChatFormat::ChatMl, ChatFormat::Llama2, ChatFormat::Llama3,
          ChatFormat::Mistral, ChatFormat::Zephyr}) {
        const std::string text = written(format, kConversation, "PASSAGE");
        EXPECT_LT(text.find("Ahab."), text.find("PASSAGE"));
        EXPECT_LT(text.find("PASSAGE"), text.find("Why?"));
        EXPECT_EQ(text.find("PASSAGE"), text.rfind("PASSAGE"));
    }
}

TEST(ChatTemplate, templates_areRecognised) {
    EXPECT_EQ(chatFormatOfTemplate("{{'<|im_start|>' + message['role']}}"), ChatFormat::ChatMl);
    EXPECT_EQ(chatFormatOfTemplate("<|start_header_id|>"), ChatFormat::Llama3);
    EXPECT_EQ(chatFormatOfTemplate("[INST] <<SYS>>"), ChatFormat::Llama2);
    EXPECT_EQ(chatFormatOfTemplate("[INST] "), ChatFormat::Mistral);
    EXPECT_EQ(chatFormatOfTemplate("<|user|>\n + eos_token"), ChatFormat::Zephyr);
    EXPECT_EQ(chatFormatOfTemplate("<|user|> <|end|>"), ChatFormat::Memlong);
    EXPECT_EQ(chatFormatOfTemplate("something else"), ChatFormat::Plain);
}

} // namespace
} // namespace memlong
