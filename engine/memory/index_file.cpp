#include "engine/memory/index_file.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace memlong {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian and read by memcpy");

constexpr char kMagic[8] = {'M', 'L', 'I', 'N', 'D', 'E', 'X', '\0'};
constexpr std::uint32_t kVersion = 3; // 1 had the chunks before the rows, 2 had half precision
constexpr std::uint32_t kRowTypeByte = 2;
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

std::string_view asText(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool isPlausible(const Header& header) {
    return std::memcmp(header.magic, kMagic, sizeof kMagic) == 0 && header.version == kVersion &&
           header.headerChecksum == checksumOf(header) && header.rowType == kRowTypeByte &&
           header.reserved == 0 && header.dimension > 0 && header.dimension <= kMaxDimension &&
           header.fingerprintBytes <= kMaxFingerprintBytes;
}

} // namespace

IndexFileWriter::IndexFileWriter(FileReplacement file, const IndexStamp& stamp)
    : m_file(std::move(file)), m_stamp(stamp) {}

Result<IndexFileWriter> IndexFileWriter::begin(const std::filesystem::path& path, const IndexStamp& stamp) {
    MEMLONG_ASSIGN(FileReplacement file, FileReplacement::begin(path));
    IndexFileWriter writer(std::move(file), stamp);
    MEMLONG_TRY(writer.m_file.append(std::string(sizeof(Header), '\0'))); // written when all is known
    std::string fingerprint = stamp.retrieverFingerprint;
    fingerprint.resize(padded(fingerprint.size()), '\0');
    MEMLONG_TRY(writer.append(std::as_bytes(std::span(fingerprint))));
    return writer;
}

Result<void> IndexFileWriter::append(std::span<const std::byte> bytes) {
    m_bodyHash.update(asText(bytes));
    return m_file.append(asText(bytes));
}

Result<void> IndexFileWriter::add(ChunkId chunk, std::span<const std::uint8_t> codes, float scale) {
    m_scales.push_back(scale);
    m_chunkOfRow.push_back(chunk);
    return append(std::as_bytes(codes));
}

Result<void> IndexFileWriter::commit() {
    MEMLONG_TRY(append(std::as_bytes(std::span(m_scales))));
    MEMLONG_TRY(append(std::as_bytes(std::span(m_chunkOfRow))));
    Header header{};
    std::memcpy(header.magic, kMagic, sizeof kMagic);
    header.version = kVersion;
    header.rowType = kRowTypeByte;
    header.generation = m_stamp.generation;
    header.rows = m_chunkOfRow.size();
    header.dimension = static_cast<std::uint32_t>(m_stamp.dimension);
    header.fingerprintBytes = static_cast<std::uint32_t>(m_stamp.retrieverFingerprint.size());
    header.bodyChecksum = m_bodyHash.hash64();
    header.headerChecksum = checksumOf(header);
    MEMLONG_TRY(m_file.overwrite(0, asText(std::as_bytes(std::span(&header, 1)))));
    return m_file.commit();
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
    if (header.version != kVersion && header.version != 0)
        return makeError(ErrorCode::UnsupportedVersion,
                         name.string() + " has version " + std::to_string(header.version) +
                             ", this program reads " + std::to_string(kVersion) +
                             "; it is rebuilt from the session database");
    if (!isPlausible(header))
        return corrupt("bad header");

    // Division, not multiplication: a product of numbers from the file could wrap around.
    const std::size_t bodyBytes = bytes.size() - sizeof header;
    const std::size_t fingerprintBytes = padded(header.fingerprintBytes);
    const std::size_t rowBytes = sizeof(ChunkId) + sizeof(float) + header.dimension;
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
    rows.rows = header.rows;
    rows.codes = body.subspan(fingerprintBytes, header.rows * header.dimension);
    rows.scales = body.subspan(fingerprintBytes + rows.codes.size(), header.rows * sizeof(float));
    rows.chunkOfRow = body.subspan(fingerprintBytes + rows.codes.size() + rows.scales.size());
    return rows;
}

std::optional<IndexStamp> readIndexStamp(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    Header header{};
    if (!file.read(reinterpret_cast<char*>(&header), sizeof header) || !isPlausible(header))
        return std::nullopt;
    IndexStamp stamp{header.generation, std::string(header.fingerprintBytes, '\0'),
                     static_cast<int>(header.dimension)};
    if (!file.read(stamp.retrieverFingerprint.data(), header.fingerprintBytes))
        return std::nullopt;
    return stamp;
}

} // namespace memlong
