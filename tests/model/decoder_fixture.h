// Loading of fixtures made by tests/golden/*.py.
#pragma once

#include <cstring>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/model/load_decoder.h"
#include "tests/support/test_support.h"

namespace memlong::test {

inline std::filesystem::path golden(const std::string& name) {
    return sourceFolder() / "tests" / "golden" / name;
}

inline LoadedDecoder load(const std::filesystem::path& folder, const LoadOptions& options = {}) {
    auto loaded = loadDecoder(folder, options);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded.value_or(LoadedDecoder{});
}

/// A float32 or int64 tensor of expected.safetensors.
inline at::Tensor expected(const std::filesystem::path& folder, const std::string& name) {
    const auto checkpoint = Checkpoint::open(folder / "expected.safetensors").value();
    const TensorView* view = checkpoint.find(name);
    at::Tensor tensor = at::empty(view->shape, view->type == TensorType::I64 ? at::kLong : at::kFloat);
    std::memcpy(tensor.data_ptr(), view->bytes.data(), view->bytes.size());
    return tensor;
}

inline double maxDifference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

/// Logits [T, V] of a whole sequence without a cache.
inline at::Tensor allLogits(const Decoder& decoder, const at::Tensor& tokens, std::int64_t firstPosition = 0,
                            const MemoryView* memory = nullptr) {
    Decoder::Input input;
    input.tokens = tokens.unsqueeze(0);
    input.firstPosition = firstPosition;
    input.memory = memory;
    input.allLogits = true;
    return decoder.forward(input)[0];
}

} // namespace memlong::test
