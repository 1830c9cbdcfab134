// DecoderRuntime over LibTorch.
#pragma once

#include <filesystem>
#include <memory>

#include <torch/torch.h>

#include "engine/runtime/runtime.h"

namespace memlong {

Result<std::unique_ptr<DecoderRuntime>> loadTorchDecoder(const std::filesystem::path& folder,
                                                         const DecoderOptions& options,
                                                         const at::Device& device);

} // namespace memlong
