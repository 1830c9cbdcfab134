// The decoder of the LLaMA family (llama, mistral, qwen2, qwen3) with MemLong's memory.
//
// Goals: reads like the paper; parameter names equal checkpoint keys; weights immutable and forward const,
// the caller owns the KV cache. Not a goal: batches of sequences of unlike length.
#pragma once

#include <torch/torch.h>

#include "engine/model/attention.h"

namespace memlong {

/// SwiGLU feed-forward block.
class Mlp : public torch::nn::Module {
public:
    Mlp(const WeightSource& source, const std::string& name, const ModelConfig& config);
    at::Tensor forward(const at::Tensor& x) const; // [B, T, hidden]

private:
    std::shared_ptr<Linear> m_gate, m_up, m_down;
};

class DecoderLayer : public torch::nn::Module {
public:
    DecoderLayer(const WeightSource& source, const std::string& name, const ModelConfig& config, int layer);
    at::Tensor forward(const at::Tensor& x, ForwardPass& pass) const; // [B, T, hidden]
    /// Input norm and the k and v projections: all that the memory layer does for a chunk.
    LayerKeysValues keysValues(const at::Tensor& x) const;

private:
    std::shared_ptr<RmsNorm> m_inputNorm, m_postAttentionNorm;
    std::shared_ptr<Attention> m_attention;
    std::shared_ptr<Mlp> m_mlp;
};

/// Everything below the language-model head; "model." in checkpoints.
class DecoderStack : public torch::nn::Module {
public:
    DecoderStack(const WeightSource& source, const ModelConfig& config);

    Embedding& embedding() const { return *m_embedding; }
    DecoderLayer& layer(int index) const { return *m_layers[static_cast<std::size_t>(index)]; }
    RmsNorm& norm() const { return *m_norm; }

private:
    std::shared_ptr<Embedding> m_embedding;
    std::vector<std::shared_ptr<DecoderLayer>> m_layers;
    std::shared_ptr<RmsNorm> m_norm;
};

class Decoder : public torch::nn::Module {
public:
    struct Input {
        at::Tensor tokens;                  // int64 [B, T]
        KvCache* cache = nullptr;           // continues this sequence (B = 1); null: a sequence of its own
        std::int64_t firstPosition = 0;     // without a cache
        const MemoryView* memory = nullptr; // visible to the retrieval layers
        bool allLogits = false;             // of every token instead of the last
        AttentionShares* shares = nullptr;  // out
    };

    /// `type` is the type of activations; float32 on the CPU.
    Decoder(const WeightSource& source, ModelConfig config, at::Device device, at::ScalarType type);

    /// Logits, float32 [B, T or 1, vocabulary].
    at::Tensor forward(const Input& input) const;
    /// DESIGN 2.1: K (un-rotated) and V of the memory layer for chunks of like length, tokens int64 [B, T].
    /// Nothing above the memory layer runs.
    LayerKeysValues encode(const at::Tensor& tokens) const;

    const ModelConfig& config() const { return m_config; }
    const Rotary& rotary() const { return m_rotary; }
    at::TensorOptions activations() const { return at::TensorOptions(m_device).dtype(m_type); }
    /// Where the local window starts when memory may be used: 1 for position type Zero, else 0.
    std::int64_t firstLocalPosition() const {
        return m_config.memory.positionType == PositionType::Zero ? 1 : 0;
    }
    /// Bytes of all weights as they are kept.
    std::uint64_t weightBytes() const;

    // The parts of forward(), for training, which runs the layers one by one.
    ForwardPass beginPass(const Input& input) const;
    const DecoderStack& stack() const { return *m_model; }
    const Linear& head() const { return *m_head; }

private:
    ModelConfig m_config;
    at::Device m_device;
    at::ScalarType m_type;
    Rotary m_rotary;
    std::shared_ptr<DecoderStack> m_model;
    std::shared_ptr<Linear> m_head;
};

} // namespace memlong
