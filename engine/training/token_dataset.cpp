#include "engine/training/token_dataset.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace memlong {

Result<TokenDataset> TokenDataset::open(const std::filesystem::path& folder, Split split) {
    MEMLONG_ASSIGN(const DatasetManifest manifest, readManifest(folder));
    if (!manifest.complete)
        return makeError(ErrorCode::InvalidArgument,
                         "the preparation of " + folder.string() +
                             " was interrupted; run the same 'memlong train prepare' again to complete it");
    TokenDataset dataset;
    dataset.m_folder = folder;
    dataset.m_vocabularySize = manifest.vocabularySize;
    dataset.m_beginId = manifest.beginId;
    dataset.m_endId = manifest.endId;
    dataset.m_tokenizerFingerprint = manifest.tokenizerFingerprint;
    dataset.m_hash = manifest.hash();
    dataset.m_shardBegins.push_back(0);
    const std::uint64_t tokenizerHash = hash64(manifest.tokenizerFingerprint);
    for (const DatasetShard& entry : manifest.shards[static_cast<int>(split)]) {
        const auto path = folder / entry.file;
        MEMLONG_ASSIGN(TokenShard shard, TokenShard::open(path));
        if (shard.tokens() != entry.tokens || shard.vocabularySize() != manifest.vocabularySize ||
            shard.tokenizerHash() != tokenizerHash)
            return makeError(ErrorCode::Corrupt, path.string() +
                                                     " is not the shard that manifest.json describes; "
                                                     "prepare the data again with --restart");
        dataset.addDocuments(shard, dataset.m_tokens);
        dataset.m_tokens += shard.tokens();
        dataset.m_shardBegins.push_back(dataset.m_tokens);
        dataset.m_shards.push_back(std::move(shard));
    }
    return dataset;
}

void TokenDataset::addDocuments(const TokenShard& shard, std::uint64_t shardBegin) {
    const auto& parts = shard.documents();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::uint64_t end = shardBegin + (i + 1 < parts.size() ? parts[i + 1].begin : shard.tokens());
        const bool joins =
            parts[i].continued && i == 0 && !m_documents.empty() && m_documents.back().hash == parts[i].hash;
        if (joins)
            m_documents.back().end = end;
        else
            m_documents.push_back({shardBegin + parts[i].begin, end, parts[i].hash});
    }
}

Result<void> TokenDataset::verify() const {
    for (const TokenShard& shard : m_shards)
        MEMLONG_TRY(shard.verify());
    return {};
}

Result<void> TokenDataset::read(std::uint64_t begin, std::span<TokenId> out) const {
    if (begin > m_tokens || out.size() > m_tokens - begin)
        return makeError(ErrorCode::Internal,
                         "tokens beyond the end of " + m_folder.string() + " were asked for");
    const auto after = std::ranges::upper_bound(m_shardBegins, begin);
    auto shard = static_cast<std::size_t>(after - m_shardBegins.begin()) - 1;
    while (!out.empty()) {
        const std::uint64_t count = std::min<std::uint64_t>(out.size(), m_shardBegins[shard + 1] - begin);
        MEMLONG_TRY(m_shards[shard].read(begin - m_shardBegins[shard], out.first(count)));
        out = out.subspan(count);
        begin += count;
        ++shard;
    }
    return {};
}

} // namespace memlong
