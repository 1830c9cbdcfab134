// manifest.json of a prepared dataset: what is in it, where it came from and how far its making has come.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

enum class Split { Train, Validation };
inline constexpr int kSplits = 2;

std::string splitName(Split split); // "train", "validation"

/// A file that documents were read from.
struct DatasetSource {
    std::string path;          // as the user gave it
    Split role = Split::Train; // Validation: all of its documents are held out
    std::uint64_t bytes = 0;
    std::string hash; // of its size, beginning and end: notices a source that changed
    std::uint64_t documents = 0;
    std::uint64_t tokens = 0;
};

struct DatasetShard {
    std::string file;
    std::uint64_t tokens = 0;
    std::string hash;
};

struct DatasetManifest {
    std::string tokenizerFingerprint;
    int vocabularySize = 0;
    int beginId = -1; // <s> of the tokenizer; -1: it has none
    int endId = -1;   // </s>
    // What decides the content beside the sources.
    std::string textField = "text";
    double validationFraction = 0;
    std::uint64_t shardTokens = 0;
    std::uint64_t maxTokens = 0; // 0: all
    bool beginMarks = true;      // <s> before each document
    bool endMarks = true;        // </s> after it

    std::vector<DatasetSource> sources;
    std::vector<DatasetShard> shards[kSplits];
    std::uint64_t tokens[kSplits] = {0, 0};
    std::uint64_t documents[kSplits] = {0, 0};
    std::uint64_t duplicates = 0;
    std::uint64_t problemCount = 0;
    std::vector<std::string> problems; // the first ones

    // Everything before this point is in the shards.
    std::uint64_t nextSource = 0;
    std::uint64_t nextDocument = 0; // within the source
    std::uint64_t nextToken = 0;    // within the document
    bool complete = false;

    /// Of the shards and the tokenizer: the identity of the data.
    std::string hash() const;
};

inline constexpr std::size_t kMaxListedProblems = 20;

Result<DatasetManifest> readManifest(const std::filesystem::path& folder);
Result<void> writeManifest(const std::filesystem::path& folder, const DatasetManifest& manifest);
/// The folder of the tokenizer's files inside a dataset.
std::filesystem::path datasetTokenizer(const std::filesystem::path& folder);

} // namespace memlong
