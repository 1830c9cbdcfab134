// Where exceptions of LibTorch while an encoder is loaded become errors.
#pragma once

#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include "engine/base/result.h"

namespace memlong {

/// Runs `body`, which returns a Result. `kind` is what the folder holds: "retriever" or "reranker".
template <class Body>
auto loadingFrom(const std::filesystem::path& folder, const std::string& kind, Body body)
    -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc& e) {
        return makeError(ErrorCode::OutOfMemory, "there is too little memory to load " + folder.string(),
                         e.what());
    } catch (const std::exception& e) {
        return makeError(ErrorCode::Internal,
                         "the " + kind + " in " + folder.string() + " could not be loaded", e.what());
    }
}

} // namespace memlong
