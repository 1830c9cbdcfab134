// The boundary between the program and the shared library with LibTorch: a C function for each of its parts.
#pragma once

#include <cstdint>

#include "engine/base/result.h"

namespace memlong {

class TorchRuntime;
struct RuntimeOptions;

/// Raised with every change of runtime.h or of a type that it uses, so that a library of another build is
/// refused instead of called.
inline constexpr std::uint32_t kTorchLibraryAbi = 1;

inline constexpr const char* kTorchLibraryName = "libmemlong_torch.so";
inline constexpr const char* kTorchLibraryFactory = "memlongCreateTorchRuntime";

/// A runtime owned by the caller, or null with `error` filled. Null with an untouched `error` when `abi` is
/// another than the library's.
using TorchLibraryFactory = TorchRuntime* (*)(std::uint32_t abi, const RuntimeOptions* options, Error* error);

/// What the library exports under `name`; opens the library where that has not been done. Thread safe.
Result<void*> findInTorchLibrary(const char* name);

} // namespace memlong
