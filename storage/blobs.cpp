#include "storage/blobs.h"

#include <bit>
#include <cstring>

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

std::uint16_t halfOf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
    const std::uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) // NaN
        return static_cast<std::uint16_t>(sign | 0x7e00);
    if (magnitude >= 0x477ff000) // rounds to 65536 or more
        return static_cast<std::uint16_t>(sign | 0x7c00);
    if (magnitude < 0x38800000) {
        // Subnormal: adding one half shifts the bits into place and lets the hardware round them.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000));
    }
    const std::uint32_t odd = (magnitude >> 13) & 1;
    return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000 + 0xfff + odd) >> 13));
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

std::string packHalves(std::span<const float> values) {
    std::string blob(values.size() * 2, '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint16_t half = halfOf(values[i]);
        std::memcpy(blob.data() + 2 * i, &half, 2);
    }
    return blob;
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

} // namespace memlong
