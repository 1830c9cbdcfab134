// The memory of one document while it is trained on: chunks with their keys and values, and what is
// retrieved.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "engine/memory/memory_bank.h"
#include "engine/model/decoder.h"
#include "engine/retriever/retriever.h"
#include "engine/text/tokenizer.h"
#include "engine/training/adamw.h"
#include "engine/training/settings.h"

namespace memlong {

using KvBlocks = std::vector<std::shared_ptr<const KvBlock>>;

/// K/V of the memory layer for chunks of any lengths, float16, without gradients.
KvBlocks encodeForMemory(const Decoder& decoder, std::span<const std::vector<TokenId>> chunks);

/// The paper's bank (DESIGN 2.4, scope `paper`) with the embeddings of its chunks.
class DocumentMemory {
public:
    explicit DocumentMemory(const MemoryRunSettings& settings);

    void clear();
    std::size_t chunks() const { return m_embeddings.size(); }
    /// One row or more a chunk, as a Retriever gives them.
    Result<void> add(std::shared_ptr<const KvBlock> block, Embeddings embeddings);
    /// At most top_k chunks in the order of the document; their counters go up. `random` serves that way of
    /// retrieval alone.
    KvBlocks retrieve(std::span<const float> query, std::mt19937_64& random);

    /// Everything, by names that begin with `prefix`.
    std::vector<NamedTensor> state(const std::string& prefix) const;
    /// Corrupt when it does not fit together. What has no state is empty.
    Result<void> restore(const std::map<std::string, at::Tensor>& state, const std::string& prefix);

private:
    std::vector<ChunkId> choose(std::span<const float> query, std::mt19937_64& random) const;

    MemoryRunSettings m_settings;
    MemoryBank m_bank;
    std::map<ChunkId, Embeddings> m_embeddings; // of the resident chunks
    ChunkId m_next = 0;
};

/// Views for sequences that run together: those of the same memory size share a batch.
struct MemoryGroup {
    std::vector<std::size_t> sequences;
    MemoryView view; // empty where the sequences have no memory
};
Result<std::vector<MemoryGroup>> groupByMemory(std::span<const KvBlocks> memories, const Decoder& decoder);

} // namespace memlong
