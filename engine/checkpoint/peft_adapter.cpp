#include "engine/checkpoint/peft_adapter.h"

#include <cmath>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/checkpoint/config_reader.h"

namespace memlong {
namespace {

constexpr std::string_view kPrefix = "base_model.model.";

bool removeSuffix(std::string& text, std::string_view suffix) {
    if (!text.ends_with(suffix))
        return false;
    text.resize(text.size() - suffix.size());
    return true;
}

void removeInfix(std::string& text, std::string_view infix) {
    if (const auto at = text.find(infix); at != std::string::npos)
        text.erase(at, infix.size());
}

} // namespace

Result<PeftAdapter> PeftAdapter::open(const std::filesystem::path& folder) {
    const auto file = folder / "adapter_config.json";
    MEMLONG_ASSIGN(std::string text, readFile(file, 1 << 20));
    MEMLONG_ASSIGN(ConfigReader reader, ConfigReader::parse(text, file.string()));
    PeftAdapter adapter;
    const std::string type = reader.text("peft_type", "LORA");
    if (type != "LORA")
        reader.unsupported("it is an adapter of the type " + type + "; only LORA is known");
    if (reader.boolean("use_dora", false))
        reader.unsupported("it uses DoRA, which this program does not read");
    if (reader.boolean("fan_in_fan_out", false))
        reader.unsupported("it uses fan_in_fan_out, which no decoder of the known kinds has");
    adapter.m_alpha = reader.number("lora_alpha", 8, 0, 1e6);
    adapter.m_rankStabilised = reader.boolean("use_rslora", false);
    adapter.m_baseModel = reader.text("base_model_name_or_path", "");
    if (const ConfigReader pattern = reader.object("alpha_pattern"); pattern.present()) {
        ConfigReader values = pattern;
        for (const std::string& key : values.keys())
            adapter.m_alphaPattern[key] = values.number(key, adapter.m_alpha, 0, 1e6);
    }
    if (reader.failed())
        return reader.error();
    adapter.m_settings = std::move(text);
    const auto weights = folder / "adapter_model.safetensors";
    std::error_code ignored;
    if (!std::filesystem::exists(weights, ignored))
        return makeError(ErrorCode::NotFound, folder.string() + " has no adapter_model.safetensors");
    MEMLONG_ASSIGN(Checkpoint tensors, Checkpoint::open(weights));
    adapter.m_tensors = std::move(tensors);
    MEMLONG_TRY(adapter.sortTensors());
    return adapter;
}

Result<void> PeftAdapter::sortTensors() {
    for (const auto& [key, tensor] : m_tensors->tensors()) {
        std::string name = key;
        if (name.starts_with(kPrefix))
            name.erase(0, kPrefix.size());
        removeInfix(name, ".default");
        if (removeSuffix(name, ".lora_A.weight")) {
            m_pairs[name + ".weight"].a = &tensor;
        } else if (removeSuffix(name, ".lora_B.weight")) {
            m_pairs[name + ".weight"].b = &tensor;
        } else if (name.find("lora_") != std::string::npos) {
            return makeError(ErrorCode::UnsupportedVersion,
                             m_tensors->path().string() + ": tensor \"" + key +
                                 "\" is of a kind this program does not merge");
        } else {
            removeInfix(name, ".modules_to_save");
            m_replacements[name] = &tensor;
        }
    }
    for (const auto& [name, pair] : m_pairs)
        if (pair.a == nullptr || pair.b == nullptr)
            return makeError(ErrorCode::Corrupt, m_tensors->path().string() +
                                                     " has only one half of the change of \"" + name +
                                                     "\"; fetch the adapter again");
    return {};
}

double PeftAdapter::scaleOf(std::string_view module, int rank) const {
    double alpha = m_alpha;
    for (const auto& [pattern, value] : m_alphaPattern)
        if (module == pattern || module.ends_with("." + pattern))
            alpha = value;
    return m_rankStabilised ? alpha / std::sqrt(static_cast<double>(rank)) : alpha / rank;
}

Result<std::optional<LoraFactors>> PeftAdapter::factors(std::string_view name,
                                                        const TensorShape& shape) const {
    const auto found = m_pairs.find(name);
    if (found == m_pairs.end())
        return std::optional<LoraFactors>{};
    const auto& [a, b] = found->second;
    const auto wrong = [&](const TensorView& tensor) {
        return makeError(ErrorCode::Corrupt, m_tensors->path().string() + ": the change of \"" +
                                                 std::string(name) + "\" " + shapeText(shape) +
                                                 " has a factor of the shape " + shapeText(tensor.shape) +
                                                 "; this adapter belongs to another model");
    };
    if (shape.size() != 2 || a->shape.size() != 2 || a->shape[1] != shape[1] || a->shape[0] < 1 ||
        a->shape[0] > 1 << 16)
        return wrong(*a);
    const TensorShape shapeB{shape[0], a->shape[0]};
    if (b->shape != shapeB)
        return wrong(*b);
    std::string module(name);
    removeSuffix(module, ".weight");
    LoraFactors result;
    result.rank = static_cast<int>(a->shape[0]);
    result.scale = scaleOf(module, result.rank);
    const auto floats = [&](const TensorView& tensor, std::vector<float>& out) {
        out.resize(static_cast<std::size_t>(tensor.elements()));
        return allFinite(tensor.type, tensor.bytes) && convertToFloat(tensor.type, tensor.bytes, out);
    };
    if (!floats(*a, result.a) || !floats(*b, result.b))
        return makeError(ErrorCode::BadInput, m_tensors->path().string() + ": the change of \"" +
                                                  std::string(name) + "\" contains NaN or infinity");
    return std::optional<LoraFactors>{std::move(result)};
}

const TensorView* PeftAdapter::replacement(std::string_view name) const {
    const auto found = m_replacements.find(name);
    return found == m_replacements.end() ? nullptr : found->second;
}

std::vector<std::string> PeftAdapter::changedNames() const {
    std::vector<std::string> names;
    for (const auto& [name, pair] : m_pairs)
        names.push_back(name);
    for (const auto& [name, tensor] : m_replacements)
        names.push_back(name);
    return names;
}

std::string PeftAdapter::fingerprint() const {
    return hashHex(m_settings + m_tensors->fingerprint());
}

} // namespace memlong
