// Tokenizers: text to token ids and back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

using TokenId = std::int32_t;

/// A token and the bytes [begin, end) of the encoded text that it covers. Ranges ascend and together cover
/// the text; a token that is one byte of a longer character covers an empty or partial range.
struct Token {
    TokenId id = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Immutable after loading; const members may be called from any thread.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;
    /// Adds no special tokens and reads none from the text: "</s>" in a document is plain text.
    virtual std::vector<Token> encode(std::string_view text) const = 0;
    /// The same for text that continues earlier text: no space is put in front of it, as SentencePiece models
    /// do at the beginning. A long text may be cut before a space and encoded piece by piece.
    virtual std::vector<Token> encodeContinuation(std::string_view text) const { return encode(text); }
    /// Special tokens give nothing. Partial UTF-8 is repaired with U+FFFD.
    virtual std::string decode(std::span<const TokenId> ids) const = 0;
    /// The raw bytes of one token, for streaming (may be a part of a UTF-8 sequence; a leading "▁" is a
    /// space).
    virtual std::string pieceBytes(TokenId id) const = 0;
    virtual int vocabularySize() const = 0;
    virtual std::optional<TokenId> bosId() const = 0;
    virtual std::optional<TokenId> eosId() const = 0;
    /// The id of a special token by its text ("<|im_end|>", "[CLS]"), if the vocabulary has it.
    virtual std::optional<TokenId> specialId(std::string_view text) const = 0;
    /// Hash of everything that decides the ids.
    virtual const std::string& fingerprint() const = 0;

    std::vector<TokenId> encodeIds(std::string_view text) const;
};

/// From a Hugging Face folder (tokenizer.json, else tokenizer.model, else vocab.txt) or one such file.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path& path);

} // namespace memlong
