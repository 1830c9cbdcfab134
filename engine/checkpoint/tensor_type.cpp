#include "engine/checkpoint/tensor_type.h"

#include <array>
#include <utility>

namespace memlong {
namespace {

constexpr std::array<std::pair<std::string_view, TensorType>, 10> kTypes{{
    {"F64", TensorType::F64},
    {"F32", TensorType::F32},
    {"F16", TensorType::F16},
    {"BF16", TensorType::Bf16},
    {"I64", TensorType::I64},
    {"I32", TensorType::I32},
    {"I16", TensorType::I16},
    {"I8", TensorType::I8},
    {"U8", TensorType::U8},
    {"BOOL", TensorType::Bool},
}};

std::uint32_t floatBits(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

float bitsFloat(std::uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

template <class T> T loadAt(std::span<const std::byte> bytes, std::size_t index) {
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof value);
    return value;
}

/// An exponent of all ones marks infinities and NaNs.
template <class T> bool noneHasFullExponent(std::span<const std::byte> bytes, T mask) {
    constexpr std::size_t kBlock = 4096;
    const std::size_t count = bytes.size() / sizeof(T);
    for (std::size_t begin = 0; begin < count; begin += kBlock) {
        const std::size_t end = begin + kBlock < count ? begin + kBlock : count;
        T bad = 0; // without a branch inside, the compiler vectorises the loop
        for (std::size_t i = begin; i < end; ++i)
            bad |= static_cast<T>((loadAt<T>(bytes, i) & mask) == mask);
        if (bad != 0)
            return false;
    }
    return true;
}

} // namespace

std::size_t elementBytes(TensorType type) {
    switch (type) {
    case TensorType::F64:
    case TensorType::I64:
        return 8;
    case TensorType::F32:
    case TensorType::I32:
        return 4;
    case TensorType::F16:
    case TensorType::Bf16:
    case TensorType::I16:
        return 2;
    case TensorType::I8:
    case TensorType::U8:
    case TensorType::Bool:
        return 1;
    }
    return 1;
}

std::string_view tensorTypeName(TensorType type) {
    for (const auto& [name, known] : kTypes)
        if (known == type)
            return name;
    return "?";
}

std::optional<TensorType> tensorTypeFromName(std::string_view name) {
    for (const auto& [known, type] : kTypes)
        if (known == name)
            return type;
    return std::nullopt;
}

float f16ToFloat(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1fu;
    const std::uint32_t mantissa = half & 0x3ffu;
    if (exponent == 0x1f)
        return bitsFloat(sign | 0x7f800000u | (mantissa << 13));
    if (exponent != 0)
        return bitsFloat(sign | ((exponent + 112) << 23) | (mantissa << 13));
    const float subnormal = static_cast<float>(mantissa) * 0x1p-24f;
    return bitsFloat(floatBits(subnormal) | sign);
}

std::uint16_t floatToBf16(float value) {
    const std::uint32_t bits = floatBits(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return 0x7fc0;
    return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

std::uint16_t floatToF16(float value) {
    const std::uint32_t bits = floatBits(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u)
        return static_cast<std::uint16_t>(sign | 0x7e00u);
    if (magnitude >= 0x477ff000u) // rounds to 65520 or more: infinity
        return static_cast<std::uint16_t>(sign | 0x7c00u);
    if (magnitude < 0x38800000u) { // below 2^-14: subnormal, in steps of 2^-24
        // Adding 0.5 makes the unit in the last place 2^-24, so the addition itself rounds to nearest even.
        const float rounded = bitsFloat(magnitude) + 0.5f;
        return static_cast<std::uint16_t>(sign | (floatBits(rounded) - floatBits(0.5f)));
    }
    const std::uint32_t rounded = magnitude + 0xfffu + ((magnitude >> 13) & 1u);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000u) >> 13));
}

bool convertToFloat(TensorType type, std::span<const std::byte> bytes, std::span<float> out) {
    if (bytes.size() / elementBytes(type) < out.size())
        return false;
    switch (type) {
    case TensorType::F32:
        std::memcpy(out.data(), bytes.data(), out.size_bytes());
        return true;
    case TensorType::F64:
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<float>(loadAt<double>(bytes, i));
        return true;
    case TensorType::Bf16:
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = bf16ToFloat(loadAt<std::uint16_t>(bytes, i));
        return true;
    case TensorType::F16:
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = f16ToFloat(loadAt<std::uint16_t>(bytes, i));
        return true;
    default:
        return false;
    }
}

bool convertFromFloat(TensorType type, std::span<const float> values, std::span<std::byte> out) {
    if (out.size() < values.size() * elementBytes(type))
        return false;
    const auto store16 = [&](auto convert) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::uint16_t bits = convert(values[i]);
            std::memcpy(out.data() + i * sizeof bits, &bits, sizeof bits);
        }
        return true;
    };
    switch (type) {
    case TensorType::F32:
        std::memcpy(out.data(), values.data(), values.size_bytes());
        return true;
    case TensorType::Bf16:
        return store16(floatToBf16);
    case TensorType::F16:
        return store16(floatToF16);
    default:
        return false;
    }
}

bool allFinite(TensorType type, std::span<const std::byte> bytes) {
    switch (type) {
    case TensorType::F64:
        return noneHasFullExponent<std::uint64_t>(bytes, 0x7ff0000000000000ull);
    case TensorType::F32:
        return noneHasFullExponent<std::uint32_t>(bytes, 0x7f800000u);
    case TensorType::Bf16:
        return noneHasFullExponent<std::uint16_t>(bytes, 0x7f80u);
    case TensorType::F16:
        return noneHasFullExponent<std::uint16_t>(bytes, 0x7c00u);
    default:
        return true;
    }
}

} // namespace memlong
