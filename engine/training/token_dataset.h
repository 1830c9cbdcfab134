// One split of a prepared dataset, read through memory maps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/training/dataset_manifest.h"
#include "engine/training/token_shard.h"

namespace memlong {

/// Tokens [begin, end) of the split, in the order of the shards.
struct DocumentSpan {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t hash = 0;
};

/// Immutable; const members may be called from any thread.
class TokenDataset {
public:
    /// NotFound when the folder has no dataset, InvalidArgument when its preparation is not complete,
    /// Corrupt when the shards contradict the manifest.
    static Result<TokenDataset> open(const std::filesystem::path& folder, Split split);
    /// Reads every byte against its checksum.
    Result<void> verify() const;

    std::uint64_t tokens() const { return m_tokens; }
    const std::vector<DocumentSpan>& documents() const { return m_documents; }
    int vocabularySize() const { return m_vocabularySize; }
    int beginId() const { return m_beginId; } // <s>; -1: none
    int endId() const { return m_endId; }     // </s>
    const std::string& tokenizerFingerprint() const { return m_tokenizerFingerprint; }
    /// Identity of the whole dataset (manifest.json, "hash").
    const std::string& hash() const { return m_hash; }
    const std::filesystem::path& folder() const { return m_folder; }

    /// Tokens [begin, begin + out.size()) across shards; they must exist.
    Result<void> read(std::uint64_t begin, std::span<TokenId> out) const;

private:
    void addDocuments(const TokenShard& shard, std::uint64_t shardBegin);

    std::filesystem::path m_folder;
    std::vector<TokenShard> m_shards;
    std::vector<std::uint64_t> m_shardBegins; // and the end of the last one
    std::vector<DocumentSpan> m_documents;
    std::uint64_t m_tokens = 0;
    int m_vocabularySize = 0;
    int m_beginId = -1, m_endId = -1;
    std::string m_tokenizerFingerprint;
    std::string m_hash;
};

} // namespace memlong
