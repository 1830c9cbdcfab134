// BenchRuntime over LibTorch: what this machine can do at most.
#include <atomic>
#include <chrono>

#include <ATen/Parallel.h>

#include "engine/runtime/torch/decoder_bench.h"
#include "engine/runtime/torch/device.h"
#include "engine/runtime/torch/guard.h"

namespace memlong {
namespace {

using Clock = std::chrono::steady_clock;

/// Wider than any register, so that the compiler keeps several loads in flight.
using Lanes = std::uint64_t __attribute__((vector_size(128), aligned(64)));

std::uint64_t xorOf(const Lanes* values, std::int64_t count) {
    Lanes all = {};
    for (std::int64_t i = 0; i < count; ++i)
        all ^= values[i];
    std::uint64_t one = 0;
    for (std::size_t i = 0; i < sizeof(Lanes) / sizeof one; ++i)
        one ^= all[i];
    return one;
}

class Bench final : public BenchRuntime {
public:
    explicit Bench(at::Device device) : m_device(device) {}

    Result<std::unique_ptr<DecoderBench>> loadDecoder(const std::filesystem::path& folder,
                                                      const DecoderOptions& options) override {
        return guarded("load the model", [&] { return loadDecoderBench(folder, options, m_device); });
    }

    Result<BenchWork> multiply(const std::string& type, int rows, int inner, int columns) override {
        return guarded("multiply", [&]() -> Result<BenchWork> {
            const at::ScalarType scalar = type == "bf16"  ? at::kBFloat16
                                          : type == "f16" ? at::kHalf
                                                          : at::kFloat;
            const at::TensorOptions options = at::TensorOptions(m_device).dtype(scalar);
            const at::Tensor a = at::full({rows, inner}, 0.5, options);
            const at::Tensor b = at::full({columns, inner}, 0.25, options);
            finish(at::linear(a, b));
            const auto begin = Clock::now();
            finish(at::linear(a, b));
            const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
            return BenchWork{seconds, 2.0 * rows * inner * columns, 0};
        });
    }

    Result<BenchWork> readMemory(std::uint64_t bytes) override {
        return guarded("read memory", [&]() -> Result<BenchWork> {
            const auto count = static_cast<std::int64_t>(bytes / sizeof(Lanes));
            if (!m_block.defined() || m_block.size(0) != count)
                m_block = at::ones({count, static_cast<std::int64_t>(sizeof(Lanes) / sizeof(float))},
                                   at::TensorOptions(m_device).dtype(at::kFloat));
            const auto begin = Clock::now();
            if (m_device.is_cpu()) {
                const auto* values = static_cast<const Lanes*>(m_block.data_ptr());
                std::atomic<std::uint64_t> all{0};
                at::parallel_for(0, count, 1 << 12, [&](std::int64_t first, std::int64_t last) {
                    all ^= xorOf(values + first, last - first);
                });
                m_kept = all;
            } else {
                finish(m_block.sum());
            }
            const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
            return BenchWork{seconds, 0, static_cast<double>(count) * sizeof(Lanes)};
        });
    }

    std::string describeDevice() const override { return memlong::describeDevice(m_device); }

private:
    /// Waits for a GPU.
    void finish(const at::Tensor& result) const {
        if (!m_device.is_cpu())
            (void)result.flatten()[0].item<float>();
    }

    at::Device m_device;
    at::Tensor m_block;
    volatile std::uint64_t m_kept = 0; // so that reading is not optimised away
};

} // namespace
} // namespace memlong

extern "C" __attribute__((visibility("default"))) memlong::BenchRuntime*
memlongCreateBenchRuntime(std::uint32_t abi, const memlong::RuntimeOptions* options, memlong::Error* error) {
    if (abi != memlong::kBenchAbi)
        return nullptr;
    const auto device = memlong::guarded("start LibTorch", [&] { return memlong::prepareDevice(*options); });
    if (!device) {
        *error = device.error();
        return nullptr;
    }
    return new memlong::Bench(*device);
}
