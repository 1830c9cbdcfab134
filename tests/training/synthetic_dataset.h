// Datasets of made-up ids, for tests that need no tokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "engine/text/tokenizer.h"
#include "engine/training/dataset_manifest.h"

namespace memlong::test {

/// One split of documents of the given lengths, cut into shards of `shardTokens`; `id` gives the n-th token.
void addSplit(const std::filesystem::path& folder, DatasetManifest& manifest, Split split,
              const std::vector<std::uint64_t>& lengths, std::uint64_t shardTokens,
              const std::function<TokenId(std::uint64_t)>& id);

/// A training split whose ids count up.
void writeCountingDataset(const std::filesystem::path& folder, const std::vector<std::uint64_t>& lengths,
                          std::uint64_t shardTokens, int vocabularySize = 60000);

/// Both splits of a language that is easy to learn: a token mostly decides the next one. Vocabulary 50.
void writePatternDataset(const std::filesystem::path& folder);

} // namespace memlong::test
