#include <cstdlib>
#include <dlfcn.h>
#include <mutex>

#include "engine/runtime/runtime.h"
#include "engine/runtime/torch_library.h"

namespace memlong {
namespace {

/// Where the library may be: the one named in the environment, else beside the program, else in its
/// installation's private folder.
std::vector<std::filesystem::path> candidates() {
    if (const char* named = std::getenv("MEMLONG_TORCH_LIBRARY"); named != nullptr && *named != '\0')
        return {named};
    std::error_code failed;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (failed)
        return {};
    const std::filesystem::path folder = program.parent_path();
    return {folder / kTorchLibraryName, folder.parent_path() / "lib" / "memlong" / kTorchLibraryName};
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kPreferOwnSymbols = 0; // the sanitizers refuse RTLD_DEEPBIND
#else
constexpr int kPreferOwnSymbols = RTLD_DEEPBIND;
#endif

/// libsentencepiece contains an old protobuf under the same symbols as the libprotobuf that LibTorch uses,
/// and whichever comes first in a search order serves both, which crashes while LibTorch is being loaded. So
/// SentencePiece is bound to its own symbols first, and LibTorch is opened so that it prefers its own.
void bindSentencePiece() {
    (void)::dlopen("libsentencepiece.so.0", RTLD_NOW | RTLD_LOCAL);
}

Result<void*> openLibrary() {
    for (const std::filesystem::path& path : candidates()) {
        std::error_code ignored;
        if (!std::filesystem::exists(path, ignored))
            continue;
        bindSentencePiece();
        if (void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | kPreferOwnSymbols))
            return library;
        const char* reason = ::dlerror();
        return makeError(ErrorCode::Io, "cannot load " + path.string() + "; is LibTorch installed?",
                         reason != nullptr ? reason : "");
    }
    return makeError(
        ErrorCode::NotFound,
        std::string(kTorchLibraryName) +
            " is not installed, so language models and transformer retrievers cannot run; install "
            "memlong with LibTorch or set MEMLONG_TORCH_LIBRARY");
}

} // namespace

Result<void*> findInTorchLibrary(const char* name) {
    // Opened once and never closed: LibTorch does not survive being unloaded.
    static std::mutex mutex;
    static void* library = nullptr;
    const std::lock_guard lock(mutex);
    if (library == nullptr) {
        MEMLONG_ASSIGN(library, openLibrary());
    }
    if (void* const symbol = ::dlsym(library, name))
        return symbol;
    return torchLibraryOfAnotherVersion();
}

Error torchLibraryOfAnotherVersion() {
    return makeError(ErrorCode::UnsupportedVersion,
                     std::string(kTorchLibraryName) + " belongs to another version of memlong; install both "
                                                      "from one package");
}

Result<std::shared_ptr<TorchRuntime>> openTorchRuntime(const RuntimeOptions& options) {
    MEMLONG_ASSIGN(std::unique_ptr<TorchRuntime> runtime,
                   openFromTorchLibrary<TorchRuntime>(kTorchLibraryFactory, kTorchLibraryAbi, options));
    return std::shared_ptr<TorchRuntime>(std::move(runtime));
}

} // namespace memlong
