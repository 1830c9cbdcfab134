// `memlong train warmup` and `memlong train memory`: stages 1 and 2 of the paper (section 3.5). Documents are
// read from beginning to end; what has been read goes into their memory, and each sequence sees what is
// retrieved of it.
#pragma once

#include <torch/torch.h>

#include "engine/retriever/retriever.h"
#include "engine/training/training_runtime.h"

namespace memlong {

/// InvalidArgument for settings that contradict each other, the model or the data.
Result<TrainReport> trainMemoryStage(const MemoryStageRequest& request, Retriever& retriever,
                                     at::Device device, const TrainProgressFn& progress,
                                     std::stop_token stop);

} // namespace memlong
