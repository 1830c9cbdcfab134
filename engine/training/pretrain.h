// `memlong train pretrain`: a small decoder from nothing, on packed sequences.
#pragma once

#include <torch/torch.h>

#include "engine/training/training_runtime.h"

namespace memlong {

/// InvalidArgument for settings that contradict each other or the data.
Result<TrainReport> pretrain(const PretrainRequest& request, at::Device device,
                             const TrainProgressFn& progress, std::stop_token stop);

} // namespace memlong
