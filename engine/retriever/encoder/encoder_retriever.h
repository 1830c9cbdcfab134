// Transformer encoders as retrievers (LibTorch): BERT family and XLM-RoBERTa.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/retriever/retriever.h"

namespace memlong {

struct EncoderOptions {
    std::string device = "cpu"; // as LibTorch names it: cpu, cuda, cuda:1
    int batchTokens = 4096;     // padded tokens of one forward pass
};

/// From a Hugging Face or sentence-transformers folder: config.json, weights, tokenizer, and where present
/// modules.json, 1_Pooling, sentence_bert_config.json and config_sentence_transformers.json.
///
/// The first row of a passage equals sentence-transformers: of a passage longer than the model reads it is
/// the beginning, and further rows follow for the rest. With mean pooling, windows of sentences inside the
/// passage get rows too: means of the same token states, which cost no further pass.
Result<std::unique_ptr<Retriever>> loadEncoderRetriever(const std::filesystem::path& folder,
                                                        const EncoderOptions& options = {});

} // namespace memlong
