// Transformer retrievers over LibTorch, where this build has them.
#pragma once

#include <filesystem>
#include <memory>

#include <torch/torch.h>

#include "engine/retriever/retriever.h"

namespace memlong {

/// UnsupportedVersion when this build has none.
Result<std::unique_ptr<Retriever>> loadTorchRetriever(const std::filesystem::path& folder,
                                                      const at::Device& device);

} // namespace memlong
