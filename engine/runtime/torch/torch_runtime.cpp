#include <ATen/Parallel.h>

#include "engine/base/files.h"
#include "engine/base/json.h"
#include "engine/checkpoint/model_config.h"
#include "engine/checkpoint/random_checkpoint.h"
#include "engine/retriever/encoder/encoder_reranker.h"
#include "engine/runtime/runtime.h"
#include "engine/runtime/torch/device.h"
#include "engine/runtime/torch/guard.h"
#include "engine/runtime/torch/torch_decoder.h"
#include "engine/runtime/torch_library.h"

namespace memlong {
namespace {

/// The matrices of a decoder below this size are multiplied sooner than a second thread is woken.
constexpr std::uint64_t kParametersForThreads = 2'000'000;

class Runtime final : public TorchRuntime {
public:
    Runtime(at::Device device, bool chooseThreads) : m_device(device), m_chooseThreads(chooseThreads) {}

    Result<std::unique_ptr<DecoderRuntime>> loadDecoder(const std::filesystem::path& folder,
                                                        const DecoderOptions& options) override {
        return guarded("load the model", [&]() -> Result<std::unique_ptr<DecoderRuntime>> {
            MEMLONG_ASSIGN(auto decoder, loadTorchDecoder(folder, options, m_device));
            if (m_chooseThreads)
                at::set_num_threads(decoder->info().parameters < kParametersForThreads ? 1
                                                                                       : availableThreads());
            return decoder;
        });
    }

    Result<std::unique_ptr<Retriever>> loadRetriever(const std::filesystem::path& folder) override {
        return guarded("load the retriever", [&] { return loadEncoderRetriever(folder, {m_device.str()}); });
    }

    Result<std::unique_ptr<Reranker>> loadReranker(const std::filesystem::path& folder) override {
        return guarded("load the reranker", [&] { return loadEncoderReranker(folder, {m_device.str()}); });
    }

    Result<CheckpointSummary> inspect(const std::filesystem::path& folder) override {
        return guarded("inspect the checkpoint", [&] { return inspectFolder(folder); });
    }

    Result<void> writeRandom(const RandomCheckpoint& request, const ProgressFn& progress,
                             std::stop_token stop) override {
        return guarded("write the checkpoint", [&] { return writeRandomFolder(request, progress, stop); });
    }

    std::string describeDevice() const override { return memlong::describeDevice(m_device); }

private:
    Result<CheckpointSummary> inspectFolder(const std::filesystem::path& folder) const {
        CheckpointSummary summary;
        MEMLONG_ASSIGN(const nlohmann::json json, readJsonObject(folder / "config.json"));
        const std::string type = json.value("model_type", "");
        if (type == "bert" || type == "xlm-roberta" || type == "roberta") {
            MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(folder));
            summary.kind = isReranker(json) ? "reranker" : "retriever";
            summary.architecture = type;
            summary.parameters = checkpoint.parameters();
            summary.bytes = checkpoint.bytes();
            return summary;
        }
        MEMLONG_ASSIGN(const ModelConfig config, loadModelConfig(folder));
        MEMLONG_ASSIGN(const Checkpoint checkpoint, Checkpoint::open(folder));
        MEMLONG_TRY(checkTensors(config, checkpoint));
        MEMLONG_TRY(loadTokenizerFor(folder, config.vocabularySize));
        summary.kind = "decoder";
        summary.architecture = config.modelType;
        summary.parameters = parameterCount(config);
        summary.bytes = checkpoint.bytes();
        summary.description = std::to_string(config.layers) + " layers, hidden " +
                              std::to_string(config.hiddenSize) + ", " + std::to_string(config.heads) +
                              " heads (" + std::to_string(config.kvHeads) + " for keys), context " +
                              std::to_string(config.contextTokens) + ", memory layer " +
                              std::to_string(config.memory.memoryLayer);
        return summary;
    }

    static Result<void> writeRandomFolder(const RandomCheckpoint& request, const ProgressFn& progress,
                                          std::stop_token stop) {
        std::optional<std::string> config = namedConfig(request.config);
        std::error_code ignored;
        if (!config) {
            std::filesystem::path file = request.config;
            if (std::filesystem::is_directory(file, ignored))
                file /= "config.json";
            if (!std::filesystem::exists(file, ignored)) {
                std::string known;
                for (const std::string& name : namedConfigs())
                    known += (known.empty() ? "" : ", ") + name;
                return makeError(ErrorCode::NotFound,
                                 "\"" + request.config +
                                     "\" is neither a file nor a known configuration; known are " + known);
            }
            MEMLONG_ASSIGN(config, readFile(file, 1 << 20));
        }
        const std::map<std::string, TensorType> types{
            {"bf16", TensorType::Bf16}, {"f16", TensorType::F16}, {"f32", TensorType::F32}};
        const auto type = types.find(request.dtype);
        if (type == types.end())
            return makeError(ErrorCode::InvalidArgument,
                             "unknown type \"" + request.dtype + "\"; known are bf16, f16 and f32");
        std::string tokenizerBytes;
        if (!request.tokenizer.empty()) {
            MEMLONG_ASSIGN(const ModelConfig parsed, parseModelConfig(*config, request.config));
            MEMLONG_ASSIGN(const auto tokenizer, loadTokenizer(request.tokenizer));
            if (tokenizer->vocabularySize() > parsed.vocabularySize)
                return makeError(ErrorCode::InvalidArgument,
                                 "the configuration has a vocabulary of " +
                                     std::to_string(parsed.vocabularySize) + ", but the tokenizer has " +
                                     std::to_string(tokenizer->vocabularySize()) +
                                     " pieces; make vocab_size at least as large");
            MEMLONG_ASSIGN(tokenizerBytes, readFile(request.tokenizer, 64 << 20));
        }
        MEMLONG_TRY(
            writeRandomCheckpoint(*config, request.seed, type->second, request.output, progress, stop));
        if (!tokenizerBytes.empty())
            MEMLONG_TRY(replaceFile(request.output / "tokenizer.model", tokenizerBytes));
        return {};
    }

    at::Device m_device;
    bool m_chooseThreads; // nobody asked for a number
};

Result<std::unique_ptr<TorchRuntime>> createRuntime(const RuntimeOptions& options) {
    MEMLONG_ASSIGN(const at::Device device, prepareDevice(options));
    return std::unique_ptr<TorchRuntime>(std::make_unique<Runtime>(device, options.threads <= 0));
}

} // namespace
} // namespace memlong

extern "C" __attribute__((visibility("default"))) memlong::TorchRuntime*
memlongCreateTorchRuntime(std::uint32_t abi, const memlong::RuntimeOptions* options, memlong::Error* error) {
    if (abi != memlong::kTorchLibraryAbi)
        return nullptr;
    auto created = memlong::guarded("start LibTorch", [&] { return memlong::createRuntime(*options); });
    if (!created) {
        *error = created.error();
        return nullptr;
    }
    return created->release();
}
