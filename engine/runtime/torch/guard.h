// Where exceptions of LibTorch become Error values.
#pragma once

#include <new>
#include <string>
#include <string_view>

#include <torch/torch.h>

#include "engine/base/result.h"
#include "engine/model/model_error.h"

namespace memlong {

/// Whether LibTorch's text speaks of memory that could not be had: on the CPU there is no exception type for
/// it.
inline bool speaksOfMemory(std::string_view what) {
    return what.find("out of memory") != std::string_view::npos ||
           what.find("can't allocate memory") != std::string_view::npos ||
           what.find("not enough memory") != std::string_view::npos;
}

/// Runs `body`, which returns a Result, without autograd and turns every exception into an Error. `action`
/// names what failed: "load the model".
template <class Body> auto guarded(const std::string& action, Body body) -> decltype(body()) {
    const auto outOfMemory = [&](const std::string& detail) {
        return makeError(
            ErrorCode::OutOfMemory,
            "not enough memory to " + action + "; close other programs or choose a smaller model", detail);
    };
    try {
        const c10::InferenceMode inference;
        return body();
    } catch (const ModelError& error) {
        return error.error();
    } catch (const std::bad_alloc& error) {
        return outOfMemory(error.what());
    } catch (const c10::Error& error) {
        if (speaksOfMemory(error.what()))
            return outOfMemory(error.what_without_backtrace());
        return makeError(ErrorCode::Internal, "LibTorch could not " + action, error.what_without_backtrace());
    } catch (const std::exception& error) {
        if (speaksOfMemory(error.what()))
            return outOfMemory(error.what());
        return makeError(ErrorCode::Internal, "could not " + action, error.what());
    }
}

} // namespace memlong
