#include <algorithm>
#include <limits>

#include "engine/base/json.h"
#include "engine/checkpoint/safetensors.h"

namespace memlong {
namespace {

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000; // the limit of the format
constexpr std::size_t kMaxDimensions = 16;

Error corrupt(const std::string& source, const std::string& what) {
    return makeError(ErrorCode::Corrupt, source + ": " + what + "; fetch the file again");
}

std::uint64_t littleEndian64(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = kLengthBytes; i-- > 0;)
        value = value << 8 | static_cast<std::uint64_t>(bytes[i]);
    return value;
}

/// Elements of `shape` times `width`, or false when that does not fit 63 bits.
bool byteSize(const TensorShape& shape, std::uint64_t width, std::uint64_t& out) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
    std::uint64_t total = width;
    for (const std::int64_t extent : shape) {
        const auto factor = static_cast<std::uint64_t>(extent);
        if (factor != 0 && total > kMax / factor)
            return false;
        total *= factor;
    }
    out = total;
    return true;
}

Result<TensorEntry> parseEntry(const std::string& name, const nlohmann::json& value, std::uint64_t dataBytes,
                               const std::string& source) {
    const std::string tensor = "tensor \"" + name + "\" ";
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
        return corrupt(source, tensor + "has no dtype, shape or data_offsets");
    const auto& dtype = value["dtype"];
    const auto& shape = value["shape"];
    const auto& offsets = value["data_offsets"];
    if (!dtype.is_string() || !shape.is_array() || shape.size() > kMaxDimensions || !offsets.is_array() ||
        offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
        return corrupt(source, tensor + "is described wrongly");
    TensorEntry entry;
    const auto type = tensorTypeFromName(dtype.get_ref<const std::string&>());
    if (!type)
        return makeError(ErrorCode::UnsupportedVersion, source + ": " + tensor + "has the element type " +
                                                            dtype.get<std::string>() +
                                                            ", which this program does not read");
    entry.type = *type;
    for (const auto& extent : shape) {
        if (!extent.is_number_unsigned() ||
            extent.get<std::uint64_t>() >
                static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return corrupt(source, tensor + "has a shape that is not a list of sizes");
        entry.shape.push_back(extent.get<std::int64_t>());
    }
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    std::uint64_t expected = 0;
    if (!byteSize(entry.shape, elementBytes(entry.type), expected))
        return corrupt(source, tensor + "has an impossible shape " + shapeText(entry.shape));
    if (entry.begin > entry.end || entry.end - entry.begin != expected)
        return corrupt(source, tensor + "needs " + std::to_string(expected) + " bytes for " +
                                   shapeText(entry.shape) + " but its offsets say otherwise");
    if (entry.end > dataBytes)
        return corrupt(source, "the file is truncated: " + tensor + "ends at byte " +
                                   std::to_string(entry.end) + " of the data, which has " +
                                   std::to_string(dataBytes));
    return entry;
}

Result<void> checkOverlaps(const SafetensorsHeader& header, const std::string& source) {
    std::vector<std::pair<const TensorEntry*, const std::string*>> sorted;
    for (const auto& [name, entry] : header.tensors)
        if (entry.begin != entry.end)
            sorted.emplace_back(&entry, &name);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.first->begin < b.first->begin; });
    for (std::size_t i = 1; i < sorted.size(); ++i)
        if (sorted[i].first->begin < sorted[i - 1].first->end)
            return corrupt(source, "tensors \"" + *sorted[i - 1].second + "\" and \"" + *sorted[i].second +
                                       "\" overlap");
    return {};
}

} // namespace

std::string shapeText(const TensorShape& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + "]";
}

Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> begin, std::uint64_t fileBytes,
                                                 const std::string& source) {
    if (fileBytes < kLengthBytes || begin.size() < kLengthBytes)
        return corrupt(source, "the file is too short to be a safetensors file");
    const std::uint64_t headerBytes = littleEndian64(begin);
    if (headerBytes > kMaxHeaderBytes)
        return corrupt(source, "this is not a safetensors file (impossible header length)");
    if (headerBytes > fileBytes - kLengthBytes || headerBytes > begin.size() - kLengthBytes)
        return corrupt(source, "the file is truncated inside its header");
    const std::string_view text(reinterpret_cast<const char*>(begin.data()) + kLengthBytes,
                                static_cast<std::size_t>(headerBytes));
    MEMLONG_ASSIGN(const nlohmann::json json, parseJsonObject(text, source));

    SafetensorsHeader header;
    header.dataOffset = kLengthBytes + headerBytes;
    const std::uint64_t dataBytes = fileBytes - header.dataOffset;
    for (const auto& [name, value] : json.items()) {
        if (name == "__metadata__") {
            if (!value.is_object())
                return corrupt(source, "its metadata is not an object");
            for (const auto& [key, text] : value.items())
                if (text.is_string())
                    header.metadata.emplace(key, text.get<std::string>());
            continue;
        }
        MEMLONG_ASSIGN(TensorEntry entry, parseEntry(name, value, dataBytes, source));
        header.tensors.emplace(name, std::move(entry));
    }
    MEMLONG_TRY(checkOverlaps(header, source));
    return header;
}

} // namespace memlong
