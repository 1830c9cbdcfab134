#include "app/cli/bench_decoder.h"

#include <algorithm>

namespace memlong::cli {
namespace {

constexpr int kRoofRows = 1024;                      // tokens of a batch of chunks
constexpr std::uint64_t kSmallestBlock = 1ULL << 20; // below, the time is that of waking threads
constexpr std::uint64_t kLargestBlock = 512ULL << 20;

int promptTokens(const DecoderBench& decoder, const BenchSizes& sizes) {
    return std::max(1, std::min(sizes.promptTokens, decoder.info().contextTokens));
}

BenchMeasure measureOf(const std::string& name, const BenchedDecoder& benched, const BenchSizes& sizes) {
    DecoderBench& decoder = *benched.decoder;
    BenchMeasure measure{name, "tokens/s", "", benched.name, benched.meter->roof(), {}, {}};
    measure.measureRoof = [meter = benched.meter] { return meter->measure(); };
    if (name == "encode") {
        measure.setting = std::to_string(sizes.chunks) + " chunks of " + std::to_string(sizes.chunkTokens);
        measure.run = [&decoder, sizes](std::stop_token stop) -> Result<BenchSample> {
            MEMLONG_ASSIGN(const BenchWork work, decoder.encode(sizes.chunks, sizes.chunkTokens, stop));
            return BenchSample{static_cast<double>(sizes.chunks) * sizes.chunkTokens, work};
        };
    } else if (name == "prefill") {
        const int tokens = promptTokens(decoder, sizes);
        measure.setting = std::to_string(tokens) + " tokens";
        measure.run = [&decoder, tokens](std::stop_token stop) -> Result<BenchSample> {
            MEMLONG_ASSIGN(const BenchWork work, decoder.prefill(tokens, stop));
            return BenchSample{static_cast<double>(tokens), work};
        };
    } else {
        const int memoryChunks = name == "decode" ? 0 : sizes.topK;
        const int before = std::max(1, promptTokens(decoder, sizes) / 2);
        measure.setting = "behind " + std::to_string(before) + " tokens";
        if (memoryChunks > 0)
            measure.setting +=
                " and " + std::to_string(memoryChunks) + " chunks of " + std::to_string(sizes.chunkTokens);
        measure.run = [&decoder, sizes, before, memoryChunks](std::stop_token stop) -> Result<BenchSample> {
            MEMLONG_ASSIGN(const BenchWork work,
                           decoder.decode(before, sizes.decodeTokens, memoryChunks, sizes.chunkTokens, stop));
            return BenchSample{static_cast<double>(sizes.decodeTokens), work};
        };
    }
    return measure;
}

} // namespace

RoofMeter::RoofMeter(std::shared_ptr<BenchRuntime> runtime, std::string type, int inner, int columns,
                     std::uint64_t blockBytes)
    : m_runtime(std::move(runtime)), m_inner(inner), m_columns(columns),
      m_roof(std::make_shared<BenchRoof>()) {
    m_roof->type = std::move(type);
    m_roof->blockBytes = std::clamp(blockBytes, kSmallestBlock, kLargestBlock);
}

Result<void> RoofMeter::measure() {
    if (!m_roof->type.empty()) {
        MEMLONG_ASSIGN(const BenchWork product,
                       m_runtime->multiply(m_roof->type, kRoofRows, m_inner, m_columns));
        if (product.seconds > 0)
            m_roof->flopsPerSecond = std::max(m_roof->flopsPerSecond, product.flops / product.seconds);
    }
    MEMLONG_ASSIGN(const BenchWork reading, m_runtime->readMemory(m_roof->blockBytes));
    if (reading.seconds > 0)
        m_roof->bytesPerSecond = std::max(m_roof->bytesPerSecond, reading.bytes / reading.seconds);
    return {};
}

Result<BenchedDecoder> loadBenchedDecoder(const std::shared_ptr<BenchRuntime>& runtime,
                                          const std::string& name, const std::filesystem::path& folder,
                                          const DecoderOptions& options) {
    BenchedDecoder benched;
    benched.name = name;
    MEMLONG_ASSIGN(benched.decoder, runtime->loadDecoder(folder, options));
    const DecoderInfo& info = benched.decoder->info();
    // The widest product of a layer: gate and up are hidden -> about three times that.
    benched.meter = std::make_shared<RoofMeter>(runtime, benched.decoder->computeType(), info.hiddenSize,
                                                3 * info.hiddenSize, info.weightBytes);
    return benched;
}

std::vector<BenchMeasure> decoderMeasures(const std::string& name,
                                          const std::vector<BenchedDecoder>& decoders,
                                          const BenchSizes& sizes) {
    std::vector<BenchMeasure> measures;
    for (const BenchedDecoder& decoder : decoders)
        measures.push_back(measureOf(name, decoder, sizes));
    return measures;
}

} // namespace memlong::cli
