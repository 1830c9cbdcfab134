// The edge of the services: what a library throws becomes an Error here, and no exception leaves.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/base/result.h"

namespace memlong {

template <class Work> std::invoke_result_t<Work> withoutExceptions(Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory,
                         "there is not enough memory; close other programs, or use a smaller "
                         "model or --precision int8");
    } catch (const std::exception& exception) {
        return makeError(ErrorCode::Internal,
                         std::string("an unexpected error (") + exception.what() +
                             "); please report it with what you did",
                         exception.what());
    }
}

} // namespace memlong
