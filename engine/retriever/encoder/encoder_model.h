// The forward pass of BERT and XLM-RoBERTa encoders (Devlin et al. 2018, arXiv 1810.04805): post-LN layers,
// learned absolute positions. The parameters keep their names in the checkpoint.
#pragma once

#include <vector>

#include <ATen/ATen.h>

#include "engine/checkpoint/safetensors.h"
#include "engine/retriever/encoder/encoder_config.h"

namespace memlong {

class EncoderModel {
public:
    /// Float32 weights, copied from the checkpoint to the device.
    static Result<EncoderModel> load(const Checkpoint& checkpoint, const EncoderConfig& config,
                                     at::Device device);

    /// `ids` int64 [B, T], special tokens included, padded with the padding id; `lengths` int64 [B], on the
    /// model's device, T at most config.maxTokens; `types` int64 [B, T], undefined: all 0. Returns the last
    /// hidden states, float32 [B, T, H]; rows of padding hold no meaning.
    at::Tensor forward(const at::Tensor& ids, const at::Tensor& lengths, const at::Tensor& types = {}) const;

    const EncoderConfig& config() const { return m_config; }
    at::Device device() const { return m_device; }

private:
    struct Linear {
        at::Tensor weight; // [out, in]
        at::Tensor bias;   // [out]
    };
    struct Norm {
        at::Tensor weight, bias; // [H]
    };
    struct Layer {
        Linear query, key, value, attentionOutput, intermediate, output;
        Norm attentionNorm, outputNorm;
    };
    struct Loader;

    EncoderModel(EncoderConfig config, at::Device device) : m_config(std::move(config)), m_device(device) {}
    at::Tensor normalise(const at::Tensor& x, const Norm& norm) const;
    at::Tensor attend(const Layer& layer, const at::Tensor& x, const at::Tensor& mask) const;

    EncoderConfig m_config;
    at::Device m_device;
    at::Tensor m_words;      // [V, H]
    at::Tensor m_positions;  // [P, H]
    at::Tensor m_tokenTypes; // [types, H]
    Norm m_embeddingNorm;
    std::vector<Layer> m_layers;
};

} // namespace memlong
