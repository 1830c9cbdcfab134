#include "engine/runtime/bench_runtime.h"
#include "engine/runtime/torch_library.h"

namespace memlong {

Result<std::unique_ptr<BenchRuntime>> openBenchRuntime(const RuntimeOptions& options) {
    return openFromTorchLibrary<BenchRuntime>(kBenchFactory, kBenchAbi, options);
}

} // namespace memlong
