#include "engine/text/sentencepiece_proto.h"

#include <bit>
#include <cstring>
#include <optional>

namespace memlong {
namespace {

constexpr std::size_t kMaxPieces = 4'000'000;

enum class Wire : std::uint32_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// One field of a message: number and either a number or bytes.
struct Field {
    std::uint32_t number = 0;
    std::uint64_t value = 0;
    std::string_view bytes;
    Wire wire = Wire::Varint;
};

class FieldReader {
public:
    explicit FieldReader(std::string_view message) : m_rest(message) {}

    /// The next field; nothing at the end or after damage (see ok()).
    std::optional<Field> next() {
        if (m_rest.empty())
            return std::nullopt;
        Field field;
        std::uint64_t key = 0;
        if (!readVarint(key) || key >> 3 == 0 || key >> 32 != 0)
            return fail();
        field.number = static_cast<std::uint32_t>(key >> 3);
        field.wire = static_cast<Wire>(key & 7);
        switch (field.wire) {
        case Wire::Varint:
            return readVarint(field.value) ? std::optional(field) : fail();
        case Wire::Fixed64:
            return readFixed(8, field.value) ? std::optional(field) : fail();
        case Wire::Fixed32:
            return readFixed(4, field.value) ? std::optional(field) : fail();
        case Wire::Bytes: {
            std::uint64_t length = 0;
            if (!readVarint(length) || length > m_rest.size())
                return fail();
            field.bytes = m_rest.substr(0, length);
            m_rest.remove_prefix(length);
            return field;
        }
        }
        return fail();
    }
    bool ok() const { return m_ok; }

private:
    std::optional<Field> fail() {
        m_ok = false;
        m_rest = {};
        return std::nullopt;
    }
    bool readVarint(std::uint64_t& value) {
        value = 0;
        for (unsigned shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return true;
        }
        return false;
    }
    bool readFixed(std::size_t size, std::uint64_t& value) {
        if (m_rest.size() < size)
            return false;
        value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_rest[i])) << (8 * i);
        m_rest.remove_prefix(size);
        return true;
    }

    std::string_view m_rest;
    bool m_ok = true;
};

bool parsePiece(std::string_view bytes, Piece& piece) {
    FieldReader reader(bytes);
    while (const auto field = reader.next()) {
        if (field->number == 1 && field->wire == Wire::Bytes)
            piece.text = field->bytes;
        else if (field->number == 2 && field->wire == Wire::Fixed32)
            piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field->value));
        else if (field->number == 3 && field->wire == Wire::Varint) {
            if (field->value < 1 || field->value > 6)
                return false;
            piece.type = static_cast<PieceType>(field->value);
        }
    }
    return reader.ok() && !piece.text.empty();
}

bool parseTrainerSpec(std::string_view bytes, SentencePieceModel& model) {
    FieldReader reader(bytes);
    while (const auto field = reader.next()) {
        if (field->wire != Wire::Varint)
            continue;
        if (field->number == 3) {
            if (field->value < 1 || field->value > 4)
                return false;
            model.kind = static_cast<SentencePieceModel::Kind>(field->value);
        } else if (field->number == 35) {
            model.byteFallback = field->value != 0;
        }
    }
    return reader.ok();
}

bool parseNormalizerSpec(std::string_view bytes, SentencePieceModel& model) {
    FieldReader reader(bytes);
    while (const auto field = reader.next()) {
        if (field->number == 2 && field->wire == Wire::Bytes)
            model.charsMap = field->bytes;
        else if (field->number == 3 && field->wire == Wire::Varint)
            model.addDummyPrefix = field->value != 0;
        else if (field->number == 4 && field->wire == Wire::Varint)
            model.removeExtraWhitespace = field->value != 0;
    }
    return reader.ok();
}

/// The library walks the compiled rules (a double array and the replacement strings) without bounds checks,
/// so every transition and every string index of the file must stay inside.
bool charsMapStaysInside(std::string_view map) {
    if (map.empty())
        return true;
    std::uint32_t trieBytes = 0;
    if (map.size() <= sizeof trieBytes)
        return false;
    std::memcpy(&trieBytes, map.data(), sizeof trieBytes);
    map.remove_prefix(sizeof trieBytes);
    if (trieBytes >= map.size() || trieBytes < 1024 || trieBytes % 1024 != 0 || map.back() != '\0')
        return false;
    const std::size_t units = trieBytes / 4;
    const std::size_t strings = map.size() - trieBytes;
    for (std::size_t i = 0; i < units; ++i) {
        std::uint32_t unit = 0;
        std::memcpy(&unit, map.data() + 4 * i, sizeof unit);
        if (unit & 0x8000'0000u) { // a leaf: its value is an index
            if ((unit & 0x7FFF'FFFFu) >= strings)
                return false;
        } else {
            const std::size_t offset = static_cast<std::size_t>(unit >> 10) << ((unit & (1u << 9)) >> 6);
            if (((i ^ offset) | 0xFF) >= units)
                return false;
        }
    }
    return true;
}

void putVarint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

void putNumber(std::string& out, std::uint32_t field, std::uint64_t value) {
    putVarint(out, field << 3);
    putVarint(out, value);
}

void putBytes(std::string& out, std::uint32_t field, std::string_view bytes) {
    putVarint(out, (field << 3) | 2);
    putVarint(out, bytes.size());
    out += bytes;
}

void putFloat(std::string& out, std::uint32_t field, float value) {
    putVarint(out, (field << 3) | 5);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int i = 0; i < 4; ++i)
        out += static_cast<char>(bits >> (8 * i));
}

} // namespace

Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes, std::string_view name) {
    const auto corrupt = [&](std::string_view why) {
        return makeError(ErrorCode::Corrupt, std::string(name) + " is not a usable SentencePiece model: " +
                                                 std::string(why) + "; fetch the file again");
    };
    SentencePieceModel model;
    FieldReader reader(bytes);
    while (const auto field = reader.next()) {
        if (field->wire != Wire::Bytes)
            continue;
        if (field->number == 1) {
            Piece piece;
            if (!parsePiece(field->bytes, piece) || model.pieces.size() >= kMaxPieces)
                return corrupt("piece " + std::to_string(model.pieces.size()) + " is damaged");
            model.pieces.push_back(std::move(piece));
        } else if (field->number == 2) {
            if (!parseTrainerSpec(field->bytes, model))
                return corrupt("its trainer settings are damaged");
        } else if (field->number == 3) {
            if (!parseNormalizerSpec(field->bytes, model))
                return corrupt("its normalisation settings are damaged");
        }
    }
    if (!reader.ok() || model.pieces.empty())
        return corrupt(model.pieces.empty() ? "it holds no pieces" : "it is truncated or damaged");
    if (!charsMapStaysInside(model.charsMap))
        return corrupt("its normalisation rules are damaged");
    return model;
}

std::string serializeSentencePieceModel(const SentencePieceModel& model) {
    std::string out;
    std::string message;
    for (const Piece& piece : model.pieces) {
        message.clear();
        putBytes(message, 1, piece.text);
        putFloat(message, 2, piece.score);
        if (piece.type != PieceType::Normal)
            putNumber(message, 3, static_cast<std::uint64_t>(piece.type));
        putBytes(out, 1, message);
    }
    message.clear();
    putNumber(message, 3, static_cast<std::uint64_t>(model.kind));
    putNumber(message, 4, model.pieces.size());
    putNumber(message, 35, model.byteFallback);
    putBytes(out, 2, message);
    message.clear();
    putBytes(message, 1, "identity");
    putBytes(message, 2, model.charsMap);
    putNumber(message, 3, model.addDummyPrefix);
    putNumber(message, 4, model.removeExtraWhitespace);
    putBytes(out, 3, message);
    return out;
}

std::string withoutDummyPrefix(std::string_view bytes) {
    std::string out(bytes);
    std::string message;
    putNumber(message, 3, 0);
    putBytes(out, 3, message);
    return out;
}

} // namespace memlong
