#include "tests/training/synthetic_dataset.h"

#include <random>
#include <stdexcept>
#include <string>

#include "engine/training/token_shard.h"
#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

DatasetManifest manifestOf(int vocabularySize) {
    DatasetManifest manifest;
    manifest.tokenizerFingerprint = "test";
    manifest.vocabularySize = vocabularySize;
    manifest.beginId = 1;
    manifest.endId = 2;
    manifest.complete = true;
    return manifest;
}

void save(const std::filesystem::path& folder, const DatasetManifest& manifest) {
    if (const auto written = writeManifest(folder, manifest); !written)
        throw std::runtime_error(written.error().message);
}

} // namespace

void addSplit(const std::filesystem::path& folder, DatasetManifest& manifest, Split split,
              const std::vector<std::uint64_t>& lengths, std::uint64_t shardTokens,
              const std::function<TokenId(std::uint64_t)>& id) {
    const auto index = static_cast<int>(split);
    ShardBuilder builder(manifest.vocabularySize);
    const auto flush = [&] {
        DatasetShard shard{splitName(split) + "-" + std::to_string(manifest.shards[index].size()) + ".tokens",
                           builder.tokens(), "x"};
        writeFile(folder / shard.file, builder.finish(manifest.tokenizerFingerprint));
        manifest.shards[index].push_back(std::move(shard));
    };
    std::uint64_t position = 0;
    for (std::size_t document = 0; document < lengths.size(); ++document)
        for (std::uint64_t i = 0; i < lengths[document]; ++i) {
            const TokenId next = id(position++);
            if (!builder.append(100 + document, i > 0, {&next, 1}))
                throw std::runtime_error("an id outside the vocabulary");
            if (builder.tokens() == shardTokens)
                flush();
        }
    if (builder.tokens() > 0)
        flush();
    manifest.tokens[index] = position;
    manifest.documents[index] = lengths.size();
}

void writeCountingDataset(const std::filesystem::path& folder, const std::vector<std::uint64_t>& lengths,
                          std::uint64_t shardTokens, int vocabularySize) {
    DatasetManifest manifest = manifestOf(vocabularySize);
    addSplit(folder, manifest, Split::Train, lengths, shardTokens, [&](std::uint64_t n) {
        return static_cast<TokenId>(n % static_cast<std::uint64_t>(vocabularySize));
    });
    save(folder, manifest);
}

void writePatternDataset(const std::filesystem::path& folder) {
    DatasetManifest manifest = manifestOf(50);
    std::mt19937 random(11);
    TokenId last = 3;
    const auto next = [&](std::uint64_t) {
        last = random() % 8 == 0 ? static_cast<TokenId>(random() % 50) : (last * 7 + 3) % 50;
        return last;
    };
    addSplit(folder, manifest, Split::Train, {4000, 900, 3000}, 2048, next);
    addSplit(folder, manifest, Split::Validation, {1000}, 2048, next);
    save(folder, manifest);
    writeFile(datasetTokenizer(folder) / "tokenizer.json", "{}");
}

} // namespace memlong::test
