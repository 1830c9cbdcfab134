// WordPiece tokenizers of BERT-type encoders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"
#include "engine/text/special_tokens.h"
#include "engine/text/tokenizer.h"

namespace memlong {

struct WordPieceSettings {
    std::vector<std::string> pieces; // by id; holes are empty
    std::string unknown = "[UNK]";
    std::string continuation = "##";
    std::size_t maxWordCharacters = 100;
    bool cleanText = true;
    bool separateChinese = true;
    bool lowercase = true;
    bool stripAccents = true;
};

/// The same result with tokenizer.json as with vocab.txt and tokenizer_config.json.
Result<WordPieceSettings> wordPieceFromJson(const nlohmann::json& description, const std::string& file);
Result<WordPieceSettings> wordPieceFromVocabulary(std::string_view vocabulary, const nlohmann::json& config,
                                                  const std::string& file);

/// Characters that BERT drops belong to the token after them, so that ranges cover the text. Decoding joins
/// words by single spaces; it cannot bring back the original.
Result<std::shared_ptr<const Tokenizer>> makeWordPieceTokenizer(WordPieceSettings settings,
                                                                const std::string& file,
                                                                std::string fingerprint,
                                                                const SpecialTokens& special);

} // namespace memlong
