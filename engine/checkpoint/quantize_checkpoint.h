// Smaller copies of decoder checkpoints: bf16, f16, or weight-only int8.
//
// The int8 form keeps the names of a Hugging Face checkpoint. The weight of a linear layer (attention, feed
// forward, an untied lm_head) is stored as I8 under its own name, "<layer>.weight" [out, in], and beside it
// are F32 "<layer>.scales" [out], one for each output row: w[i][j] = weight[i][j] * scales[i], symmetric,
// with weights from -127 to 127. The token embeddings stay 16 bits wide (F32 becomes BF16), since they are
// looked up and not multiplied; norms, biases and gates are copied as they are. config.json says so in
//   "quantization_config": {"quant_method": "memlong", "bits": 8, "scheme": "symmetric", "scales": "row"}
// and, for every precision, where the weights come from in
//   "memlong_source": {"name": ..., "fingerprint": ..., "precision": ...}.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/checkpoint/safetensors.h"

namespace memlong {

struct QuantizeRequest {
    std::filesystem::path source; // a Hugging Face folder of a decoder
    std::filesystem::path output; // must not exist, or be an empty folder
    std::string precision;        // "int8", "bf16", "f16"
};

struct QuantizeReport {
    std::uint64_t sourceBytes = 0; // of the weights
    std::uint64_t bytes = 0;
    double largestError = 0; // of a weight that became int8, as a share of its row's largest
};

/// Writes weights, configuration and tokenizer of `source` to `output`, which appears whole or not at all.
/// InvalidArgument for an adapter, for a checkpoint that is int8 already and for an output that is in use;
/// BadInput for weights that are not finite or too large for f16.
Result<QuantizeReport> quantizeCheckpoint(const QuantizeRequest& request, const ProgressFn& progress,
                                          std::stop_token stop);

/// "int8", "bf16", "f16" or "f32": what the matrices of a checkpoint are stored in.
std::string storedPrecision(const Checkpoint& checkpoint);

} // namespace memlong
