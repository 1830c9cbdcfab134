// Values packed into SQLite blobs. The layouts are storage/FORMAT.md, "Blobs".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <SQLiteCpp/Column.h>

namespace memlong {

/// The bytes of a column's value, which live until the next step of its statement.
std::string_view viewOf(const SQLite::Column& column);

/// LEB128, each id as an unsigned 32-bit number. Decoding gives nothing for a malformed blob.
std::string packTokenIds(std::span<const std::int32_t> ids);
std::optional<std::vector<std::int32_t>> unpackTokenIds(std::string_view blob);

/// LEB128 pairs (byte offset, page).
std::string packPageStarts(std::span<const std::pair<std::uint32_t, int>> starts);
std::optional<std::vector<std::pair<std::uint32_t, int>>> unpackPageStarts(std::string_view blob);

/// Rows of `dimension` numbers, each with its scale (engine/base/byte_rows.h).
std::string packByteRows(std::span<const float> values, std::size_t dimension);
/// Nothing when the blob has no whole rows.
std::optional<std::vector<float>> unpackByteRows(std::string_view blob);

/// IEEE 754 half precision, little-endian, as version 1 wrote it. Nothing when the length is odd.
std::optional<std::vector<float>> unpackHalves(std::string_view blob);
float floatOf(std::uint16_t half);

} // namespace memlong
