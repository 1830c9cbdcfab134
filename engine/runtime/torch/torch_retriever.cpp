#include "engine/runtime/torch/torch_retriever.h"

#ifdef MEMLONG_HAS_ENCODER
#include "engine/retriever/encoder/encoder_retriever.h"
#include "engine/runtime/torch/guard.h"
#endif

namespace memlong {

#ifdef MEMLONG_HAS_ENCODER
Result<std::unique_ptr<Retriever>> loadTorchRetriever(const std::filesystem::path& folder,
                                                      const at::Device& device) {
    return guarded("load the retriever", [&] { return loadEncoderRetriever(folder, {device.str()}); });
}
#else
Result<std::unique_ptr<Retriever>> loadTorchRetriever(const std::filesystem::path& folder,
                                                      const at::Device&) {
    return makeError(ErrorCode::UnsupportedVersion,
                     "this build of memlong has no transformer retrievers, which " + folder.string() +
                         " needs");
}
#endif

} // namespace memlong
