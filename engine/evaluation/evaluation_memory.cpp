#include "engine/evaluation/evaluation_memory.h"

#include <algorithm>

namespace memlong {

EvaluationMemory::EvaluationMemory(DecoderRuntime& decoder, Retriever& retriever,
                                   const BankSettings& settings)
    : m_decoder(decoder), m_retriever(retriever), m_bank(settings), m_index(retriever.dimension()) {}

Result<std::vector<ChunkId>> EvaluationMemory::add(std::span<const std::vector<TokenId>> chunks,
                                                   std::stop_token stop) {
    MEMLONG_ASSIGN(const auto blocks, m_decoder.encodeChunks(chunks, KvBlock::Type::F16, stop));
    std::vector<std::string> texts;
    for (const std::vector<TokenId>& chunk : chunks)
        texts.push_back(m_decoder.tokenizer()->decode(chunk));
    MEMLONG_ASSIGN(const std::vector<Embeddings> embeddings, m_retriever.embedPassages(texts, stop));
    std::vector<ChunkId> numbers;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const ChunkId chunk = m_next++;
        BankEntry entry;
        entry.chunk = chunk;
        entry.tokens = static_cast<int>(chunks[i].size());
        entry.order = static_cast<std::uint64_t>(chunk);
        MEMLONG_ASSIGN(const std::vector<ChunkId> evicted, m_bank.insert(entry, blocks[i]));
        m_index.remove(evicted);
        m_index.add(chunk, embeddings[i].values);
        numbers.push_back(chunk);
    }
    return numbers;
}

std::vector<MemoryChunk> EvaluationMemory::blocksOf(std::vector<ChunkId> chunks) {
    std::sort(chunks.begin(), chunks.end());
    m_bank.trigger(chunks);
    std::vector<MemoryChunk> memory;
    for (const ChunkId chunk : chunks)
        memory.push_back({chunk, m_bank.find(chunk)});
    return memory;
}

Result<std::vector<MemoryChunk>> EvaluationMemory::retrieve(const std::string& query, int k) {
    MEMLONG_ASSIGN(const std::vector<float> embedding, m_retriever.embedQuery(query));
    std::vector<ChunkId> chunks;
    for (const VectorHit& hit : m_index.search(embedding, k))
        chunks.push_back(hit.chunk);
    return blocksOf(std::move(chunks));
}

std::vector<MemoryChunk> EvaluationMemory::draw(int k, std::mt19937_64& random) {
    const std::vector<BankEntry> entries = m_bank.entries();
    std::vector<ChunkId> resident, drawn;
    for (const BankEntry& entry : entries)
        resident.push_back(entry.chunk);
    std::sample(resident.begin(), resident.end(), std::back_inserter(drawn), k, random);
    return blocksOf(std::move(drawn));
}

} // namespace memlong
