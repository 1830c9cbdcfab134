#include "engine/training/tensor_file.h"

#include <cstring>
#include <optional>

#include "engine/checkpoint/safetensors_writer.h"

namespace memlong {
namespace {

std::optional<TensorType> tensorType(at::ScalarType type) {
    switch (type) {
    case at::kFloat:
        return TensorType::F32;
    case at::kBFloat16:
        return TensorType::Bf16;
    case at::kHalf:
        return TensorType::F16;
    case at::kLong:
        return TensorType::I64;
    case at::kByte:
        return TensorType::U8;
    default:
        return std::nullopt;
    }
}

std::optional<at::ScalarType> scalarType(TensorType type) {
    switch (type) {
    case TensorType::F32:
        return at::kFloat;
    case TensorType::Bf16:
        return at::kBFloat16;
    case TensorType::F16:
        return at::kHalf;
    case TensorType::I64:
        return at::kLong;
    case TensorType::U8:
        return at::kByte;
    default:
        return std::nullopt;
    }
}

} // namespace

Result<void> saveTensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors,
                         const std::map<std::string, std::string>& metadata) {
    std::vector<SafetensorsWriter::Declaration> declarations;
    for (const NamedTensor& tensor : tensors) {
        const auto type = tensorType(tensor.value.scalar_type());
        if (!type)
            return makeError(ErrorCode::Internal, "\"" + tensor.name + "\" has a type that is not saved");
        declarations.push_back({tensor.name, *type, tensor.value.sizes().vec()});
    }
    MEMLONG_ASSIGN(SafetensorsWriter writer, SafetensorsWriter::create(file, declarations, metadata));
    for (const NamedTensor& tensor : tensors) {
        const at::Tensor plain = tensor.value.detach().to(at::kCPU).contiguous();
        MEMLONG_TRY(writer.append({static_cast<const std::byte*>(plain.data_ptr()), plain.nbytes()}));
    }
    return writer.commit();
}

Result<std::map<std::string, at::Tensor>> loadTensors(const std::filesystem::path& file) {
    MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(file));
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [name, view] : checkpoint.tensors()) {
        const auto type = scalarType(view.type);
        if (!type)
            return makeError(ErrorCode::Corrupt, file.string() + ": \"" + name + "\" has an unexpected type");
        at::Tensor tensor = at::empty(view.shape, *type);
        if (view.bytes.size() != tensor.nbytes())
            return makeError(ErrorCode::Corrupt, file.string() + ": \"" + name + "\" has an unexpected size");
        if (!view.bytes.empty())
            std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
        tensors.emplace(name, std::move(tensor));
    }
    return tensors;
}

} // namespace memlong
