#include "engine/runtime/torch/device.h"

#include <malloc.h>
#include <thread>

#include <ATen/Parallel.h>

#include "engine/model/weight_kernels.h"

namespace memlong {
namespace {

Result<at::Device> chooseDevice(const std::string& name) {
    const bool cuda = torch::cuda::is_available();
    if (name == "cpu" || (name == "auto" && !cuda))
        return at::Device(at::kCPU);
    if (name == "auto" || name == "cuda" || name.starts_with("cuda:")) {
        if (!cuda)
            return makeError(ErrorCode::InvalidArgument,
                             "there is no CUDA device that this LibTorch can use; "
                             "choose --device cpu");
        int index = 0;
        if (name.starts_with("cuda:")) {
            const std::string number = name.substr(5);
            if (number.empty() || number.size() > 3 ||
                number.find_first_not_of("0123456789") != std::string::npos ||
                std::stoi(number) >= static_cast<int>(torch::cuda::device_count()))
                return makeError(ErrorCode::InvalidArgument, "there is no device " + name);
            index = std::stoi(number);
        }
        return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
    }
    return makeError(ErrorCode::InvalidArgument,
                     "unknown device \"" + name + "\"; known are auto, cpu, cuda and cuda:N");
}

/// Every layer needs the same blocks again. Left alone, the C library gives those above 128 KiB back to the
/// system and gets them again page by page, which can cost more than what is computed in them.
void keepActivationMemory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that it accepts
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

} // namespace

int availableThreads() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

Result<at::Device> prepareDevice(const RuntimeOptions& options) {
    MEMLONG_ASSIGN(const at::Device device, chooseDevice(options.device));
    // LibTorch starts with one thread in some builds; the number is the process's, so the last one counts.
    if (device.is_cpu())
        keepActivationMemory();
    at::set_num_threads(options.threads > 0 ? options.threads : availableThreads());
    return device;
}

std::string describeDevice(const at::Device& device) {
    std::string text = device.str();
    if (device.is_cpu())
        text += ", " + std::to_string(at::get_num_threads()) + " threads, " + weightKernelName() + " kernels";
    return text;
}

} // namespace memlong
