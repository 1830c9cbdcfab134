#include "engine/training/document_memory.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/model/encode_chunks.h"

namespace memlong {
namespace {

constexpr std::int64_t kBatchTokens = 4096; // of chunks encoded together

BankSettings bankSettings(const MemoryRunSettings& settings) {
    BankSettings bank;
    bank.budgetTokens = static_cast<std::uint64_t>(settings.memoryTokens);
    bank.policy = settings.eviction == "fifo" ? EvictionPolicy::Fifo : EvictionPolicy::Counter;
    bank.scope = BankScope::Paper;
    return bank;
}

float bestScore(const Embeddings& rows, std::span<const float> query) {
    float best = -2;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = rows.row(i);
        best = std::max(best, std::inner_product(row.begin(), row.end(), query.begin(), 0.0F));
    }
    return best;
}

at::Tensor bytesOf(const KvBlock& block) {
    at::Tensor bytes = at::empty({static_cast<std::int64_t>(block.data.size())}, at::kByte);
    std::memcpy(bytes.data_ptr(), block.data.data(), block.data.size());
    return bytes;
}

} // namespace

KvBlocks encodeForMemory(const Decoder& decoder, std::span<const std::vector<TokenId>> chunks) {
    const torch::NoGradGuard noGradient;
    KvBlocks blocks(chunks.size());
    for (std::size_t begin = 0; begin < chunks.size();) {
        const std::size_t length = chunks[begin].size();
        const auto limit = static_cast<std::size_t>(
            std::max<std::int64_t>(1, kBatchTokens / static_cast<std::int64_t>(length)));
        std::size_t end = begin + 1;
        while (end < chunks.size() && end - begin < limit && chunks[end].size() == length)
            ++end;
        const std::vector<std::span<const TokenId>> tokens(chunks.begin() +
                                                               static_cast<std::ptrdiff_t>(begin),
                                                           chunks.begin() + static_cast<std::ptrdiff_t>(end));
        const at::Tensor both = encodeChunkBatch(decoder, tokens); // [B, 2, Hkv, T, D]
        for (std::size_t i = begin; i < end; ++i)
            blocks[i] = std::make_shared<const KvBlock>(
                tensorToBlock(both.select(0, static_cast<std::int64_t>(i - begin)), KvBlock::Type::F16));
        begin = end;
    }
    return blocks;
}

DocumentMemory::DocumentMemory(const MemoryRunSettings& settings)
    : m_settings(settings), m_bank(bankSettings(settings)) {}

void DocumentMemory::clear() {
    m_bank = MemoryBank(bankSettings(m_settings)); // the counters go, too
    m_embeddings.clear();
    m_next = 0;
}

Result<void> DocumentMemory::add(std::shared_ptr<const KvBlock> block, Embeddings embeddings) {
    if (m_settings.memoryTokens == 0)
        return {};
    BankEntry entry;
    entry.chunk = m_next++;
    entry.tokens = block->tokens;
    MEMLONG_ASSIGN(const std::vector<ChunkId> evicted, m_bank.insert(entry, std::move(block)));
    for (const ChunkId chunk : evicted)
        m_embeddings.erase(chunk);
    m_embeddings.emplace(entry.chunk, std::move(embeddings));
    return {};
}

std::vector<ChunkId> DocumentMemory::choose(std::span<const float> query, std::mt19937_64& random) const {
    std::vector<ChunkId> chunks;
    for (const auto& [chunk, rows] : m_embeddings)
        chunks.push_back(chunk);
    const std::size_t count = std::min(chunks.size(), static_cast<std::size_t>(m_settings.topK));
    if (m_settings.retrieval == "recent")
        return {chunks.end() - static_cast<std::ptrdiff_t>(count), chunks.end()};
    if (m_settings.retrieval == "random") {
        for (std::size_t i = 0; i < count; ++i)
            std::swap(chunks[i], chunks[i + random() % (chunks.size() - i)]);
    } else {
        std::map<ChunkId, float> scores;
        for (const auto& [chunk, rows] : m_embeddings)
            scores[chunk] = bestScore(rows, query);
        std::ranges::stable_sort(chunks, [&](ChunkId a, ChunkId b) { return scores.at(a) > scores.at(b); });
    }
    chunks.resize(count);
    std::ranges::sort(chunks);
    return chunks;
}

KvBlocks DocumentMemory::retrieve(std::span<const float> query, std::mt19937_64& random) {
    const std::vector<ChunkId> chosen = choose(query, random);
    m_bank.trigger(chosen);
    KvBlocks blocks;
    for (const ChunkId chunk : chosen)
        blocks.push_back(m_bank.find(chunk));
    return blocks;
}

std::vector<NamedTensor> DocumentMemory::state(const std::string& prefix) const {
    const std::vector<BankEntry> entries = m_bank.entries();
    if (entries.empty())
        return {};
    const auto count = static_cast<std::int64_t>(entries.size());
    at::Tensor table = at::empty({count, 3}, at::kLong); // chunk, triggers, rows of embeddings
    auto cells = table.accessor<std::int64_t, 2>();
    std::vector<at::Tensor> blocks, embeddings;
    std::shared_ptr<const KvBlock> block;
    for (std::int64_t i = 0; i < count; ++i) {
        const BankEntry& entry = entries[static_cast<std::size_t>(i)];
        const Embeddings& rows = m_embeddings.at(entry.chunk);
        block = m_bank.find(entry.chunk);
        cells[i][0] = entry.chunk;
        cells[i][1] = static_cast<std::int64_t>(entry.triggers);
        cells[i][2] = static_cast<std::int64_t>(rows.rows());
        blocks.push_back(bytesOf(*block));
        embeddings.push_back(at::from_blob(const_cast<float*>(rows.values.data()),
                                           {static_cast<std::int64_t>(rows.rows()), rows.dimension},
                                           at::kFloat));
    }
    const at::Tensor shape = at::tensor(std::vector<std::int64_t>{
        block->kvHeads, block->headDim, block->tokens, static_cast<std::int64_t>(m_next)});
    return {{prefix + "table", table},
            {prefix + "shape", shape},
            {prefix + "blocks", at::stack(blocks)},
            {prefix + "embeddings", at::cat(embeddings)}};
}

Result<void> DocumentMemory::restore(const std::map<std::string, at::Tensor>& state,
                                     const std::string& prefix) {
    clear();
    const auto part = [&](const char* name, at::ScalarType type, std::int64_t dimensions) {
        const auto found = state.find(prefix + name);
        const bool fits =
            found != state.end() && found->second.scalar_type() == type && found->second.dim() == dimensions;
        return fits ? found->second : at::Tensor();
    };
    if (!state.contains(prefix + "table"))
        return {};
    const Error damaged =
        makeError(ErrorCode::Corrupt, "the memory saved with the checkpoint is damaged; delete that "
                                      "checkpoint's folder to go on from the one before");
    const at::Tensor table = part("table", at::kLong, 2), shape = part("shape", at::kLong, 1),
                     blocks = part("blocks", at::kByte, 2), embeddings = part("embeddings", at::kFloat, 2);
    if (!table.defined() || !shape.defined() || !blocks.defined() || !embeddings.defined() ||
        table.size(1) != 3 || shape.size(0) != 4 || blocks.size(0) != table.size(0) ||
        table.select(1, 2).sum().item<std::int64_t>() != embeddings.size(0))
        return damaged;
    const auto cells = table.accessor<std::int64_t, 2>();
    const auto sizes = shape.accessor<std::int64_t, 1>();
    std::int64_t row = 0;
    for (std::int64_t i = 0; i < table.size(0); ++i) {
        KvBlock block;
        block.type = KvBlock::Type::F16;
        block.kvHeads = static_cast<int>(sizes[0]);
        block.headDim = static_cast<int>(sizes[1]);
        block.tokens = static_cast<int>(sizes[2]);
        const auto bytes = static_cast<std::size_t>(blocks.size(1));
        const std::int64_t rows = cells[i][2];
        if (block.kvHeads < 1 || block.headDim < 1 || block.tokens < 1 || rows < 1 ||
            row + rows > embeddings.size(0) ||
            bytes != KvBlock::sizeBytes(block.type, block.kvHeads, block.headDim, block.tokens))
            return damaged;
        block.data.resize(bytes);
        std::memcpy(block.data.data(), blocks.select(0, i).data_ptr(), bytes);
        const at::Tensor own = embeddings.narrow(0, row, rows);
        Embeddings vectors{static_cast<int>(embeddings.size(1)), {}};
        vectors.values.assign(own.data_ptr<float>(), own.data_ptr<float>() + own.numel());
        row += rows;
        m_next = cells[i][0];
        const ChunkId chunk = m_next;
        MEMLONG_TRY(add(std::make_shared<const KvBlock>(std::move(block)), std::move(vectors)));
        m_bank.setTriggers(chunk, static_cast<std::uint64_t>(cells[i][1]));
    }
    m_next = sizes[3];
    return {};
}

Result<std::vector<MemoryGroup>> groupByMemory(std::span<const KvBlocks> memories, const Decoder& decoder) {
    std::map<std::int64_t, MemoryGroup> groups; // by tokens of memory
    for (std::size_t i = 0; i < memories.size(); ++i) {
        std::int64_t tokens = 0;
        for (const auto& block : memories[i])
            tokens += block->tokens;
        groups[tokens].sequences.push_back(i);
    }
    std::vector<MemoryGroup> result;
    for (auto& [tokens, group] : groups) {
        std::vector<at::Tensor> keys, values;
        if (tokens > 0)
            for (const std::size_t sequence : group.sequences) {
                MEMLONG_ASSIGN(MemoryView view, makeMemoryView(memories[sequence], decoder.config(),
                                                               decoder.rotary(), decoder.activations()));
                keys.push_back(view.keys);
                values.push_back(view.values);
                group.view.chunkEnds = view.chunkEnds;
            }
        if (!keys.empty()) {
            group.view.keys = at::cat(keys); // [B, Hkv, M, D]
            group.view.values = at::cat(values);
        }
        result.push_back(std::move(group));
    }
    return result;
}

} // namespace memlong
