// Reading safetensors files and whole checkpoints (one file or shards with an index), memory-mapped.
// Format: https://github.com/huggingface/safetensors ("Format").
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/files.h"
#include "engine/base/result.h"
#include "engine/checkpoint/tensor_type.h"

namespace memlong {

using TensorShape = std::vector<std::int64_t>;

/// "[2, 3]"; "[]" for a scalar.
std::string shapeText(const TensorShape& shape);

/// A tensor inside a mapped file: valid as long as the file object lives. `bytes` may be unaligned.
struct TensorView {
    TensorType type = TensorType::F32;
    TensorShape shape; // row-major
    std::span<const std::byte> bytes;
    std::int64_t elements() const { return static_cast<std::int64_t>(bytes.size() / elementBytes(type)); }
};

/// One entry of a header; offsets count from the end of the header.
struct TensorEntry {
    TensorType type = TensorType::F32;
    TensorShape shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// What the beginning of a safetensors file says; every entry is checked against `fileBytes` and the others.
struct SafetensorsHeader {
    std::map<std::string, TensorEntry, std::less<>> tensors;
    std::map<std::string, std::string, std::less<>> metadata; // "__metadata__"
    std::uint64_t dataOffset = 0;
};

/// `begin` holds at least the whole header. Corrupt when anything contradicts; `source` names the file.
Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> begin, std::uint64_t fileBytes,
                                                 const std::string& source);

/// The tensors of a checkpoint. Immutable; const members may be called from any thread.
class Checkpoint {
public:
    /// A `.safetensors` file, or a folder with `model.safetensors` or `model.safetensors.index.json`.
    static Result<Checkpoint> open(const std::filesystem::path& path);

    /// Null when there is none of that name.
    const TensorView* find(std::string_view name) const;
    /// The tensor of that name and exactly that shape, or an error that names both.
    Result<TensorView> require(std::string_view name, const TensorShape& shape) const;
    /// The values as float32; BadInput for a tensor that is not floating point or not finite.
    Result<std::vector<float>> requireFloats(std::string_view name, const TensorShape& shape) const;

    const std::map<std::string, TensorView, std::less<>>& tensors() const { return m_tensors; }
    const std::map<std::string, std::string, std::less<>>& metadata() const { return m_metadata; }
    std::uint64_t parameters() const;
    std::uint64_t bytes() const;
    /// The file or folder it was opened from.
    const std::filesystem::path& path() const { return m_path; }
    /// Hash of the names, types and shapes of the tensors that `counts` accepts (null: all) and of samples of
    /// their bytes (beginning, middle and end, 4 KiB each): quick for files of many gigabytes, and any
    /// retraining changes all of these.
    std::string fingerprint(const std::function<bool(const std::string&)>& counts = nullptr) const;
    /// Tells the system that a tensor's pages are no longer needed, after they were copied.
    static void release(const TensorView& tensor);

private:
    Result<void> addFile(const std::filesystem::path& file);

    std::filesystem::path m_path;
    std::vector<MappedFile> m_files;
    std::map<std::string, TensorView, std::less<>> m_tensors;
    std::map<std::string, std::string, std::less<>> m_metadata;
};

} // namespace memlong
