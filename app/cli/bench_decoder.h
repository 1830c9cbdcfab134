// What `memlong bench` measures of decoders.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/cli/bench_measure.h"

namespace memlong::cli {

struct BenchSizes {
    int repeats = 5;
    int chunkTokens = 256;
    int chunks = 4; // encoded at once
    int promptTokens = 512;
    int decodeTokens = 32;
    int topK = 8;
    int vectors = 100000;
    int searchChunks = 1000;
};

/// Measures what the machine can do at most, again and again during a run: whatever else it does at the time,
/// the best of these is what figures are set beside.
class RoofMeter {
public:
    /// Products of [1024, inner] and [inner, columns]; `type` empty: none. Blocks of about `blockBytes`.
    RoofMeter(std::shared_ptr<BenchRuntime> runtime, std::string type, int inner, int columns,
              std::uint64_t blockBytes);
    const std::shared_ptr<BenchRoof>& roof() const { return m_roof; }
    Result<void> measure();

private:
    std::shared_ptr<BenchRuntime> m_runtime;
    int m_inner, m_columns;
    std::shared_ptr<BenchRoof> m_roof;
};

struct BenchedDecoder {
    std::string name;
    std::shared_ptr<DecoderBench> decoder;
    std::shared_ptr<RoofMeter> meter;
};

Result<BenchedDecoder> loadBenchedDecoder(const std::shared_ptr<BenchRuntime>& runtime,
                                          const std::string& name, const std::filesystem::path& folder,
                                          const DecoderOptions& options);

/// One of "encode", "prefill", "decode", "decode-memory" for each decoder.
std::vector<BenchMeasure> decoderMeasures(const std::string& name,
                                          const std::vector<BenchedDecoder>& decoders,
                                          const BenchSizes& sizes);

} // namespace memlong::cli
