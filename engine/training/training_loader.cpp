#include "engine/runtime/torch_library.h"
#include "engine/training/training_runtime.h"

namespace memlong {

Result<std::unique_ptr<TrainingRuntime>> openTrainingRuntime(const RuntimeOptions& options) {
    MEMLONG_ASSIGN(void* const symbol, findInTorchLibrary(kTrainingFactory));
    const auto factory = reinterpret_cast<TrainingFactory>(symbol);
    Error error;
    std::unique_ptr<TrainingRuntime> runtime(factory(kTrainingAbi, &options, &error));
    if (runtime)
        return runtime;
    if (error.message.empty())
        return makeError(ErrorCode::UnsupportedVersion,
                         std::string(kTorchLibraryName) +
                             " belongs to another version of memlong; install both from one package");
    return error;
}

} // namespace memlong
