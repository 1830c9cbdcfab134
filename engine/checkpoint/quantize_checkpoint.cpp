#include "engine/checkpoint/quantize_checkpoint.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/files.h"
#include "engine/base/json.h"
#include "engine/base/scratch_folder.h"
#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/safetensors_writer.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kCopiedExtensions = {".json", ".model", ".txt", ".jinja"};
constexpr std::uint64_t kLargestCopy = 256 << 20;
constexpr std::size_t kBlockElements = 1 << 20;

/// Whole, without a slash at its end.
fs::path namedFolder(const fs::path& folder) {
    const fs::path whole = fs::absolute(folder).lexically_normal();
    return whole.has_filename() ? whole : whole.parent_path();
}

/// Beside its final place, where nothing is yet or an empty folder.
Result<ScratchFolder> beginOutput(const fs::path& target) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(target, error)) &&
        (!fs::is_directory(target, error) || !fs::is_empty(target, error)))
        return makeError(ErrorCode::InvalidArgument,
                         target.string() + " exists already; choose an empty or a new folder");
    fs::create_directories(target.parent_path(), error);
    if (error)
        return systemError(error.value(), "create", target.parent_path());
    return ScratchFolder::make(target.parent_path(), "." + target.filename().string() + ".making-");
}

/// The type that a tensor gets.
TensorType targetType(const ExpectedTensor& tensor, TensorType stored, const std::string& precision) {
    if (precision == "bf16")
        return TensorType::Bf16;
    if (precision == "f16")
        return TensorType::F16;
    if (tensor.product())
        return TensorType::I8;
    return tensor.shape.size() == 2 && stored == TensorType::F32 ? TensorType::Bf16 : stored;
}

class Conversion {
public:
    Conversion(const Checkpoint& source, SafetensorsWriter& writer, QuantizeReport& report)
        : m_source(source), m_writer(writer), m_report(report), m_floats(kBlockElements) {}

    /// To another floating-point type, or as it is.
    Result<void> convert(const std::string& name, const TensorView& tensor, TensorType type) {
        if (tensor.type == type)
            return append(tensor.bytes);
        const std::size_t width = elementBytes(tensor.type);
        for (std::uint64_t at = 0, left = static_cast<std::uint64_t>(tensor.elements()); left > 0;) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, kBlockElements));
            const std::span<float> values(m_floats.data(), count);
            convertToFloat(tensor.type, tensor.bytes.subspan(at * width, count * width), values);
            m_bytes.resize(count * elementBytes(type));
            convertFromFloat(type, values, m_bytes);
            if (!allFinite(type, m_bytes))
                return makeError(ErrorCode::BadInput, m_source.path().string() + ": tensor \"" + name +
                                                          "\" has values too large for f16; choose bf16");
            MEMLONG_TRY(append(m_bytes));
            at += count;
            left -= count;
        }
        return {};
    }

    /// To int8 row by row; `scales` gets one number a row.
    Result<void> quantize(const TensorView& tensor, std::vector<float>& scales) {
        const auto columns = static_cast<std::size_t>(tensor.shape[1]);
        const std::size_t rowBytes = columns * elementBytes(tensor.type);
        m_floats.resize(std::max(m_floats.size(), columns));
        const std::span<float> row(m_floats.data(), columns);
        m_bytes.resize(columns);
        scales.clear();
        for (std::int64_t r = 0; r < tensor.shape[0]; ++r) {
            convertToFloat(tensor.type,
                           tensor.bytes.subspan(static_cast<std::size_t>(r) * rowBytes, rowBytes), row);
            scales.push_back(quantizeRow(row));
            MEMLONG_TRY(append(m_bytes));
        }
        return {};
    }

    Result<void> append(std::span<const std::byte> bytes) {
        m_report.bytes += bytes.size();
        return m_writer.append(bytes);
    }

private:
    float quantizeRow(std::span<const float> row) {
        float largest = 0;
        for (const float value : row)
            largest = std::max(largest, std::abs(value));
        const float scale = std::max(largest / 127.0f, 1e-12f);
        float error = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const float rounded = std::clamp(std::nearbyint(row[i] / scale), -127.0f, 127.0f);
            m_bytes[i] = static_cast<std::byte>(static_cast<std::int8_t>(rounded));
            error = std::max(error, std::abs(rounded * scale - row[i]));
        }
        if (largest > 0)
            m_report.largestError = std::max(m_report.largestError, static_cast<double>(error / largest));
        return scale;
    }

    const Checkpoint& m_source;
    SafetensorsWriter& m_writer;
    QuantizeReport& m_report;
    std::vector<float> m_floats;
    std::vector<std::byte> m_bytes;
};

Result<void> checkSource(const Checkpoint& source, const ModelConfig& config) {
    MEMLONG_TRY(checkTensors(config, source));
    if (storedPrecision(source) == "int8")
        return makeError(ErrorCode::InvalidArgument,
                         source.path().string() + " is int8 already; name the model that it was made from");
    for (const ExpectedTensor& tensor : expectedTensors(config)) {
        const TensorView& view = *source.find(tensor.name);
        if (!allFinite(view.type, view.bytes))
            return makeError(ErrorCode::BadInput, source.path().string() + ": tensor \"" + tensor.name +
                                                      "\" contains NaN or infinity");
        Checkpoint::release(view);
    }
    return {};
}

Result<void> writeWeights(const Checkpoint& source, const ModelConfig& config, const QuantizeRequest& request,
                          const fs::path& folder, QuantizeReport& report, const ProgressFn& progress,
                          const std::stop_token& stop) {
    const std::vector<ExpectedTensor> tensors = expectedTensors(config);
    std::vector<SafetensorsWriter::Declaration> declarations;
    for (const ExpectedTensor& tensor : tensors) {
        const TensorType type = targetType(tensor, source.find(tensor.name)->type, request.precision);
        declarations.push_back({tensor.name, type, tensor.shape});
        if (type == TensorType::I8)
            declarations.push_back({scalesName(tensor.name), TensorType::F32, {tensor.shape[0]}});
    }
    MEMLONG_ASSIGN(SafetensorsWriter writer,
                   SafetensorsWriter::create(folder / "model.safetensors", declarations, {{"format", "pt"}}));
    Conversion conversion(source, writer, report);
    Progress shown{"writing", 0, 0, "tensors"};
    shown.total = tensors.size();
    std::vector<float> scales;
    for (const ExpectedTensor& tensor : tensors) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "cancelled; nothing was kept");
        const TensorView& view = *source.find(tensor.name);
        const TensorType type = targetType(tensor, view.type, request.precision);
        if (type == TensorType::I8) {
            MEMLONG_TRY(conversion.quantize(view, scales));
            MEMLONG_TRY(conversion.append(std::as_bytes(std::span(scales))));
        } else {
            MEMLONG_TRY(conversion.convert(tensor.name, view, type));
        }
        report.sourceBytes += view.bytes.size();
        Checkpoint::release(view);
        ++shown.done;
        if (progress)
            progress(shown);
    }
    return writer.commit();
}

Result<std::string> newConfig(const Checkpoint& source, const QuantizeRequest& request) {
    MEMLONG_ASSIGN(nlohmann::json config, readJsonObject(request.source / "config.json"));
    std::error_code ignored;
    fs::path name = fs::weakly_canonical(request.source, ignored);
    config["memlong_source"] = {{"name", name.filename().string()},
                                {"fingerprint", source.fingerprint()},
                                {"precision", storedPrecision(source)}};
    config.erase("dtype");
    config["torch_dtype"] = request.precision == "f16" ? "float16" : "bfloat16";
    if (request.precision == "int8")
        config["quantization_config"] = {
            {"quant_method", "memlong"}, {"bits", 8}, {"scheme", "symmetric"}, {"scales", "row"}};
    return config.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

/// Tokenizer, chat template, generation settings: all but weights and configuration.
Result<void> copyOthers(const fs::path& from, const fs::path& to) {
    std::error_code error;
    for (const auto& item : fs::directory_iterator(from, error)) {
        const fs::path name = item.path().filename();
        std::error_code ignored;
        if (name == "config.json" || name.string().ends_with(".index.json") ||
            !item.is_regular_file(ignored) ||
            std::ranges::find(kCopiedExtensions, name.extension().string()) == kCopiedExtensions.end())
            continue;
        MEMLONG_ASSIGN(const std::string content, readFile(item.path(), kLargestCopy));
        MEMLONG_TRY(replaceFile(to / name, content));
    }
    if (error)
        return systemError(error.value(), "read", from);
    return {};
}

} // namespace

std::string storedPrecision(const Checkpoint& checkpoint) {
    std::array<std::uint64_t, 4> bytes{};
    constexpr std::array<TensorType, 4> kTypes = {TensorType::F32, TensorType::F16, TensorType::Bf16,
                                                  TensorType::I8};
    constexpr std::array<const char*, 4> kNames = {"f32", "f16", "bf16", "int8"};
    for (const auto& [name, tensor] : checkpoint.tensors())
        for (std::size_t i = 0; i < kTypes.size(); ++i)
            if (tensor.type == kTypes[i])
                bytes[i] += tensor.bytes.size();
    if (bytes.back() > 0) // the embeddings beside them may be larger
        return kNames.back();
    return kNames[static_cast<std::size_t>(std::ranges::max_element(bytes) - bytes.begin())];
}

Result<QuantizeReport> quantizeCheckpoint(const QuantizeRequest& request, const ProgressFn& progress,
                                          std::stop_token stop) {
    if (request.precision != "int8" && request.precision != "bf16" && request.precision != "f16")
        return makeError(ErrorCode::InvalidArgument,
                         "unknown precision \"" + request.precision + "\"; known are int8, bf16 and f16");
    std::error_code ignored;
    if (fs::equivalent(request.source, request.output, ignored))
        return makeError(ErrorCode::InvalidArgument, "the output is the model itself; choose another folder");
    if (fs::exists(request.source / "adapter_config.json", ignored))
        return makeError(ErrorCode::InvalidArgument,
                         request.source.string() +
                             " holds an adapter; merge it into its base model first, or name that model");
    MEMLONG_ASSIGN(const ModelConfig config, loadModelConfig(request.source));
    MEMLONG_ASSIGN(const Checkpoint source, Checkpoint::open(request.source));
    MEMLONG_TRY(checkSource(source, config));
    MEMLONG_ASSIGN(const std::string configText, newConfig(source, request));
    const fs::path target = namedFolder(request.output);
    MEMLONG_ASSIGN(ScratchFolder folder, beginOutput(target));
    QuantizeReport report;
    MEMLONG_TRY(writeWeights(source, config, request, folder.path(), report, progress, stop));
    MEMLONG_TRY(copyOthers(request.source, folder.path()));
    MEMLONG_TRY(replaceFile(folder.path() / "config.json", configText));
    MEMLONG_TRY(folder.renameTo(target));
    return report;
}

} // namespace memlong
