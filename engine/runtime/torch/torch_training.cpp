// TrainingRuntime over LibTorch.
#include <climits>

#include <malloc.h>

#include "engine/retriever/encoder/encoder_retriever.h"
#include "engine/retriever/retriever.h"
#include "engine/runtime/torch/device.h"
#include "engine/runtime/torch/guard.h"
#include "engine/training/instruct.h"
#include "engine/training/memory_stage.h"
#include "engine/training/pretrain.h"

namespace memlong {
namespace {

Result<std::unique_ptr<Retriever>> openRetriever(const std::filesystem::path& folder, at::Device device) {
    std::error_code ignored;
    if (!std::filesystem::exists(folder / "config.json", ignored))
        return loadBuiltinRetriever(folder);
    return loadEncoderRetriever(folder, {device.str()});
}

/// Each step needs the same large blocks. Left alone, the C library gives them back to the system and gets
/// them again page by page, which costs a quarter of a step on the processor.
void keepFreedMemory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, 64 << 20);
#endif
}

class Training final : public TrainingRuntime {
public:
    explicit Training(at::Device device) : m_device(device) {}

    Result<TrainReport> pretrain(const PretrainRequest& request, const TrainProgressFn& progress,
                                 std::stop_token stop) override {
        return memlong::pretrain(request, m_device, progress, std::move(stop));
    }

    Result<TrainReport> memoryStage(const MemoryStageRequest& request, const TrainProgressFn& progress,
                                    std::stop_token stop) override {
        MEMLONG_ASSIGN(const auto retriever, openRetriever(request.base.retriever, m_device));
        return trainMemoryStage(request, *retriever, m_device, progress, std::move(stop));
    }

    Result<TrainReport> instruct(const InstructRequest& request, const TrainProgressFn& progress,
                                 std::stop_token stop) override {
        MEMLONG_ASSIGN(const auto retriever, openRetriever(request.base.retriever, m_device));
        return trainInstruct(request, *retriever, m_device, progress, std::move(stop));
    }

private:
    at::Device m_device;
};

} // namespace
} // namespace memlong

extern "C" __attribute__((visibility("default"))) memlong::TrainingRuntime*
memlongCreateTrainingRuntime(std::uint32_t abi, const memlong::RuntimeOptions* options,
                             memlong::Error* error) {
    if (abi != memlong::kTrainingAbi)
        return nullptr;
    const auto device = memlong::guarded("start LibTorch", [&] { return memlong::prepareDevice(*options); });
    if (!device) {
        *error = device.error();
        return nullptr;
    }
    memlong::keepFreedMemory();
    return new memlong::Training(*device);
}
