#include "engine/text/llama2c_vocabulary.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "engine/base/utf8.h"
#include "engine/text/sentencepiece_proto.h"

namespace memlong {
namespace {

constexpr std::uint32_t kMaxPieceBytes = 1024;
constexpr std::size_t kMaxPieces = 1'000'000;
constexpr std::size_t kFirstByte = 3; // after <unk>, <s> and </s> come the 256 bytes
constexpr std::size_t kFirstNormal = kFirstByte + 256;

std::uint32_t takeUint32(std::string_view& bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    bytes.remove_prefix(4);
    return value;
}

std::string withSpaceMarks(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c == ' ')
            out += "\xE2\x96\x81";
        else
            out += c;
    return out;
}

Piece makePiece(std::size_t id, std::string_view text, float score) {
    if (id == 0)
        return {"<unk>", 0, PieceType::Unknown};
    if (id == 1)
        return {"<s>", 0, PieceType::Control};
    if (id == 2)
        return {"</s>", 0, PieceType::Control};
    const bool byte = id < kFirstNormal && text.size() == 6 && text.starts_with("<0x") && text.ends_with(">");
    return {withSpaceMarks(text), score, byte ? PieceType::Byte : PieceType::Normal};
}

} // namespace

Result<std::string> sentencePieceFromLlama2c(std::string_view bytes, std::string_view name) {
    const auto corrupt = [&](const std::string& why) {
        return makeError(ErrorCode::Corrupt, std::string(name) + " is not a vocabulary of llama2.c: " + why +
                                                 "; fetch the file again");
    };
    if (bytes.size() < 4)
        return corrupt("it is empty");
    const std::uint32_t longest = takeUint32(bytes);
    if (longest == 0 || longest > kMaxPieceBytes)
        return corrupt("it does not begin with the length of the longest piece");
    SentencePieceModel model;
    model.kind = SentencePieceModel::Kind::Bpe;
    model.byteFallback = true;
    model.removeExtraWhitespace = false;
    while (!bytes.empty()) {
        const std::size_t id = model.pieces.size();
        if (bytes.size() < 8 || id == kMaxPieces)
            return corrupt("piece " + std::to_string(id) + " is cut off");
        const auto score = std::bit_cast<float>(takeUint32(bytes));
        const std::uint32_t length = takeUint32(bytes);
        if (length == 0 || length > longest + 2 || length > bytes.size() || !std::isfinite(score) ||
            !isValidUtf8(bytes.substr(0, length)))
            return corrupt("piece " + std::to_string(id) + " is damaged");
        model.pieces.push_back(makePiece(id, bytes.substr(0, length), score));
        bytes.remove_prefix(length);
    }
    if (model.pieces.size() < kFirstNormal)
        return corrupt("it is too short");
    return serializeSentencePieceModel(model);
}

} // namespace memlong
