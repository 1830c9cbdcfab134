#include "engine/training/token_shard.h"

#include <array>
#include <cstring>

#include "engine/base/hash.h"

namespace memlong {
namespace {

constexpr std::array<char, 8> kMagic{'M', 'L', 'T', 'O', 'K', 'E', 'N', 'S'};
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kByteOrder = 0x01020304;

struct FileHeader {
    std::array<char, 8> magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t byteOrder = kByteOrder;
    std::uint32_t idBytes = 2;
    std::uint32_t vocabularySize = 0;
    std::uint64_t tokens = 0;
    std::uint64_t documents = 0;
    std::uint64_t bodyChecksum = 0;
    std::uint64_t tokenizerHash = 0;
    std::uint64_t headerChecksum = 0; // of the bytes before it
};
static_assert(sizeof(FileHeader) == 64);

struct FileDocument {
    std::uint64_t begin = 0;
    std::uint64_t hash = 0;
    std::uint64_t flags = 0;
};
static_assert(sizeof(FileDocument) == 24);

constexpr std::uint64_t kContinued = 1;

std::uint64_t headerChecksum(const FileHeader& header) {
    std::array<std::byte, sizeof(FileHeader) - sizeof(std::uint64_t)> bytes;
    std::memcpy(bytes.data(), &header, bytes.size());
    return hash64(std::span<const std::byte>(bytes));
}

std::uint64_t padded(std::uint64_t bytes) {
    return (bytes + 7) / 8 * 8;
}

template <class Id> bool readIds(const std::byte* source, std::span<TokenId> out, int vocabularySize) {
    Id highest = 0;
    for (TokenId& target : out) {
        Id id;
        std::memcpy(&id, source, sizeof id);
        source += sizeof id;
        highest = std::max(highest, id);
        target = static_cast<TokenId>(id);
    }
    return highest < static_cast<std::uint32_t>(vocabularySize);
}

} // namespace

int tokenIdBytes(int vocabularySize) {
    return vocabularySize <= 65536 ? 2 : 4;
}

ShardBuilder::ShardBuilder(int vocabularySize)
    : m_vocabularySize(vocabularySize), m_idBytes(tokenIdBytes(vocabularySize)) {}

Result<void> ShardBuilder::append(std::uint64_t documentHash, bool continued, std::span<const TokenId> ids) {
    if (ids.empty())
        return {};
    if (!m_open || m_openHash != documentHash) {
        m_documents.push_back({m_tokens, documentHash, continued});
        m_open = true;
        m_openHash = documentHash;
    }
    for (const TokenId id : ids) {
        if (id < 0 || id >= m_vocabularySize)
            return makeError(ErrorCode::Internal, "the tokenizer gave the id " + std::to_string(id) +
                                                      ", which its vocabulary does not have");
        if (m_idBytes == 2) {
            const auto narrow = static_cast<std::uint16_t>(id);
            m_ids.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
        } else {
            const auto wide = static_cast<std::uint32_t>(id);
            m_ids.append(reinterpret_cast<const char*>(&wide), sizeof wide);
        }
    }
    m_tokens += ids.size();
    return {};
}

std::string ShardBuilder::finish(const std::string& tokenizerFingerprint) {
    std::string body = std::move(m_ids);
    body.resize(padded(body.size()));
    for (const ShardDocument& document : m_documents) {
        const FileDocument entry{document.begin, document.hash, document.continued ? kContinued : 0};
        body.append(reinterpret_cast<const char*>(&entry), sizeof entry);
    }
    FileHeader header;
    header.idBytes = static_cast<std::uint32_t>(m_idBytes);
    header.vocabularySize = static_cast<std::uint32_t>(m_vocabularySize);
    header.tokens = m_tokens;
    header.documents = m_documents.size();
    header.bodyChecksum = hash64(body);
    header.tokenizerHash = hash64(tokenizerFingerprint);
    header.headerChecksum = headerChecksum(header);
    body.insert(0, reinterpret_cast<const char*>(&header), sizeof header);
    *this = ShardBuilder(m_vocabularySize);
    return body;
}

Error TokenShard::damaged(const std::string& what) const {
    return makeError(ErrorCode::Corrupt,
                     m_path.string() + " is damaged (" + what + "); prepare the data again with --restart");
}

Result<TokenShard> TokenShard::open(const std::filesystem::path& path) {
    MEMLONG_ASSIGN(MappedFile file, MappedFile::open(path));
    TokenShard shard(std::move(file));
    shard.m_path = path;
    MEMLONG_TRY(shard.parse());
    return shard;
}

Result<void> TokenShard::parse() {
    const auto bytes = m_file.bytes();
    FileHeader header;
    if (bytes.size() < sizeof header)
        return damaged("it is shorter than its header");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != kMagic)
        return makeError(ErrorCode::BadInput, m_path.string() + " is not a token shard");
    if (header.byteOrder != kByteOrder)
        return makeError(ErrorCode::UnsupportedVersion,
                         m_path.string() +
                             " was written on a machine of another byte order; prepare the data here");
    if (header.version != kVersion)
        return makeError(ErrorCode::UnsupportedVersion,
                         m_path.string() + " is of version " + std::to_string(header.version) +
                             ", this program reads " + std::to_string(kVersion));
    if (header.headerChecksum != headerChecksum(header))
        return damaged("its header does not match its checksum");
    if ((header.idBytes != 2 && header.idBytes != 4) || header.vocabularySize == 0 ||
        header.vocabularySize > (1U << 24))
        return damaged("its header makes no sense");
    // Both counts are bounded by the size before they are multiplied.
    if (header.tokens > bytes.size() || header.documents > bytes.size())
        return damaged("it is shorter than its header says");
    const std::uint64_t idsEnd = sizeof header + padded(header.tokens * header.idBytes);
    if (idsEnd + header.documents * sizeof(FileDocument) != bytes.size())
        return damaged("its size does not match its header");
    m_idBytes = static_cast<int>(header.idBytes);
    m_vocabularySize = static_cast<int>(header.vocabularySize);
    m_tokens = header.tokens;
    m_checksum = header.bodyChecksum;
    m_tokenizerHash = header.tokenizerHash;
    m_documents.reserve(header.documents);
    for (std::uint64_t i = 0; i < header.documents; ++i) {
        FileDocument entry;
        std::memcpy(&entry, bytes.data() + idsEnd + i * sizeof entry, sizeof entry);
        const bool ascends = i == 0 ? entry.begin == 0 : entry.begin > m_documents.back().begin;
        if (!ascends || entry.begin >= m_tokens || entry.flags > kContinued)
            return damaged("its table of documents makes no sense");
        m_documents.push_back({entry.begin, entry.hash, entry.flags == kContinued});
    }
    if (m_documents.empty() != (m_tokens == 0))
        return damaged("its table of documents makes no sense");
    return {};
}

Result<void> TokenShard::verify() const {
    if (hash64(m_file.bytes().subspan(sizeof(FileHeader))) != m_checksum)
        return damaged("its content does not match its checksum");
    return {};
}

Result<void> TokenShard::read(std::uint64_t begin, std::span<TokenId> out) const {
    if (begin > m_tokens || out.size() > m_tokens - begin)
        return makeError(ErrorCode::Internal,
                         "tokens beyond the end of " + m_path.string() + " were asked for");
    const std::byte* source =
        m_file.bytes().data() + sizeof(FileHeader) + begin * static_cast<std::uint64_t>(m_idBytes);
    const bool valid = m_idBytes == 2 ? readIds<std::uint16_t>(source, out, m_vocabularySize)
                                      : readIds<std::uint32_t>(source, out, m_vocabularySize);
    if (!valid)
        return damaged("it has an id outside the vocabulary");
    return {};
}

} // namespace memlong
