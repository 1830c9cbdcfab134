#include "storage/kv_header.h"

#include <bit>
#include <cstring>

#include "engine/base/hash.h"

namespace memlong {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian and read by memcpy");

constexpr char kMagic[8] = {'M', 'L', 'K', 'V', 'F', 'I', 'L', 'E'};
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr std::size_t kSlotAlignment = 64;

struct FixedPart {
    char magic[8];
    std::uint32_t version;
    std::uint32_t byteOrder;
    std::uint32_t layer;
    std::uint32_t dtype;
    std::uint32_t kvHeads;
    std::uint32_t headDim;
    std::uint32_t chunkTokens;
    std::uint32_t slotBytes;
    std::uint32_t fingerprintBytes;
    std::uint32_t reserved;
};
static_assert(sizeof(FixedPart) == 48);

constexpr std::size_t kChecksumOffset = kKvHeaderBytes - 8;
constexpr std::size_t kMaxFingerprintBytes = 1024;

} // namespace

std::uint64_t kvSlotStride(const KvLayout& layout) {
    const std::uint64_t used = sizeof(KvSlotHeader) + std::uint64_t{layout.slotBytes};
    return (used + kSlotAlignment - 1) / kSlotAlignment * kSlotAlignment;
}

std::uint64_t kvSlotChecksum(std::uint64_t slot, std::span<const std::byte> block) {
    const std::uint64_t parts[3] = {hash64(block), slot, block.size()};
    return hash64(std::as_bytes(std::span(parts)));
}

Result<std::string> encodeKvHeader(const KvLayout& layout) {
    if (layout.fingerprint.size() > kMaxFingerprintBytes)
        return makeError(ErrorCode::InvalidArgument, "the fingerprint of a K/V file is too long");
    if (layout.slotBytes == 0 || layout.slotBytes > kKvMaxSlotBytes)
        return makeError(ErrorCode::InvalidArgument, "a K/V slot of " + std::to_string(layout.slotBytes) +
                                                         " bytes is not supported; use shorter chunks");
    std::string header(kKvHeaderBytes, '\0');
    FixedPart fixed{};
    std::memcpy(fixed.magic, kMagic, sizeof kMagic);
    fixed.version = kVersion;
    fixed.byteOrder = kByteOrder;
    fixed.layer = layout.layer;
    fixed.dtype = layout.dtype;
    fixed.kvHeads = layout.kvHeads;
    fixed.headDim = layout.headDim;
    fixed.chunkTokens = layout.chunkTokens;
    fixed.slotBytes = layout.slotBytes;
    fixed.fingerprintBytes = static_cast<std::uint32_t>(layout.fingerprint.size());
    std::memcpy(header.data(), &fixed, sizeof fixed);
    std::memcpy(header.data() + sizeof fixed, layout.fingerprint.data(), layout.fingerprint.size());
    const std::uint64_t checksum = hash64(std::string_view(header).substr(0, kChecksumOffset));
    std::memcpy(header.data() + kChecksumOffset, &checksum, sizeof checksum);
    return header;
}

Result<KvLayout> decodeKvHeader(std::span<const std::byte> bytes, const std::filesystem::path& name) {
    const auto corrupt = [&](std::string_view why) {
        return makeError(ErrorCode::Corrupt,
                         name.string() + " is damaged (" + std::string(why) + "); encode the document again");
    };
    if (bytes.size() < kKvHeaderBytes)
        return corrupt("too short");
    FixedPart fixed{};
    std::memcpy(&fixed, bytes.data(), sizeof fixed);
    if (std::memcmp(fixed.magic, kMagic, sizeof kMagic) != 0)
        return corrupt("not a K/V file");
    if (fixed.byteOrder != kByteOrder)
        return makeError(ErrorCode::UnsupportedVersion,
                         name.string() +
                             " was written on a machine of another byte order; encode the document again");
    if (fixed.version > kVersion)
        return makeError(ErrorCode::UnsupportedVersion,
                         name.string() + " has version " + std::to_string(fixed.version) +
                             "; this program knows versions up to " + std::to_string(kVersion) +
                             ", so use a newer memlong");
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + kChecksumOffset, sizeof checksum);
    if (fixed.version == 0 || checksum != hash64(bytes.first(kChecksumOffset)))
        return corrupt("bad header");
    if (fixed.fingerprintBytes > kMaxFingerprintBytes || fixed.slotBytes == 0 ||
        fixed.slotBytes > kKvMaxSlotBytes || fixed.reserved != 0)
        return corrupt("bad header");
    return KvLayout{.fingerprint = std::string(reinterpret_cast<const char*>(bytes.data()) + sizeof fixed,
                                               fixed.fingerprintBytes),
                    .layer = fixed.layer,
                    .dtype = fixed.dtype,
                    .kvHeads = fixed.kvHeads,
                    .headDim = fixed.headDim,
                    .chunkTokens = fixed.chunkTokens,
                    .slotBytes = fixed.slotBytes};
}

} // namespace memlong
