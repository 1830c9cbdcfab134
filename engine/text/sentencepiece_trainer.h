// Training of a SentencePiece tokenizer on the user's own texts.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"

namespace memlong {

/// A UTF-8 text file. A weight below 1 reads that share of it, in stretches spread evenly; 3 counts it
/// thrice.
struct TrainingText {
    std::filesystem::path path;
    double weight = 1;
};

struct TrainSentencePieceOptions {
    std::vector<TrainingText> texts;
    int vocabularySize = 12'000;
    int threads = 2;
    /// Pieces that text never produces; they follow `<pad>` 0, `<s>` 1, `</s>` 2, `<unk>` 3.
    std::vector<std::string> controlPieces{"<|user|>", "<|assistant|>", "<|system|>", "<|context|>",
                                           "<|end|>"};
};

/// The bytes of a BPE model with byte fallback, split digits and identity normalisation. Line ends are part
/// of its vocabulary ("\n", "\n\n"). Memory: a few times the text read.
Result<std::string> trainSentencePiece(const TrainSentencePieceOptions& options,
                                       const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace memlong
