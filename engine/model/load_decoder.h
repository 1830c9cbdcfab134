// From a Hugging Face folder to a Decoder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/model/decoder.h"

namespace memlong {

struct LoadOptions {
    at::Device device = at::kCPU;
    std::string precision = "auto"; // auto, f32, bf16, f16, int8
    std::filesystem::path adapter;  // PEFT folder; empty: the one in the folder, if any
};

struct LoadedDecoder {
    std::shared_ptr<const Decoder> decoder;
    std::filesystem::path tokenizerFolder; // where the tokenizer's files are: the base model's folder
    std::string memoryFingerprint; // of all that K/V of the memory layer depend on, except the tokenizer
    std::string precision;         // of the weights in memory
    std::uint64_t parameters = 0;
};

/// The folder may be a model or an adapter whose base_model_name_or_path is a folder of this machine. Weights
/// with NaN or infinity, missing ones and ones of a wrong shape are errors.
Result<LoadedDecoder> loadDecoder(const std::filesystem::path& folder, const LoadOptions& options);

/// An int8 form of `wide` [rows, columns] with one scale a row.
Weight quantiseRows(const at::Tensor& wide);

} // namespace memlong
