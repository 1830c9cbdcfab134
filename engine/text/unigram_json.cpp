#include "engine/text/unigram_json.h"

#include <array>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include "engine/text/added_tokens.h"
#include "engine/text/sentencepiece_proto.h"
#include "engine/text/sentencepiece_tokenizer.h"

namespace memlong {
namespace {

std::optional<std::string> decodeBase64(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=')
            break;
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFF);
        }
    }
    return bytes;
}

/// The compiled rules of a "Precompiled" normalizer, also inside a sequence; others that such files carry
/// squeeze runs of spaces, which SentencePiece does by itself.
Result<std::string> charsMapOf(const nlohmann::json& normalizer, const std::string& file) {
    if (normalizer.is_null())
        return std::string();
    const auto& type = normalizer.at("type");
    if (type == "Precompiled") {
        auto bytes = decodeBase64(normalizer.at("precompiled_charsmap").get_ref<const std::string&>());
        if (!bytes)
            return makeError(ErrorCode::Corrupt,
                             file + " has damaged normalisation rules; fetch the file again");
        return std::move(*bytes);
    }
    std::string charsMap;
    if (type == "Sequence")
        for (const auto& part : normalizer.at("normalizers")) {
            if (part.at("type") == "Sequence")
                return makeError(ErrorCode::UnsupportedVersion, file + " nests its normalizers");
            MEMLONG_ASSIGN(std::string found, charsMapOf(part, file));
            if (!found.empty())
                charsMap = std::move(found);
        }
    else if (type != "Replace" && type != "Strip")
        return makeError(ErrorCode::UnsupportedVersion,
                         file + " needs the normalizer " + type.dump() +
                             ", which this version does not support for Unigram; use the model's "
                             "sentencepiece.bpe.model file");
    return charsMap;
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> makeUnigramTokenizer(const nlohmann::json& description,
                                                              const std::string& file,
                                                              const SpecialTokens& special) {
    const nlohmann::json& model = description.at("model");
    SentencePieceModel converted;
    converted.kind = SentencePieceModel::Kind::Unigram;
    converted.byteFallback = model.value("byte_fallback", false);
    if (description.contains("normalizer")) {
        MEMLONG_ASSIGN(converted.charsMap, charsMapOf(description.at("normalizer"), file));
    }
    MEMLONG_ASSIGN(const AddedTokens added, AddedTokens::read(description, file));
    std::set<std::string, std::less<>> controls;
    SpecialTokens all = special;
    for (const AddedToken& token : added.all()) {
        all.added.emplace(token.text, token.id);
        if (token.special)
            controls.insert(token.text);
    }
    const std::int64_t unknown = model.value("unk_id", std::int64_t{-1});
    for (const auto& entry : model.at("vocab")) {
        Piece piece;
        piece.text = entry.at(0).get<std::string>();
        piece.score = entry.at(1).get<float>();
        if (static_cast<std::int64_t>(converted.pieces.size()) == unknown)
            piece.type = PieceType::Unknown;
        else if (controls.contains(piece.text))
            piece.type = PieceType::Control;
        else if (converted.byteFallback && piece.text.size() == 6 && piece.text.starts_with("<0x"))
            piece.type = PieceType::Byte;
        converted.pieces.push_back(std::move(piece));
    }
    return makeSentencePieceTokenizer(serializeSentencePieceModel(converted), file, all);
}

} // namespace memlong
