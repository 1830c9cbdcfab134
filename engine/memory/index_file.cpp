#include "engine/memory/index_file.h"

#include <bit>
#include <cstring>

#include "engine/base/hash.h"

namespace memlong {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian and read by memcpy");

constexpr char kMagic[8] = {'M', 'L', 'I', 'N', 'D', 'E', 'X', '\0'};
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kRowTypeHalf = 1;
constexpr std::uint32_t kMaxDimension = 1 << 16;
constexpr std::uint32_t kMaxFingerprintBytes = 4096;

struct Header {
    char magic[8];
    std::uint32_t version;
    std::uint32_t rowType;
    std::uint64_t generation;
    std::uint64_t rows;
    std::uint32_t dimension;
    std::uint32_t fingerprintBytes;
    std::uint64_t bodyChecksum;   // of everything after the header
    std::uint64_t reserved;       // 0
    std::uint64_t headerChecksum; // of the bytes before this field
};
static_assert(sizeof(Header) == 64);

std::size_t padded(std::size_t size) {
    return (size + 7) / 8 * 8;
}

std::uint64_t checksumOf(const Header& header) {
    return hash64(std::as_bytes(std::span(&header, 1)).first(offsetof(Header, headerChecksum)));
}

} // namespace

std::string encodeIndexFile(const IndexStamp& stamp, std::span<const ChunkId> chunkOfRow,
                            std::span<const std::byte> codes) {
    const std::size_t fingerprintBytes = stamp.retrieverFingerprint.size();
    std::string file(sizeof(Header) + padded(fingerprintBytes) + chunkOfRow.size_bytes() + codes.size(),
                     '\0');
    char* cursor = file.data() + sizeof(Header);
    std::memcpy(cursor, stamp.retrieverFingerprint.data(), fingerprintBytes);
    cursor += padded(fingerprintBytes);
    if (!chunkOfRow.empty()) {
        std::memcpy(cursor, chunkOfRow.data(), chunkOfRow.size_bytes());
        std::memcpy(cursor + chunkOfRow.size_bytes(), codes.data(), codes.size());
    }

    Header header{};
    std::memcpy(header.magic, kMagic, sizeof kMagic);
    header.version = kVersion;
    header.rowType = kRowTypeHalf;
    header.generation = stamp.generation;
    header.rows = chunkOfRow.size();
    header.dimension = static_cast<std::uint32_t>(stamp.dimension);
    header.fingerprintBytes = static_cast<std::uint32_t>(fingerprintBytes);
    header.bodyChecksum = hash64(std::string_view(file).substr(sizeof(Header)));
    header.headerChecksum = checksumOf(header);
    std::memcpy(file.data(), &header, sizeof header);
    return file;
}

Result<IndexRows> decodeIndexFile(std::span<const std::byte> bytes, const std::filesystem::path& name) {
    const auto corrupt = [&](std::string_view why) {
        return makeError(ErrorCode::Corrupt, name.string() + " is damaged (" + std::string(why) +
                                                 "); it is rebuilt from the session database");
    };
    Header header{};
    if (bytes.size() < sizeof header)
        return corrupt("too short");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0)
        return corrupt("not an index");
    if (header.version > kVersion)
        return makeError(ErrorCode::UnsupportedVersion,
                         name.string() + " has version " + std::to_string(header.version) +
                             ", this program reads " + std::to_string(kVersion) +
                             "; it is rebuilt from the session database");
    if (header.version == 0 || header.headerChecksum != checksumOf(header) ||
        header.rowType != kRowTypeHalf || header.reserved != 0)
        return corrupt("bad header");
    if (header.dimension == 0 || header.dimension > kMaxDimension ||
        header.fingerprintBytes > kMaxFingerprintBytes)
        return corrupt("bad header");

    // Division, not multiplication: a product of numbers from the file could wrap around.
    const std::size_t bodyBytes = bytes.size() - sizeof header;
    const std::size_t fingerprintBytes = padded(header.fingerprintBytes);
    const std::size_t rowBytes = sizeof(ChunkId) + std::size_t{2} * header.dimension;
    if (fingerprintBytes > bodyBytes || (bodyBytes - fingerprintBytes) % rowBytes != 0 ||
        (bodyBytes - fingerprintBytes) / rowBytes != header.rows)
        return corrupt("its length does not fit its header");
    const auto body = bytes.subspan(sizeof header);
    if (hash64(body) != header.bodyChecksum)
        return corrupt("its checksum does not match");

    IndexRows rows;
    rows.stamp.generation = header.generation;
    rows.stamp.dimension = static_cast<int>(header.dimension);
    rows.stamp.retrieverFingerprint.assign(reinterpret_cast<const char*>(body.data()),
                                           header.fingerprintBytes);
    rows.chunkOfRow.resize(header.rows);
    rows.codes.resize(header.rows * 2 * header.dimension);
    const auto ids = body.subspan(fingerprintBytes, header.rows * sizeof(ChunkId));
    if (header.rows > 0) {
        std::memcpy(rows.chunkOfRow.data(), ids.data(), ids.size());
        std::memcpy(rows.codes.data(), body.data() + fingerprintBytes + ids.size(), rows.codes.size());
    }
    return rows;
}

} // namespace memlong
