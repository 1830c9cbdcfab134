// SentencePiece model files on the wire (protobuf): read to check a stranger's file before the library sees
// it, and written to convert other vocabularies. Field numbers: sentencepiece_model.proto.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

enum class PieceType : int { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct Piece {
    std::string text;
    float score = 0;
    PieceType type = PieceType::Normal;
};

struct SentencePieceModel {
    enum class Kind : int { Unigram = 1, Bpe = 2, Word = 3, Char = 4 };
    Kind kind = Kind::Unigram;
    bool byteFallback = false;
    bool addDummyPrefix = true;
    bool removeExtraWhitespace = true;
    std::string charsMap; // compiled normalisation rules, empty for the identity
    std::vector<Piece> pieces;
};

/// Corrupt when the bytes are not a SentencePiece model or would lead the library out of bounds. `name` is
/// the file for the message.
Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes, std::string_view name);

std::string serializeSentencePieceModel(const SentencePieceModel& model);

/// `bytes` with the dummy prefix switched off (a later field replaces an earlier one in protobuf).
std::string withoutDummyPrefix(std::string_view bytes);

} // namespace memlong
