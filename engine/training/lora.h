// Low-rank adapters under training, and their files as Python PEFT reads them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/model/linear.h"
#include "engine/training/adamw.h"
#include "engine/training/settings.h"

namespace memlong {

/// scale * dropout(x) · Aᵀ · Bᵀ (LoRA, Hu et al. 2021), with PEFT's initial values: A uniform, B zero.
class LoraBranch final : public LinearAddition {
public:
    LoraBranch(std::int64_t in, std::int64_t out, const LoraSettings& settings, std::uint64_t seed,
               at::Device device);
    at::Tensor forward(const at::Tensor& x) const override;
    /// Dropout works only while training; it draws from LibTorch's default generator of the device.
    void setTraining(bool training) { m_training = training; }
    /// scale * B · A, [out, in].
    at::Tensor weightChange() const;
    const at::Tensor& a() const { return m_a; } // [rank, in]
    const at::Tensor& b() const { return m_b; } // [out, rank]

private:
    at::Tensor m_a, m_b;
    double m_scale;
    double m_dropout;
    bool m_training = false;
};

/// A projection with its adapter. `name` is the projection's in the checkpoint, without ".weight".
struct AdaptedLinear {
    std::string name;
    std::shared_ptr<Linear> linear;
    std::shared_ptr<LoraBranch> branch;
};

/// adapter_config.json and adapter_model.safetensors. `replaced` are whole tensors that were trained beside
/// the adapter (norms): they become modules_to_save.
Result<void> saveAdapter(const std::filesystem::path& folder, const std::vector<AdaptedLinear>& adapters,
                         const std::vector<NamedTensor>& replaced, const LoraSettings& settings,
                         const std::string& baseModel);

} // namespace memlong
