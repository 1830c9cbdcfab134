#include "engine/training/lora.h"

#include <cmath>
#include <set>

#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>

#include "engine/training/tensor_file.h"

namespace memlong {
namespace {

constexpr const char* kPrefix = "base_model.model.";

/// "model.layers.3.input_layernorm.weight" -> "model.layers.3.input_layernorm".
std::string moduleOf(const std::string& tensor) {
    return tensor.substr(0, tensor.rfind('.'));
}

} // namespace

LoraBranch::LoraBranch(std::int64_t in, std::int64_t out, const LoraSettings& settings, std::uint64_t seed,
                       at::Device device)
    : m_scale(settings.alpha / static_cast<double>(settings.rank)), m_dropout(settings.dropout) {
    const torch::NoGradGuard noGradient;
    const double bound = 1.0 / std::sqrt(static_cast<double>(in)); // kaiming_uniform with a = sqrt(5)
    m_a = at::empty({settings.rank, in}, at::kFloat)
              .uniform_(-bound, bound, at::detail::createCPUGenerator(seed));
    m_a = m_a.to(device).requires_grad_(true);
    m_b = at::zeros({out, settings.rank}, at::TensorOptions(device).dtype(at::kFloat)).requires_grad_(true);
}

at::Tensor LoraBranch::forward(const at::Tensor& x) const {
    const at::Tensor input = m_training && m_dropout > 0 ? at::dropout(x, m_dropout, true) : x;
    return at::linear(at::linear(input, m_a), m_b) * m_scale;
}

at::Tensor LoraBranch::weightChange() const {
    return at::mm(m_b.detach(), m_a.detach()) * m_scale;
}

Result<void> saveAdapter(const std::filesystem::path& folder, const std::vector<AdaptedLinear>& adapters,
                         const std::vector<NamedTensor>& replaced, const LoraSettings& settings,
                         const std::string& baseModel) {
    std::vector<NamedTensor> tensors;
    std::set<std::string> targets; // full names: an adapter need not be in every layer
    for (const AdaptedLinear& adapted : adapters) {
        tensors.push_back({kPrefix + adapted.name + ".lora_A.weight", adapted.branch->a()});
        tensors.push_back({kPrefix + adapted.name + ".lora_B.weight", adapted.branch->b()});
        targets.insert(adapted.name);
    }
    std::set<std::string> saved;
    for (const NamedTensor& tensor : replaced) {
        tensors.push_back({kPrefix + tensor.name, tensor.value});
        saved.insert(moduleOf(tensor.name));
    }
    nlohmann::ordered_json config = {{"peft_type", "LORA"},
                                     {"task_type", "CAUSAL_LM"},
                                     {"base_model_name_or_path", baseModel},
                                     {"r", settings.rank},
                                     {"lora_alpha", settings.alpha},
                                     {"lora_dropout", settings.dropout},
                                     {"target_modules", targets},
                                     {"bias", "none"},
                                     {"fan_in_fan_out", false},
                                     {"inference_mode", true}};
    config["modules_to_save"] = saved.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(saved);
    MEMLONG_TRY(saveTensors(folder / "adapter_model.safetensors", tensors, {{"format", "pt"}}));
    return replaceFile(folder / "adapter_config.json", config.dump(2) + "\n");
}

} // namespace memlong
