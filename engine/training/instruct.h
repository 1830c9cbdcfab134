// `memlong train instruct`: questions about documents that only the memory holds. The loss counts the
// answers.
#pragma once

#include <torch/torch.h>

#include "engine/retriever/retriever.h"
#include "engine/training/training_runtime.h"

namespace memlong {

Result<TrainReport> trainInstruct(const InstructRequest& request, Retriever& retriever, at::Device device,
                                  const TrainProgressFn& progress, std::stop_token stop);

} // namespace memlong
