#include "engine/training/trainable_decoder.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <ATen/CPUGeneratorImpl.h>

#include "engine/base/hash.h"
#include "engine/checkpoint/peft_adapter.h"
#include "engine/model/model_error.h"

namespace memlong {
namespace {

/// "model.layers.12.mlp..." -> 12; the embedding is below, everything else above all layers.
int layerOf(const std::string& name, int layers) {
    constexpr std::string_view kLayers = "model.layers.";
    if (name.starts_with(kLayers))
        return std::stoi(name.substr(kLayers.size()));
    return name.starts_with("model.embed_tokens") ? -1 : layers;
}

bool isNorm(const std::string& name) {
    return name.find("norm.") != std::string::npos;
}

at::Tensor toTensor(const std::vector<float>& values, const TensorShape& shape) {
    return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).clone();
}

class CheckpointWeights {
public:
    CheckpointWeights(const Checkpoint& checkpoint, const PeftAdapter* adapter, at::Device device)
        : m_checkpoint(checkpoint), m_adapter(adapter), m_device(device) {}

    Weight operator()(const std::string& name, const TensorShape& shape, WeightKind) const {
        at::Tensor values = toTensor(valueOrThrow(m_checkpoint.requireFloats(name, shape)), shape);
        if (m_adapter != nullptr)
            values = adapted(name, shape, values);
        return {values.to(m_device), {}};
    }

private:
    at::Tensor adapted(const std::string& name, const TensorShape& shape, const at::Tensor& values) const {
        if (const TensorView* replacement = m_adapter->replacement(name)) {
            at::Tensor own = at::empty(shape, at::kFloat);
            const std::span<float> out(own.data_ptr<float>(), static_cast<std::size_t>(own.numel()));
            if (replacement->shape != shape || !convertToFloat(replacement->type, replacement->bytes, out))
                throw ModelError(
                    makeError(ErrorCode::Corrupt,
                              "the adapter's \"" + name + "\" does not fit; it belongs to another model"));
            return own;
        }
        const auto factors = valueOrThrow(m_adapter->factors(name, shape));
        if (!factors)
            return values;
        const at::Tensor a = toTensor(factors->a, {factors->rank, shape[1]});
        const at::Tensor b = toTensor(factors->b, {shape[0], factors->rank});
        return at::addmm(values, b, a, 1.0, factors->scale);
    }

    const Checkpoint& m_checkpoint;
    const PeftAdapter* m_adapter;
    at::Device m_device;
};

Weight freshWeight(const std::string& name, const TensorShape& shape, WeightKind kind, int layers,
                   std::uint64_t seed, double deviation, at::Device device) {
    if (kind == WeightKind::Vector) {
        const bool ones = isNorm(name);
        return {ones ? at::ones(shape, device) : at::zeros(shape, device), {}};
    }
    if (name.find("o_proj") != std::string::npos || name.find("down_proj") != std::string::npos)
        deviation /= std::sqrt(2.0 * layers);
    // By name, so that a tensor's values do not depend on the others.
    const auto generator = at::detail::createCPUGenerator(seed ^ hash64(name));
    return {at::empty(shape, at::kFloat).normal_(0, deviation, generator).to(device), {}};
}

} // namespace

Result<TrainableDecoder> TrainableDecoder::load(const std::filesystem::path& folder,
                                                const std::filesystem::path& adapter, at::Device device,
                                                const std::function<void(ModelConfig&)>& adjust) {
    MEMLONG_ASSIGN(ModelConfig config, loadModelConfig(folder));
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(folder));
    if (adjust)
        adjust(config);
    MEMLONG_TRY(checkTensors(config, checkpoint));
    std::optional<PeftAdapter> opened;
    if (!adapter.empty()) {
        MEMLONG_ASSIGN(opened, PeftAdapter::open(adapter));
    }
    try {
        const CheckpointWeights source(checkpoint, opened ? &*opened : nullptr, device);
        return TrainableDecoder(std::make_shared<Decoder>(source, std::move(config), device, at::kFloat),
                                device);
    } catch (const ModelError& error) {
        return error.error();
    }
}

TrainableDecoder TrainableDecoder::fresh(ModelConfig config, std::uint64_t seed, double deviation,
                                         at::Device device) {
    const int layers = config.layers;
    const WeightSource source = [=](const std::string& name, const TensorShape& shape, WeightKind kind) {
        return freshWeight(name, shape, kind, layers, seed, deviation, device);
    };
    return {std::make_shared<Decoder>(source, std::move(config), device, at::kFloat), device};
}

std::vector<NamedTensor> TrainableDecoder::weights() const {
    std::vector<NamedTensor> weights;
    for (const auto& parameter : m_decoder->named_parameters())
        weights.push_back({parameter.key(), parameter.value()});
    return weights;
}

void TrainableDecoder::trainEverything() {
    trainLayers(0);
}

void TrainableDecoder::trainLayers(int firstLayer) {
    for (NamedTensor& weight : weights())
        if (firstLayer == 0 ||
            (layerOf(weight.name, config().layers) >= firstLayer && weight.name != "lm_head.weight"))
            weight.value.requires_grad_(true);
}

void TrainableDecoder::trainNorms(int firstLayer) {
    for (NamedTensor& weight : weights())
        if (isNorm(weight.name) && layerOf(weight.name, config().layers) >= firstLayer)
            weight.value.requires_grad_(true);
}

void TrainableDecoder::addAdapters(const LoraSettings& settings, int firstLayer, std::uint64_t seed) {
    for (const auto& module : m_decoder->named_modules()) {
        const auto linear = std::dynamic_pointer_cast<Linear>(module.value());
        const std::string part = module.key().substr(module.key().rfind('.') + 1);
        if (!linear || layerOf(module.key(), config().layers) < firstLayer ||
            std::ranges::find(settings.targets, part) == settings.targets.end())
            continue;
        const at::Tensor& weight = linear->weight().values;
        auto branch = std::make_shared<LoraBranch>(weight.size(1), weight.size(0), settings,
                                                   seed ^ hash64(module.key()), m_device);
        linear->setAddition(branch);
        m_adapters.push_back({module.key(), linear, std::move(branch)});
    }
}

std::vector<NamedTensor> TrainableDecoder::trainable() const {
    std::vector<NamedTensor> result;
    for (const NamedTensor& weight : weights())
        if (weight.value.requires_grad())
            result.push_back(weight);
    for (const AdaptedLinear& adapted : m_adapters) {
        result.push_back({adapted.name + ".lora_A.weight", adapted.branch->a()});
        result.push_back({adapted.name + ".lora_B.weight", adapted.branch->b()});
    }
    return result;
}

std::vector<NamedTensor> TrainableDecoder::mergedWeights() const {
    const torch::NoGradGuard noGradient;
    std::vector<NamedTensor> merged;
    for (const NamedTensor& weight : weights()) {
        const auto adapted = std::ranges::find_if(
            m_adapters, [&](const AdaptedLinear& entry) { return entry.name + ".weight" == weight.name; });
        merged.push_back({weight.name, adapted == m_adapters.end()
                                           ? weight.value.detach().clone()
                                           : weight.value.detach() + adapted->branch->weightChange()});
    }
    return merged;
}

void TrainableDecoder::setTraining(bool training) {
    for (const AdaptedLinear& adapted : m_adapters)
        adapted.branch->setTraining(training);
}

int TrainableDecoder::lowestTrainableLayer() const {
    int lowest = config().layers;
    for (const NamedTensor& parameter : trainable())
        lowest = std::min(lowest, layerOf(parameter.name, config().layers));
    return lowest;
}

} // namespace memlong
