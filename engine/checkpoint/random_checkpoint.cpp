#include "engine/checkpoint/random_checkpoint.h"

#include <bit>

#include "engine/base/files.h"
#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/safetensors_writer.h"

namespace memlong {
namespace {

constexpr float kStandardDeviation = 0.02f;
constexpr std::size_t kBlockElements = 1 << 18;

/// SplitMix64: a few instructions a number and the same everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next() {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15ull;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ z >> 27) * 0x94d049bb133111ebull;
        return z ^ z >> 31;
    }
    /// Close to a normal distribution: the sum of four uniform 16-bit numbers, scaled to deviation 1.
    /// Billions of these are needed, and the tails beyond 3.5 do not matter here.
    float normal() {
        const std::uint64_t bits = next();
        const auto sum = static_cast<float>((bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) +
                                            (bits >> 48));
        constexpr float kMean = 2.0f * 65535.0f;
        constexpr float kScale = 1.0f / (65536.0f * 0.57735027f);
        return (sum - kMean) * kScale;
    }

private:
    std::uint64_t m_state;
};

enum class Fill { Normal, One, Zero };

Fill fillOf(const ExpectedTensor& tensor) {
    if (tensor.norm)
        return Fill::One;
    return tensor.shape.size() == 2 ? Fill::Normal : Fill::Zero;
}

std::uint64_t elementsOf(const TensorShape& shape) {
    std::uint64_t total = 1;
    for (const std::int64_t extent : shape)
        total *= static_cast<std::uint64_t>(extent);
    return total;
}

} // namespace

Result<void> writeRandomCheckpoint(const std::string& configJson, std::uint64_t seed, TensorType type,
                                   const std::filesystem::path& folder, const ProgressFn& progress,
                                   std::stop_token stop) {
    static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
    MEMLONG_ASSIGN(const ModelConfig config, parseModelConfig(configJson, "the configuration"));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return systemError(error.value(), "create", folder);
    const std::vector<ExpectedTensor> tensors = expectedTensors(config);
    std::vector<SafetensorsWriter::Declaration> declarations;
    Progress report{"writing", 0, 0, "bytes"};
    for (const ExpectedTensor& tensor : tensors) {
        declarations.push_back({tensor.name, type, tensor.shape});
        report.total += elementsOf(tensor.shape) * elementBytes(type);
    }
    MEMLONG_ASSIGN(SafetensorsWriter writer,
                   SafetensorsWriter::create(folder / "model.safetensors", declarations, {{"format", "pt"}}));
    std::vector<float> values(kBlockElements);
    std::vector<std::byte> bytes(kBlockElements * elementBytes(type));
    for (std::size_t index = 0; index < tensors.size(); ++index) {
        Random random(seed + 0x632be59bd9b4e019ull * (index + 1));
        const Fill fill = fillOf(tensors[index]);
        std::uint64_t left = elementsOf(tensors[index].shape);
        while (left > 0) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "cancelled; " + folder.string() + " is incomplete");
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, kBlockElements));
            const std::span<float> block(values.data(), count);
            for (float& value : block)
                value = fill == Fill::Normal ? random.normal() * kStandardDeviation
                                             : (fill == Fill::One ? 1.0f : 0.0f);
            const std::span<std::byte> out(bytes.data(), count * elementBytes(type));
            convertFromFloat(type, block, out);
            MEMLONG_TRY(writer.append(out));
            left -= count;
            report.done += out.size();
        }
        if (progress)
            progress(report);
    }
    MEMLONG_TRY(writer.commit());
    return replaceFile(folder / "config.json", configJson);
}

} // namespace memlong
