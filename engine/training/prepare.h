// `memlong train prepare`: texts become shards of token ids. Streaming, deterministic, and a run that was
// killed goes on where its last complete shard ended.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/text/tokenizer.h"
#include "engine/training/dataset_manifest.h"

namespace memlong {

struct PrepareOptions {
    std::vector<std::filesystem::path> sources;           // files and folders
    std::vector<std::filesystem::path> validationSources; // all of their documents are held out
    std::filesystem::path output;                         // a folder of its own
    std::filesystem::path tokenizer;                      // a folder or file, as loadTokenizer() takes it
    std::string textField = "text";
    /// Share of `sources`' documents that is held out. A document's content decides, so it stays on its side
    /// when others are added.
    double validationFraction = 0.01;
    std::uint64_t shardTokens = 8U << 20; // memory in use grows with this, not with the corpus
    std::uint64_t maxTokens = 0;          // stop after so many; 0: all
    bool beginMarks = true;
    bool endMarks = true;
    bool restart = false; // throw away what an earlier run made
};

/// Identical documents are taken once. Text that cannot be used is listed in the manifest.
/// InvalidArgument when the folder holds a dataset made with other settings or sources.
Result<DatasetManifest> prepareDataset(const PrepareOptions& options, const ProgressFn& progress = {},
                                       std::stop_token stop = {});

} // namespace memlong
