// Training of a SentencePiece tokenizer on the user's own texts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"

namespace memlong {

struct TrainSentencePieceOptions {
    std::vector<std::filesystem::path> files; // UTF-8 text
    int vocabularySize = 12'000;
    /// At most this much is read of each file, in stretches spread evenly over it; 0 reads all.
    std::uint64_t maxBytesPerFile = 0;
    int threads = 2;
    /// Pieces that text never produces; they follow `<pad>` 0, `<s>` 1, `</s>` 2, `<unk>` 3.
    std::vector<std::string> controlPieces{"<|user|>", "<|assistant|>", "<|system|>", "<|context|>", "<|end|>"};
};

/// The bytes of a BPE model with byte fallback, split digits and identity normalisation. Line ends are part
/// of its vocabulary ("\n", "\n\n"). Memory: a few times the text read.
Result<std::string> trainSentencePiece(const TrainSentencePieceOptions& options, const ProgressFn& progress = {},
                                       std::stop_token stop = {});

} // namespace memlong
