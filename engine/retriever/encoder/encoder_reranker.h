// Transformer encoders as rerankers (LibTorch): sequence classification of BERT and XLM-RoBERTa with one
// label, such as bge-reranker-v2-m3 and the ms-marco cross-encoders.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/retriever/encoder/encoder_retriever.h"
#include "engine/retriever/reranker.h"

namespace memlong {

/// From a Hugging Face folder: config.json, weights and tokenizer. A score is the model's one logit, as it
/// is.
Result<std::unique_ptr<Reranker>> loadEncoderReranker(const std::filesystem::path& folder,
                                                      const EncoderOptions& options = {});

} // namespace memlong
