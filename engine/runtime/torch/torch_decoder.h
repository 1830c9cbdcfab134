// DecoderRuntime over LibTorch.
#pragma once

#include <filesystem>
#include <memory>

#include <torch/torch.h>

#include "engine/model/load_decoder.h"
#include "engine/runtime/runtime.h"

namespace memlong {

/// BadInput when the folder's tokenizer has more pieces than the model's vocabulary.
Result<std::shared_ptr<const Tokenizer>> loadTokenizerFor(const std::filesystem::path& folder,
                                                          int vocabulary);

/// All but its fingerprint.
DecoderInfo describeDecoder(const std::filesystem::path& folder, const LoadedDecoder& loaded,
                            const at::Device& device);

Result<std::unique_ptr<DecoderRuntime>> loadTorchDecoder(const std::filesystem::path& folder,
                                                         const DecoderOptions& options,
                                                         const at::Device& device);

} // namespace memlong
