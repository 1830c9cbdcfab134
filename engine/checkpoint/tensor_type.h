// Element types of checkpoint tensors, and conversions to and from float.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace memlong {

enum class TensorType { F64, F32, F16, Bf16, I64, I32, I16, I8, U8, Bool };

std::size_t elementBytes(TensorType type);
/// As in safetensors headers: "F32", "BF16", ...
std::string_view tensorTypeName(TensorType type);
std::optional<TensorType> tensorTypeFromName(std::string_view name);

inline float bf16ToFloat(std::uint16_t bits) {
    const std::uint32_t wide = static_cast<std::uint32_t>(bits) << 16;
    float value;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}
float f16ToFloat(std::uint16_t bits);
/// Round to nearest even, as PyTorch does.
std::uint16_t floatToBf16(float value);
std::uint16_t floatToF16(float value);

/// Converts `bytes` (F32, F16, Bf16 or F64, any alignment) into `out`; out.size() elements are read.
/// False when the type is none of these or there are too few bytes.
bool convertToFloat(TensorType type, std::span<const std::byte> bytes, std::span<float> out);

/// The opposite, to F32, F16 or Bf16; `out` needs room for values.size() elements.
bool convertFromFloat(TensorType type, std::span<const float> values, std::span<std::byte> out);

/// Whether every element of a floating-point tensor is finite; true for integers.
bool allFinite(TensorType type, std::span<const std::byte> bytes);

} // namespace memlong
