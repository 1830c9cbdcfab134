#include "storage/blobs.h"

#include <bit>
#include <cstring>

#include "engine/base/byte_rows.h"

namespace memlong {
namespace {

static_assert(std::endian::native == std::endian::little, "blobs are little-endian and copied as they are");

void appendNumber(std::string& blob, std::uint32_t number) {
    while (number >= 0x80) {
        blob += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    blob += static_cast<char>(number);
}

std::optional<std::uint32_t> takeNumber(std::string_view& blob) {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 35 && !blob.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(blob.front());
        blob.remove_prefix(1);
        number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            if (number > 0xffffffffu)
                return {};
            return static_cast<std::uint32_t>(number);
        }
    }
    return {};
}

} // namespace

std::string_view viewOf(const SQLite::Column& column) {
    const void* const data = column.getBlob();
    return {static_cast<const char*>(data),
            data == nullptr ? 0 : static_cast<std::size_t>(column.getBytes())};
}

std::string packTokenIds(std::span<const std::int32_t> ids) {
    std::string blob;
    blob.reserve(ids.size() * 3);
    for (const auto id : ids)
        appendNumber(blob, static_cast<std::uint32_t>(id));
    return blob;
}

std::optional<std::vector<std::int32_t>> unpackTokenIds(std::string_view blob) {
    std::vector<std::int32_t> ids;
    while (!blob.empty()) {
        const auto number = takeNumber(blob);
        if (!number)
            return {};
        ids.push_back(static_cast<std::int32_t>(*number));
    }
    return ids;
}

std::string packPageStarts(std::span<const std::pair<std::uint32_t, int>> starts) {
    std::string blob;
    for (const auto& [offset, page] : starts) {
        appendNumber(blob, offset);
        appendNumber(blob, static_cast<std::uint32_t>(page));
    }
    return blob;
}

std::optional<std::vector<std::pair<std::uint32_t, int>>> unpackPageStarts(std::string_view blob) {
    std::vector<std::pair<std::uint32_t, int>> starts;
    while (!blob.empty()) {
        const auto offset = takeNumber(blob);
        const auto page = offset ? takeNumber(blob) : std::nullopt;
        if (!page)
            return {};
        starts.emplace_back(*offset, static_cast<int>(*page));
    }
    return starts;
}

float floatOf(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
    const std::uint32_t magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00)
        return std::bit_cast<float>(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
    // A multiplication by 2^112 moves the exponent and makes subnormals normal.
    const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(scaled));
}

std::optional<std::vector<float>> unpackHalves(std::string_view blob) {
    if (blob.size() % 2 != 0)
        return {};
    std::vector<float> values(blob.size() / 2);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t half;
        std::memcpy(&half, blob.data() + 2 * i, 2);
        values[i] = floatOf(half);
    }
    return values;
}

std::string packByteRows(std::span<const float> values, std::size_t dimension) {
    const std::size_t rows = dimension == 0 ? 0 : values.size() / dimension;
    std::string blob(sizeof(std::uint32_t) + rows * (sizeof(float) + dimension), '\0');
    const auto width = static_cast<std::uint32_t>(dimension);
    std::memcpy(blob.data(), &width, sizeof width);
    char* at = blob.data() + sizeof width;
    for (std::size_t row = 0; row < rows; ++row) {
        const float scale = encodeByteRow(values.subspan(row * dimension, dimension),
                                          reinterpret_cast<std::uint8_t*>(at + sizeof scale));
        std::memcpy(at, &scale, sizeof scale);
        at += sizeof scale + dimension;
    }
    return blob;
}

std::optional<std::vector<float>> unpackByteRows(std::string_view blob) {
    std::uint32_t dimension = 0;
    if (blob.size() < sizeof dimension)
        return {};
    std::memcpy(&dimension, blob.data(), sizeof dimension);
    blob.remove_prefix(sizeof dimension);
    const std::size_t rowBytes = sizeof(float) + dimension;
    if (dimension == 0 || blob.size() % rowBytes != 0)
        return {};
    std::vector<float> values;
    values.reserve(blob.size());
    for (; !blob.empty(); blob.remove_prefix(rowBytes)) {
        float scale = 0;
        std::memcpy(&scale, blob.data(), sizeof scale);
        for (const char code : blob.substr(sizeof scale, dimension))
            values.push_back(static_cast<float>(static_cast<int>(static_cast<unsigned char>(code)) - 128) *
                             scale);
    }
    return values;
}

} // namespace memlong
