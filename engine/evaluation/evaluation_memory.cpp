#include "engine/evaluation/evaluation_memory.h"

#include <algorithm>

namespace memlong {

namespace {

BankSettings paperBank(BankSettings settings) {
    settings.scope = BankScope::Paper;
    return settings;
}

} // namespace

Result<std::vector<EncodedChunk>> encodeForMemory(DecoderRuntime& decoder, Retriever& retriever,
                                                  std::span<const std::vector<TokenId>> chunks,
                                                  std::stop_token stop) {
    MEMLONG_ASSIGN(const auto blocks, decoder.encodeChunks(chunks, KvBlock::Type::F16, stop));
    std::vector<std::string> texts;
    for (const std::vector<TokenId>& chunk : chunks)
        texts.push_back(decoder.tokenizer()->decode(chunk));
    MEMLONG_ASSIGN(std::vector<Embeddings> embeddings, retriever.embedPassages(texts, stop));
    std::vector<EncodedChunk> encoded;
    for (std::size_t i = 0; i < chunks.size(); ++i)
        encoded.push_back({blocks[i], std::move(embeddings[i])});
    return encoded;
}

EvaluationMemory::EvaluationMemory(DecoderRuntime& decoder, Retriever& retriever,
                                   const BankSettings& settings)
    : m_decoder(decoder), m_retriever(retriever), m_bank(paperBank(settings)),
      m_index(retriever.dimension()) {}

Result<void> EvaluationMemory::add(const EncodedChunk& chunk) {
    BankEntry entry;
    entry.chunk = m_next++;
    entry.tokens = chunk.block->tokens;
    MEMLONG_ASSIGN(const std::vector<ChunkId> evicted, m_bank.insert(entry, chunk.block));
    m_index.remove(evicted);
    m_index.add(entry.chunk, chunk.embeddings.values);
    return {};
}

Result<void> EvaluationMemory::add(std::span<const std::vector<TokenId>> chunks, std::stop_token stop) {
    MEMLONG_ASSIGN(const std::vector<EncodedChunk> encoded,
                   encodeForMemory(m_decoder, m_retriever, chunks, std::move(stop)));
    for (const EncodedChunk& chunk : encoded)
        MEMLONG_TRY(add(chunk));
    return {};
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
