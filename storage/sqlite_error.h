// The one place where exceptions of SQLite become errors for the user.
#pragma once

#include <exception>
#include <filesystem>
#include <type_traits>
#include <utility>

#include "engine/base/result.h"

namespace memlong {

/// `file` is the database that was being used. Call it inside a catch block only.
Error errorOfCurrentException(const std::filesystem::path& file);

/// Runs `work`, which returns a Result, and turns whatever it throws into that Result's error.
template <class Work> std::invoke_result_t<Work> guarded(const std::filesystem::path& file, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        return errorOfCurrentException(file);
    }
}

} // namespace memlong
