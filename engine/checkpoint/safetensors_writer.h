// Writing safetensors files tensor by tensor, so that a checkpoint larger than memory can be made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/checkpoint/safetensors.h"

namespace memlong {

/// Declares all tensors, then takes their bytes in the declared order and in pieces of any size. The file
/// appears under its name only at commit(); without it the temporary file is removed.
class SafetensorsWriter {
public:
    struct Declaration {
        std::string name;
        TensorType type = TensorType::F32;
        TensorShape shape;
    };

    static Result<SafetensorsWriter> create(const std::filesystem::path& path,
                                            const std::vector<Declaration>& tensors,
                                            const std::map<std::string, std::string>& metadata = {});
    SafetensorsWriter(SafetensorsWriter&&) noexcept;
    SafetensorsWriter& operator=(SafetensorsWriter&&) noexcept;
    ~SafetensorsWriter();

    Result<void> append(std::span<const std::byte> bytes);
    /// Syncs and renames. Internal when the bytes given do not add up to what was declared.
    Result<void> commit();

private:
    struct State;
    explicit SafetensorsWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace memlong
