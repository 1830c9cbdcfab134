// The part of the engine that needs LibTorch, behind plain values. It lives in a shared library of its own
// (memlong_torch) that is opened on first need, because loading LibTorch takes a third of a second that
// listing sessions, BM25 and the built-in retriever should not wait for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "engine/memory/memory_bank.h"
#include "engine/retriever/reranker.h"
#include "engine/retriever/retriever.h"
#include "engine/text/tokenizer.h"

namespace memlong {

struct RuntimeOptions {
    std::string device = "auto"; // auto, cpu, cuda, cuda:N
    int threads = 0;             // 0: all cores
};

struct DecoderOptions {
    std::string precision = "auto"; // auto, f32, bf16, f16, int8 (weights); auto: what the checkpoint holds
                                    // where the processor is fast at it
    std::filesystem::path adapter;  // PEFT adapter folder; empty: the checkpoint's own only
};

struct DecoderInfo {
    std::string name;
    std::string architecture; // model_type of config.json
    std::string device;
    std::string precision;
    std::uint64_t parameters = 0;
    std::uint64_t weightBytes = 0;
    int layers = 0, hiddenSize = 0, heads = 0, kvHeads = 0, headDim = 0, vocabularySize = 0;
    int contextTokens = 0;
    int memoryLayer = 0;
    std::vector<int> retrievalLayers;
    std::string positionType;   // "Zero" or "Continual"
    bool memoryTrained = false; // the checkpoint says that it was trained with memory
    std::string fingerprint;    // weights + tokenizer + settings that K/V depend on
};

enum class ChatRole { System, User, Assistant };
struct ChatTurn {
    ChatRole role = ChatRole::User;
    std::string text;
};

struct SamplingOptions {
    int maxTokens = 256;
    float temperature = 0.7f; // 0: greedy
    float topP = 0.9f;
    int topK = 40;
    float repetitionPenalty = 1.1f;
    std::uint64_t seed = 0; // 0: from the clock
};

/// A chunk offered to the retrieval layers. The order of a request's chunks is the order in memory.
struct MemoryChunk {
    ChunkId chunk = 0;
    std::shared_ptr<const KvBlock> block;
};

struct GenerationRequest {
    std::vector<ChatTurn> turns;     // the last one is the question
    std::string context;             // passages for the prompt; empty in mode `memory`
    std::vector<MemoryChunk> memory; // empty in mode `context`
    SamplingOptions sampling;
    int retrievalInterval = 64; // tokens between retrievals
    /// Called every retrievalInterval tokens with the newest text; returns the chunks for what follows, or
    /// nothing to keep those in use. May be null.
    std::function<std::optional<std::vector<MemoryChunk>>(const std::string& newestText, int tokenIndex)>
        retrieve;
    /// Called with each piece of complete UTF-8 text. May be null.
    std::function<void(const std::string& piece)> onText;
};

/// Share of the retrieval layers' attention that went to a chunk, mean over heads and generated tokens.
struct ChunkAttention {
    ChunkId chunk = 0;
    std::map<int, float> shareByLayer; // layer index -> share in [0, 1]
    std::vector<float> shareByToken;   // mean over layers, one a generated token; NaN where not in memory
};

struct GenerationResult {
    std::string text;
    int promptTokens = 0;
    int tokens = 0;
    int droppedTurns = 0; // oldest turns that did not fit the window
    bool stopped = false; // the stop token ended it
    double firstTokenMs = 0, totalMs = 0;
    std::vector<ChunkAttention> attention;
    std::vector<std::size_t> tokenEnds; // bytes of `text` that were complete after each generated token
};

/// A window of tokens that the decoder reads at once, and how likely it found them.
struct ScoreRequest {
    std::vector<TokenId> tokens;     // at most contextTokens
    int firstScored = 1;             // at least 1: the first token has nothing before it
    std::vector<MemoryChunk> memory; // visible to the retrieval layers; may be empty
};

/// A loaded decoder. One thread at a time.
class DecoderRuntime {
public:
    virtual ~DecoderRuntime() = default;
    virtual const DecoderInfo& info() const = 0;
    virtual std::shared_ptr<const Tokenizer> tokenizer() const = 0;
    /// K/V of the memory layer for each chunk of tokens (DESIGN 2.1), in batches of like length.
    virtual Result<std::vector<std::shared_ptr<const KvBlock>>>
    encodeChunks(std::span<const std::vector<TokenId>> chunks, KvBlock::Type type, std::stop_token stop) = 0;
    /// Streams an answer. Stops at a token boundary when asked; what was generated is in the result.
    virtual Result<GenerationResult> generate(const GenerationRequest& request, std::stop_token stop) = 0;
    /// Natural logarithm of each token's probability from firstScored on, given the tokens before it.
    virtual Result<std::vector<float>> logProbabilities(const ScoreRequest& request) = 0;
};

/// A named configuration or a config.json, filled with random weights; see `memlong model random`.
struct RandomCheckpoint {
    std::string config; // "tiny", "nano", "tinyllama-1.1b", "openllama-3b", ... or a path to a config.json
    std::uint64_t seed = 0;
    std::string dtype = "bf16";
    std::filesystem::path output;
    std::filesystem::path tokenizer; // a tokenizer.model to put beside the weights; empty: none
};

struct CheckpointSummary {
    std::string kind; // "decoder", "retriever" or "reranker"
    std::string architecture;
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0;
    std::string description;
};

class TorchRuntime {
public:
    virtual ~TorchRuntime() = default;
    virtual Result<std::unique_ptr<DecoderRuntime>> loadDecoder(const std::filesystem::path& folder,
                                                                const DecoderOptions& options) = 0;
    virtual Result<std::unique_ptr<Retriever>> loadRetriever(const std::filesystem::path& folder) = 0;
    virtual Result<std::unique_ptr<Reranker>> loadReranker(const std::filesystem::path& folder) = 0;
    /// Checks every tensor's name and shape, and that a decoder has its tokenizer, without loading weights.
    virtual Result<CheckpointSummary> inspect(const std::filesystem::path& folder) = 0;
    virtual Result<void> writeRandom(const RandomCheckpoint& request, const ProgressFn& progress,
                                     std::stop_token stop) = 0;
    virtual std::string describeDevice() const = 0;
};

/// Opens the shared library beside the program (or in its ../lib/memlong); the first call pays for LibTorch.
/// Thread safe. The library is never unloaded. NotFound when this build or installation has none.
Result<std::shared_ptr<TorchRuntime>> openTorchRuntime(const RuntimeOptions& options);

} // namespace memlong
