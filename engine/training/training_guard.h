// Where exceptions of a training stage become Error values.
#pragma once

#include <new>
#include <string_view>

#include <torch/torch.h>

#include "engine/model/model_error.h"
#include "engine/training/training_runtime.h"

namespace memlong {

template <class Body> Result<TrainReport> guardedTraining(Body body) {
    const auto outOfMemory = [](const char* detail) {
        return makeError(
            ErrorCode::OutOfMemory,
            "there is not enough memory for this step; choose a smaller batch_sequences (and a larger "
            "accumulation), or activation_checkpointing = true",
            detail);
    };
    try {
        return body();
    } catch (const ModelError& error) {
        return error.error();
    } catch (const std::bad_alloc& error) {
        return outOfMemory(error.what());
    } catch (const std::exception& error) {
        for (const std::string_view words : {"out of memory", "can't allocate memory", "not enough memory"})
            if (std::string_view(error.what()).find(words) != std::string_view::npos)
                return outOfMemory(error.what());
        return makeError(ErrorCode::Internal, "training failed inside LibTorch", error.what());
    }
}

} // namespace memlong
