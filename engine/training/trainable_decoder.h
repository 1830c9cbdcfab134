// A decoder whose weights can change: the engine's own forward code, with gradients.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/decoder.h"
#include "engine/training/lora.h"

namespace memlong {

class TrainableDecoder {
public:
    /// Weights in float32, with the adapter (if any) merged in. `adjust` may change the memory settings
    /// before the layers are built.
    static Result<TrainableDecoder> load(const std::filesystem::path& folder,
                                         const std::filesystem::path& adapter, at::Device device,
                                         const std::function<void(ModelConfig&)>& adjust = {});
    /// Normally distributed weights; those of o_proj and down_proj smaller by sqrt(2 * layers), as in GPT-2.
    static TrainableDecoder fresh(ModelConfig config, std::uint64_t seed, double deviation,
                                  at::Device device);

    const ModelConfig& config() const { return m_decoder->config(); }
    const Decoder& decoder() const { return *m_decoder; }
    at::Device device() const { return m_device; }

    // What is trained. Nothing is, at first.
    void trainEverything();
    /// Whole weights of layers from `firstLayer` on and of the final norm; with 0 the embedding and head,
    /// too.
    void trainLayers(int firstLayer);
    /// Norms of layers from `firstLayer` on and the final one.
    void trainNorms(int firstLayer);
    /// Adapters for the projections of layers from `firstLayer` on.
    void addAdapters(const LoraSettings& settings, int firstLayer, std::uint64_t seed);

    /// Leaves with gradients, by checkpoint name (adapters: "<projection>.lora_A.weight").
    std::vector<NamedTensor> trainable() const;
    /// All weights by checkpoint name; adapters apart.
    std::vector<NamedTensor> weights() const;
    const std::vector<AdaptedLinear>& adapters() const { return m_adapters; }
    /// The weights with the adapters added, as copies.
    std::vector<NamedTensor> mergedWeights() const;
    void setTraining(bool training);

    struct Batch {
        at::Tensor tokens;                  // int64 [B, T]
        at::Tensor targets;                 // int64 [B, T]; -100: not counted
        const MemoryView* memory = nullptr; // the same number of memory tokens for each sequence
    };
    struct ForwardOptions {
        bool bf16 = false;             // matrix products in bf16 (autocast)
        bool checkpointLayers = false; // compute layers again in the backward pass
    };
    /// Sum of the targets' negative log-likelihoods, a float32 scalar. Layers below the lowest trainable one
    /// run without gradients and keep no activations.
    at::Tensor lossSum(const Batch& batch, const ForwardOptions& options) const;
    /// The same, one value a target: float32 [B, T].
    at::Tensor losses(const Batch& batch, const ForwardOptions& options) const;

private:
    TrainableDecoder(std::shared_ptr<Decoder> decoder, at::Device device)
        : m_decoder(std::move(decoder)), m_device(device) {}
    at::Tensor hiddenStates(const Batch& batch, const ForwardOptions& options) const;
    int lowestTrainableLayer() const;

    std::shared_ptr<Decoder> m_decoder;
    at::Device m_device;
    std::vector<AdaptedLinear> m_adapters;
};

/// Matrix products in bf16 while it lives, where `enabled`.
class Autocast {
public:
    Autocast(at::Device device, bool enabled);
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;
    ~Autocast();

private:
    bool m_cpu;
    bool m_enabled;
    bool m_before;
};

} // namespace memlong
