// DecoderBench over LibTorch.
#pragma once

#include <torch/torch.h>

#include "engine/runtime/bench_runtime.h"

namespace memlong {

Result<std::unique_ptr<DecoderBench>> loadDecoderBench(const std::filesystem::path& folder,
                                                       const DecoderOptions& options,
                                                       const at::Device& device);

} // namespace memlong
