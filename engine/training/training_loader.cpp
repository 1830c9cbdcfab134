#include "engine/runtime/torch_library.h"
#include "engine/training/training_runtime.h"

namespace memlong {

Result<std::unique_ptr<TrainingRuntime>> openTrainingRuntime(const RuntimeOptions& options) {
    return openFromTorchLibrary<TrainingRuntime>(kTrainingFactory, kTrainingAbi, options);
}

} // namespace memlong
