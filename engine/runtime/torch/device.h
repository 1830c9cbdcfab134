// Which device runs, and on how many threads.
#pragma once

#include <string>

#include <torch/torch.h>

#include "engine/runtime/runtime.h"

namespace memlong {

/// InvalidArgument for a device that is unknown or not there. Sets the process's number of threads.
Result<at::Device> prepareDevice(const RuntimeOptions& options);

/// "cpu, 2 threads, avx2 kernels"
std::string describeDevice(const at::Device& device);

/// Of the processor; at least one.
int availableThreads();

} // namespace memlong
