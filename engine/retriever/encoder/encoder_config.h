// What the files beside an encoder's weights say: config.json and those of sentence-transformers.
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/result.h"

namespace memlong {

enum class EncoderFamily { Bert, XlmRoberta };
enum class Pooling { Cls, Mean };

struct EncoderConfig {
    EncoderFamily family = EncoderFamily::Bert;
    int vocabularySize = 0;
    int hiddenSize = 0;
    int layers = 0;
    int heads = 0;
    int intermediateSize = 0;
    int positions = 0; // rows of the position table
    int tokenTypes = 0;
    int padId = 0;
    double layerNormEpsilon = 1e-12;
    bool tanhGelu = false; // "gelu_new"; else the exact one
    Pooling pooling = Pooling::Mean;
    int maxTokens = 512;                              // of one input, special tokens included
    std::string queryInstruction, passageInstruction; // put in front of the text

    /// The position of the first token: XLM-RoBERTa counts from the padding id + 1.
    int firstPosition() const { return family == EncoderFamily::XlmRoberta ? padId + 1 : 0; }
    int headSize() const { return hiddenSize / heads; }
};

/// Reads config.json; and, where present, modules.json with the pooling folder it names,
/// sentence_bert_config.json and config_sentence_transformers.json. Without a pooling folder BERT-type models
/// use the mean and XLM-RoBERTa (bge-m3) and BGE models the CLS token. Instructions of llm-embedder and of
/// the English BGE models, which their folders do not carry, go by the model's name.
Result<EncoderConfig> readEncoderConfig(const std::filesystem::path& folder);

/// What a model is called: the name of its folder.
std::string modelName(const std::filesystem::path& folder);

} // namespace memlong
