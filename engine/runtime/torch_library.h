// The boundary between the program and the shared library with LibTorch: a C function for each of its parts.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/base/result.h"

namespace memlong {

struct RuntimeOptions;

/// Raised with every change of runtime.h or of a type that it uses, so that a library of another build is
/// refused instead of called.
inline constexpr std::uint32_t kTorchLibraryAbi = 4;

inline constexpr const char* kTorchLibraryName = "libmemlong_torch.so";
inline constexpr const char* kTorchLibraryFactory = "memlongCreateTorchRuntime";

/// What the library exports under `name`; opens the library where that has not been done. Thread safe.
Result<void*> findInTorchLibrary(const char* name);

Error torchLibraryOfAnotherVersion();

/// What the library's C function `name` makes: an object owned by the caller, or null with the error filled.
/// Null with an untouched error when `abi` is another than the library's.
template <class Runtime>
Result<std::unique_ptr<Runtime>> openFromTorchLibrary(const char* name, std::uint32_t abi,
                                                      const RuntimeOptions& options) {
    using Factory = Runtime* (*)(std::uint32_t abi, const RuntimeOptions* options, Error* error);
    MEMLONG_ASSIGN(void* const symbol, findInTorchLibrary(name));
    Error error;
    std::unique_ptr<Runtime> runtime(reinterpret_cast<Factory>(symbol)(abi, &options, &error));
    if (runtime)
        return runtime;
    return error.message.empty() ? torchLibraryOfAnotherVersion() : error;
}

} // namespace memlong
