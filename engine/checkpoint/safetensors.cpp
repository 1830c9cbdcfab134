#include "engine/checkpoint/safetensors.h"

#include <set>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/hash.h"
#include "engine/base/json.h"

namespace memlong {
namespace {

constexpr std::size_t kFingerprintSampleBytes = 4096;
constexpr std::size_t kMaxShards = 4096;

std::string_view asText(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// File names of the shards an index refers to. A shard outside the folder is refused.
Result<std::set<std::string>> shardNames(const std::filesystem::path& index) {
    MEMLONG_ASSIGN(const nlohmann::json json, readJsonObject(index));
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object() || map->empty())
        return makeError(ErrorCode::Corrupt, index.string() + " has no weight_map; fetch the file again");
    std::set<std::string> names;
    for (const auto& [tensor, file] : map->items()) {
        if (!file.is_string())
            return makeError(ErrorCode::Corrupt, index.string() + ": no file name for \"" + tensor + "\"");
        const std::filesystem::path name = file.get<std::string>();
        if (name.empty() || name != name.filename() || name == "..")
            return makeError(ErrorCode::Corrupt,
                             index.string() + " names a shard outside its folder: " + name.string());
        names.insert(name.string());
        if (names.size() > kMaxShards)
            return makeError(ErrorCode::Corrupt, index.string() + " names too many shards");
    }
    return names;
}

} // namespace

Result<void> Checkpoint::addFile(const std::filesystem::path& file) {
    MEMLONG_ASSIGN(MappedFile mapped, MappedFile::open(file));
    const std::span<const std::byte> bytes = mapped.bytes();
    MEMLONG_ASSIGN(SafetensorsHeader header, parseSafetensorsHeader(bytes, bytes.size(), file.string()));
    for (auto& [name, entry] : header.tensors) {
        TensorView view{entry.type, std::move(entry.shape),
                        bytes.subspan(static_cast<std::size_t>(header.dataOffset + entry.begin),
                                      static_cast<std::size_t>(entry.end - entry.begin))};
        if (!m_tensors.emplace(name, std::move(view)).second)
            return makeError(ErrorCode::Corrupt, file.string() + " repeats the tensor \"" + name +
                                                     "\" of another shard; fetch the checkpoint again");
    }
    m_metadata.merge(header.metadata);
    m_files.push_back(std::move(mapped));
    return {};
}

Result<Checkpoint> Checkpoint::open(const std::filesystem::path& path) {
    std::error_code ignored;
    Checkpoint checkpoint;
    checkpoint.m_path = path;
    if (!std::filesystem::is_directory(path, ignored)) {
        MEMLONG_TRY(checkpoint.addFile(path));
        return checkpoint;
    }
    const auto index = path / "model.safetensors.index.json";
    const auto single = path / "model.safetensors";
    if (std::filesystem::exists(single, ignored)) {
        MEMLONG_TRY(checkpoint.addFile(single));
    } else if (std::filesystem::exists(index, ignored)) {
        MEMLONG_ASSIGN(const std::set<std::string> shards, shardNames(index));
        for (const std::string& shard : shards)
            MEMLONG_TRY(checkpoint.addFile(path / shard));
    } else {
        const bool pickled = std::filesystem::exists(path / "pytorch_model.bin", ignored) ||
                             std::filesystem::exists(path / "pytorch_model.bin.index.json", ignored);
        return makeError(ErrorCode::NotFound,
                         path.string() + " has no model.safetensors" +
                             (pickled ? "; convert its pytorch_model.bin to safetensors first" : ""));
    }
    return checkpoint;
}

const TensorView* Checkpoint::find(std::string_view name) const {
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

Result<TensorView> Checkpoint::require(std::string_view name, const TensorShape& shape) const {
    const TensorView* tensor = find(name);
    if (tensor == nullptr)
        return makeError(ErrorCode::Corrupt, m_path.string() + " lacks the tensor \"" + std::string(name) +
                                                 "\" " + shapeText(shape) + "; fetch the checkpoint again");
    if (tensor->shape != shape)
        return makeError(ErrorCode::Corrupt, m_path.string() + ": tensor \"" + std::string(name) +
                                                 "\" should have the shape " + shapeText(shape) +
                                                 " but has " + shapeText(tensor->shape) +
                                                 "; config.json and weights do not belong together");
    return *tensor;
}

Result<std::vector<float>> Checkpoint::requireFloats(std::string_view name, const TensorShape& shape) const {
    MEMLONG_ASSIGN(const TensorView tensor, require(name, shape));
    if (!allFinite(tensor.type, tensor.bytes))
        return makeError(ErrorCode::BadInput,
                         m_path.string() + ": tensor \"" + std::string(name) + "\" contains NaN or infinity");
    std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
    if (!convertToFloat(tensor.type, tensor.bytes, values))
        return makeError(ErrorCode::BadInput, m_path.string() + ": tensor \"" + std::string(name) +
                                                  "\" holds " + std::string(tensorTypeName(tensor.type)) +
                                                  ", not floating-point numbers");
    return values;
}

std::uint64_t Checkpoint::parameters() const {
    std::uint64_t total = 0;
    for (const auto& [name, tensor] : m_tensors)
        total += static_cast<std::uint64_t>(tensor.elements());
    return total;
}

std::uint64_t Checkpoint::bytes() const {
    std::uint64_t total = 0;
    for (const auto& [name, tensor] : m_tensors)
        total += tensor.bytes.size();
    return total;
}

std::string Checkpoint::fingerprint(const std::function<bool(const std::string&)>& counts) const {
    Hasher hasher;
    for (const auto& [name, tensor] : m_tensors) {
        if (counts && !counts(name))
            continue;
        hasher.update(name + " " + std::string(tensorTypeName(tensor.type)) + shapeText(tensor.shape) + "\n");
        const std::size_t size = tensor.bytes.size();
        const std::size_t sample = std::min(size, kFingerprintSampleBytes);
        for (const std::size_t begin : {std::size_t{0}, (size - sample) / 2, size - sample})
            hasher.update(asText(tensor.bytes.subspan(begin, sample)));
    }
    return hasher.hex();
}

void Checkpoint::release(const TensorView& tensor) {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(tensor.bytes.data());
    const std::uintptr_t first = (begin + page - 1) / page * page;
    const std::uintptr_t last = (begin + tensor.bytes.size()) / page * page;
    if (last > first) // a refusal only costs memory
        (void)::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

} // namespace memlong
