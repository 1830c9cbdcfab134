// The memory of one text while a decoder is measured: the paper's bank, and the embeddings of what is in it.
#pragma once

#include <random>
#include <span>
#include <string>
#include <vector>

#include "engine/memory/memory_bank.h"
#include "engine/retriever/retriever.h"
#include "engine/runtime/runtime.h"

namespace memlong {

/// A chunk as it goes into a memory.
struct EncodedChunk {
    std::shared_ptr<const KvBlock> block;
    Embeddings embeddings;
};

/// K/V of chunks of tokens, and the embeddings of their texts.
Result<std::vector<EncodedChunk>> encodeForMemory(DecoderRuntime& decoder, Retriever& retriever,
                                                  std::span<const std::vector<TokenId>> chunks,
                                                  std::stop_token stop);

/// One thread at a time. Holds references to the decoder and the retriever.
class EvaluationMemory {
public:
    /// The scope of `settings` is taken for Paper.
    EvaluationMemory(DecoderRuntime& decoder, Retriever& retriever, const BankSettings& settings);

    /// Puts a chunk into the bank under the next number: 0, 1, 2, ... What is evicted is gone.
    Result<void> add(const EncodedChunk& chunk);
    /// Encodes and adds.
    Result<void> add(std::span<const std::vector<TokenId>> chunks, std::stop_token stop);
    /// The best `k` resident chunks for a query, in the order of the text. Their trigger counters go up.
    Result<std::vector<MemoryChunk>> retrieve(const std::string& query, int k);
    /// `k` resident chunks drawn by chance: the control of retrieval.
    std::vector<MemoryChunk> draw(int k, std::mt19937_64& random);
    BankStats stats() const { return m_bank.stats(); }

private:
    std::vector<MemoryChunk> blocksOf(std::vector<ChunkId> chunks);

    DecoderRuntime& m_decoder;
    Retriever& m_retriever;
    MemoryBank m_bank;
    VectorIndex m_index;
    ChunkId m_next = 0;
};

} // namespace memlong
