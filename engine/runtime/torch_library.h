// The boundary between the program and the shared library with LibTorch: one C function.
#pragma once

#include <cstdint>

namespace memlong {

class TorchRuntime;
struct RuntimeOptions;
struct Error;

/// Raised with every change of runtime.h or of a type that it uses, so that a library of another build is
/// refused instead of called.
inline constexpr std::uint32_t kTorchLibraryAbi = 1;

inline constexpr const char* kTorchLibraryName = "libmemlong_torch.so";
inline constexpr const char* kTorchLibraryFactory = "memlongCreateTorchRuntime";

/// A runtime owned by the caller, or null with `error` filled. Null with an untouched `error` when `abi` is
/// another than the library's.
using TorchLibraryFactory = TorchRuntime* (*)(std::uint32_t abi, const RuntimeOptions* options, Error* error);

} // namespace memlong
