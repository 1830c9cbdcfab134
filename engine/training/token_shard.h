// A token shard: a run of token ids and the documents they belong to, in one file (README.md, "Token
// shards").
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/base/files.h"
#include "engine/base/result.h"
#include "engine/text/tokenizer.h"

namespace memlong {

/// A document's part inside a shard: from `begin` to the next entry's, or to the end of the shard.
struct ShardDocument {
    std::uint64_t begin = 0;
    std::uint64_t hash = 0;
    bool continued = false; // goes on from the shard before
};

/// Bytes of one id in a shard: 2 where the vocabulary allows it, else 4.
int tokenIdBytes(int vocabularySize);

/// A shard under construction, in memory.
class ShardBuilder {
public:
    explicit ShardBuilder(int vocabularySize);
    /// Ids that are not in the vocabulary are an Internal error: the tokenizer made them.
    Result<void> append(std::uint64_t documentHash, bool continued, std::span<const TokenId> ids);
    std::uint64_t tokens() const { return m_tokens; }
    const std::vector<ShardDocument>& documents() const { return m_documents; }
    /// The file's bytes; the builder is empty afterwards.
    std::string finish(const std::string& tokenizerFingerprint);

private:
    int m_vocabularySize;
    int m_idBytes;
    std::uint64_t m_tokens = 0;
    std::string m_ids;
    std::vector<ShardDocument> m_documents;
    bool m_open = false; // the last document may still grow
    std::uint64_t m_openHash = 0;
};

/// A shard on disk, mapped. Immutable; const members may be called from any thread.
class TokenShard {
public:
    /// Checks the header, the size and the table of documents, not the ids: see verify().
    static Result<TokenShard> open(const std::filesystem::path& path);
    /// Reads everything against the checksum. Corrupt when a byte is wrong.
    Result<void> verify() const;

    std::uint64_t tokens() const { return m_tokens; }
    int vocabularySize() const { return m_vocabularySize; }
    std::uint64_t tokenizerHash() const { return m_tokenizerHash; }
    const std::vector<ShardDocument>& documents() const { return m_documents; }
    /// Ids [begin, begin + out.size()), which must lie inside. Corrupt for an id outside the vocabulary.
    Result<void> read(std::uint64_t begin, std::span<TokenId> out) const;

private:
    explicit TokenShard(MappedFile file) : m_file(std::move(file)) {}
    Result<void> parse();
    Error damaged(const std::string& what) const;

    std::filesystem::path m_path;
    MappedFile m_file;
    int m_idBytes = 2;
    int m_vocabularySize = 0;
    std::uint64_t m_tokens = 0;
    std::uint64_t m_checksum = 0;
    std::uint64_t m_tokenizerHash = 0;
    std::vector<ShardDocument> m_documents;
};

} // namespace memlong
