#include "engine/model/load_decoder.h"

#include <cstring>
#include <set>
#include <sstream>

#include "engine/base/hash.h"
#include "engine/checkpoint/peft_adapter.h"
#include "engine/checkpoint/quantize_checkpoint.h"
#include "engine/model/model_error.h"

namespace memlong {
namespace {

at::ScalarType scalarType(TensorType type) {
    switch (type) {
    case TensorType::Bf16:
        return at::kBFloat16;
    case TensorType::F16:
        return at::kHalf;
    case TensorType::I8:
        return at::kChar;
    default:
        return at::kFloat;
    }
}

at::Tensor copyTensor(const TensorView& view) {
    at::Tensor tensor = at::empty(view.shape, scalarType(view.type));
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    Checkpoint::release(view);
    return tensor;
}

/// Gives the decoder its parameters in the precision asked for, with the adapter merged in.
class CheckpointSource {
public:
    CheckpointSource(const Checkpoint& checkpoint, const PeftAdapter* adapter, at::Device device,
                     at::ScalarType activations, std::string precision)
        : m_checkpoint(checkpoint), m_adapter(adapter), m_device(device), m_activations(activations),
          m_precision(std::move(precision)) {}

    Weight operator()(const std::string& name, const TensorShape& shape, WeightKind kind) const {
        if (m_precision == "int8" && kind == WeightKind::Matrix && storedAsIs(name, shape))
            return onDevice(
                {copyTensor(valueOrThrow(m_checkpoint.require(name, shape))), scales(name, shape)});
        at::Tensor values = merged(name, shape);
        if (kind == WeightKind::Vector)
            return {values.to(m_device, m_activations), {}};
        if (m_precision == "int8" && kind == WeightKind::Matrix)
            return onDevice(quantiseRows(values.to(at::kFloat)));
        return {values.to(m_device, narrowType(values.scalar_type())), {}};
    }

private:
    /// Whether the checkpoint has the matrix as int8 and nothing changes it.
    bool storedAsIs(const std::string& name, const TensorShape& shape) const {
        if (valueOrThrow(m_checkpoint.require(name, shape)).type != TensorType::I8)
            return false;
        return m_adapter == nullptr ||
               (m_adapter->replacement(name) == nullptr && !valueOrThrow(m_adapter->factors(name, shape)));
    }

    at::Tensor scales(const std::string& name, const TensorShape& shape) const {
        const std::vector<float> values =
            valueOrThrow(m_checkpoint.requireFloats(scalesName(name), {shape[0]}));
        return at::tensor(values);
    }

    at::Tensor merged(const std::string& name, const TensorShape& shape) const {
        TensorView view = valueOrThrow(m_checkpoint.require(name, shape));
        if (m_adapter != nullptr)
            if (const TensorView* replacement = m_adapter->replacement(name)) {
                if (replacement->shape != shape)
                    throw ModelError(makeError(ErrorCode::Corrupt,
                                               "the adapter's \"" + name + "\" has the shape " +
                                                   shapeText(replacement->shape) + " instead of " +
                                                   shapeText(shape) + "; it belongs to another model"));
                view = *replacement;
            }
        const bool int8 = view.type == TensorType::I8;
        if (scalarType(view.type) == at::kFloat && view.type != TensorType::F32)
            throw ModelError(makeError(ErrorCode::UnsupportedVersion,
                                       m_checkpoint.path().string() + ": tensor \"" + name + "\" holds " +
                                           std::string(tensorTypeName(view.type)) +
                                           "; weights must be F32, F16 or BF16"));
        if (!allFinite(view.type, view.bytes))
            throw ModelError(
                makeError(ErrorCode::BadInput, m_checkpoint.path().string() + ": tensor \"" + name +
                                                   "\" contains NaN or infinity; the checkpoint is "
                                                   "unusable"));
        at::Tensor values = copyTensor(view);
        if (int8)
            values = values.to(at::kFloat) * scales(name, shape).unsqueeze(1);
        if (m_adapter == nullptr)
            return values;
        const auto factors = valueOrThrow(m_adapter->factors(name, shape));
        if (!factors)
            return values;
        const auto matrix = [](const std::vector<float>& data, std::int64_t rows, std::int64_t columns) {
            return at::from_blob(const_cast<float*>(data.data()), {rows, columns}, at::kFloat);
        };
        const at::Tensor a = matrix(factors->a, factors->rank, shape[1]);
        const at::Tensor b = matrix(factors->b, shape[0], factors->rank);
        return at::addmm(values.to(at::kFloat), b, a, 1.0, factors->scale).to(values.scalar_type());
    }

    at::ScalarType narrowType(at::ScalarType stored) const {
        if (!m_device.is_cpu())
            return m_activations;
        if (m_precision == "f32")
            return at::kFloat;
        if (m_precision == "bf16")
            return at::kBFloat16;
        if (m_precision == "f16")
            return at::kHalf;
        return stored; // auto, and the embedding beside int8 matrices
    }

    Weight onDevice(const Weight& weight) const {
        return {weight.values.to(m_device), weight.scales.to(m_device)};
    }

    const Checkpoint& m_checkpoint;
    const PeftAdapter* m_adapter;
    at::Device m_device;
    at::ScalarType m_activations;
    std::string m_precision;
};

at::ScalarType activationType(const at::Device& device, const std::string& precision) {
    if (device.is_cpu() || precision == "f32")
        return at::kFloat;
    return precision == "f16" ? at::kHalf : at::kBFloat16;
}

bool hasFile(const std::filesystem::path& folder, const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(folder / name, ignored);
}

struct Sources {
    std::filesystem::path base;
    std::optional<PeftAdapter> adapter;
};

/// Which folder holds the base model and which adapter goes on top.
Result<Sources> resolveSources(const std::filesystem::path& folder, const LoadOptions& options) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return makeError(ErrorCode::NotFound, folder.string() + " is not a folder with a model");
    Sources sources;
    sources.base = folder;
    std::filesystem::path adapterFolder = options.adapter;
    if (adapterFolder.empty() && hasFile(folder, "adapter_config.json"))
        adapterFolder = folder;
    if (!adapterFolder.empty()) {
        MEMLONG_ASSIGN(PeftAdapter adapter, PeftAdapter::open(adapterFolder));
        if (!hasFile(folder, "config.json")) {
            std::filesystem::path base = adapter.baseModel();
            if (base.is_relative())
                base = folder / base;
            if (adapter.baseModel().empty() || !hasFile(base, "config.json"))
                return makeError(
                    ErrorCode::NotFound,
                    folder.string() + " holds an adapter for \"" + adapter.baseModel() +
                        "\", which is not a folder here; name the base model's folder as the model and "
                        "this one as its adapter");
            sources.base = base;
        }
        sources.adapter = std::move(adapter);
    }
    return sources;
}

Result<void> checkAdapterNames(const PeftAdapter& adapter, const ModelConfig& config) {
    std::set<std::string> known;
    for (const ExpectedTensor& tensor : expectedTensors(config))
        known.insert(tensor.name);
    for (const std::string& name : adapter.changedNames())
        if (!known.contains(name))
            return makeError(ErrorCode::Corrupt,
                             "the adapter changes \"" + name + "\", which this model does not have");
    return {};
}

/// Only the embedding, the layers below the memory layer and that layer's k and v count, so that training the
/// upper layers leaves stored memory valid.
std::string memoryFingerprint(const ModelConfig& config, const Checkpoint& checkpoint,
                              const PeftAdapter* adapter) {
    const int memoryLayer = config.memory.memoryLayer;
    const std::string own = "model.layers." + std::to_string(memoryLayer) + ".";
    const std::string weights = checkpoint.fingerprint([&](const std::string& name) {
        if (name == "model.embed_tokens.weight" || name.starts_with(own + "input_layernorm.") ||
            name.starts_with(own + "self_attn.k_") || name.starts_with(own + "self_attn.v_"))
            return true;
        for (int layer = 0; layer < memoryLayer; ++layer)
            if (name.starts_with("model.layers." + std::to_string(layer) + "."))
                return true;
        return false;
    });
    std::ostringstream text;
    text << weights << ' ' << config.modelType << ' ' << memoryLayer << ' ' << config.heads << ' '
         << config.kvHeads << ' ' << config.headDim << ' ' << config.normEpsilon << ' ' << config.rope.theta
         << ' ' << static_cast<int>(config.rope.scaling) << ' ' << config.rope.factor << ' '
         << config.rope.lowFrequencyFactor << ' ' << config.rope.highFrequencyFactor << ' '
         << config.rope.originalContextTokens;
    for (int layer = 0; layer < memoryLayer; ++layer)
        text << ' ' << config.slidingWindow[static_cast<std::size_t>(layer)];
    if (adapter != nullptr)
        text << ' ' << adapter->fingerprint();
    return hashHex(text.str());
}

} // namespace

Weight quantiseRows(const at::Tensor& wide) {
    const at::Tensor scales = (wide.abs().amax(1) / 127.0).clamp_min(1e-12); // [rows]
    return {(wide / scales.unsqueeze(1)).round().clamp(-127, 127).to(at::kChar), scales};
}

Result<LoadedDecoder> loadDecoder(const std::filesystem::path& folder, const LoadOptions& options) {
    const bool known = options.precision == "auto" || options.precision == "f32" ||
                       options.precision == "bf16" || options.precision == "f16" ||
                       options.precision == "int8";
    if (!known)
        return makeError(ErrorCode::InvalidArgument, "unknown precision \"" + options.precision +
                                                         "\"; known are auto, f32, bf16, f16 and int8");
    MEMLONG_ASSIGN(const Sources sources, resolveSources(folder, options));
    MEMLONG_ASSIGN(ModelConfig config, loadModelConfig(sources.base));
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(sources.base));
    MEMLONG_TRY(checkTensors(config, checkpoint));
    const PeftAdapter* adapter = sources.adapter ? &*sources.adapter : nullptr;
    if (adapter != nullptr)
        MEMLONG_TRY(checkAdapterNames(*adapter, config));

    LoadedDecoder loaded;
    loaded.precision = options.precision == "auto" ? storedPrecision(checkpoint) : options.precision;
    loaded.parameters = parameterCount(config);
    try {
        const at::ScalarType activations = activationType(options.device, loaded.precision);
        const CheckpointSource source(checkpoint, adapter, options.device, activations,
                                      loaded.precision == "int8" ? "int8" : options.precision);
        loaded.decoder =
            std::make_shared<const Decoder>(source, std::move(config), options.device, activations);
    } catch (const ModelError& error) {
        return error.error();
    }
    loaded.tokenizerFolder = sources.base;
    loaded.memoryFingerprint = memoryFingerprint(loaded.decoder->config(), checkpoint, adapter);
    return loaded;
}

} // namespace memlong
