// LoRA adapters as PEFT saves them: adapter_config.json and adapter_model.safetensors.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/checkpoint/safetensors.h"

namespace memlong {

/// W += scale * b · a, or its transpose for fan_in_fan_out layers.
struct LoraFactors {
    int rank = 0;
    double scale = 0;
    std::vector<float> a; // [rank, in]
    std::vector<float> b; // [out, rank]
};

class PeftAdapter {
public:
    static Result<PeftAdapter> open(const std::filesystem::path& folder);

    /// The change of a weight of shape [out, in], if there is one. `name` is the checkpoint's.
    Result<std::optional<LoraFactors>> factors(std::string_view name, const TensorShape& shape) const;
    /// The tensor of modules_to_save (or a trained bias) that takes the place of the base model's.
    const TensorView* replacement(std::string_view name) const;
    /// Names that the adapter changes; the loader refuses an adapter that names a tensor the model lacks.
    std::vector<std::string> changedNames() const;
    /// base_model_name_or_path of its configuration; may be empty.
    const std::string& baseModel() const { return m_baseModel; }
    std::string fingerprint() const;

private:
    struct Pair {
        const TensorView* a = nullptr;
        const TensorView* b = nullptr;
    };
    Result<void> sortTensors();
    double scaleOf(std::string_view module, int rank) const;

    std::optional<Checkpoint> m_tensors;
    std::map<std::string, Pair, std::less<>> m_pairs;                     // by name of the base weight
    std::map<std::string, const TensorView*, std::less<>> m_replacements; // likewise
    std::map<std::string, double, std::less<>> m_alphaPattern;
    std::string m_baseModel;
    std::string m_settings; // for the fingerprint
    double m_alpha = 0;
    bool m_rankStabilised = false; // scale = alpha / sqrt(r)
};

} // namespace memlong
