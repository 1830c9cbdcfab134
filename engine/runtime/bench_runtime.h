// Measuring a decoder and the machine it runs on, behind plain values: what `memlong bench` sees. Needs
// LibTorch only at run time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "engine/base/result.h"
#include "engine/runtime/runtime.h"

namespace memlong {

/// What one measurement costs at the least: the arithmetic of its matrix products and attention, and the
/// bytes that have to come from memory once (weights, keys and values).
struct BenchWork {
    double seconds = 0; // what it took
    double flops = 0;
    double bytes = 0;
};

/// A loaded decoder that is measured. One thread at a time. Every call does its work once; the tokens are
/// drawn by chance, and nothing ends early.
class DecoderBench {
public:
    virtual ~DecoderBench() = default;
    virtual const DecoderInfo& info() const = 0;
    /// The type that large matrix products are computed in: "bf16", "f16" or "f32".
    virtual const std::string& computeType() const = 0;
    /// K/V of the memory layer for so many chunks (DESIGN 2.1), as an ingest does it.
    virtual Result<BenchWork> encode(int chunks, int chunkTokens, std::stop_token stop) = 0;
    /// A prompt, read in pieces as an answer does it.
    virtual Result<BenchWork> prefill(int tokens, std::stop_token stop) = 0;
    /// `tokens` tokens, one after the other, behind a prompt of `promptTokens`, with so many chunks visible
    /// to the retrieval layers. The prompt and the chunks are not part of the time.
    virtual Result<BenchWork> decode(int promptTokens, int tokens, int memoryChunks, int chunkTokens,
                                     std::stop_token stop) = 0;
};

class BenchRuntime {
public:
    virtual ~BenchRuntime() = default;
    virtual Result<std::unique_ptr<DecoderBench>> loadDecoder(const std::filesystem::path& folder,
                                                              const DecoderOptions& options) = 0;
    /// One product of [rows, inner] and [inner, columns] with this LibTorch, after one to warm up.
    virtual Result<BenchWork> multiply(const std::string& type, int rows, int inner, int columns) = 0;
    /// Reads `bytes` of memory (of the device) once, with all threads.
    virtual Result<BenchWork> readMemory(std::uint64_t bytes) = 0;
    virtual std::string describeDevice() const = 0;
};

/// Raised with every change of this header.
inline constexpr std::uint32_t kBenchAbi = 1;
inline constexpr const char* kBenchFactory = "memlongCreateBenchRuntime";

/// From the shared library, as openTorchRuntime().
Result<std::unique_ptr<BenchRuntime>> openBenchRuntime(const RuntimeOptions& options);

} // namespace memlong
