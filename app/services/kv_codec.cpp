#include "app/services/kv_codec.h"

#include <array>
#include <bit>
#include <cstring>

namespace memlong {

static_assert(std::endian::native == std::endian::little, "blocks are written as they lie in memory");

std::vector<std::byte> encodeKvBlock(const KvBlock& block) {
    const std::array<std::uint32_t, 4> header = {
        static_cast<std::uint32_t>(block.type), static_cast<std::uint32_t>(block.kvHeads),
        static_cast<std::uint32_t>(block.headDim), static_cast<std::uint32_t>(block.tokens)};
    static_assert(sizeof header == kKvBlockHeaderBytes);
    std::vector<std::byte> bytes(sizeof header + block.data.size());
    std::memcpy(bytes.data(), header.data(), sizeof header);
    if (!block.data.empty())
        std::memcpy(bytes.data() + sizeof header, block.data.data(), block.data.size());
    return bytes;
}

Result<std::shared_ptr<const KvBlock>> decodeKvBlock(std::span<const std::byte> bytes,
                                                     const KvLayout& layout) {
    const auto corrupt = [] {
        return makeError(
            ErrorCode::Corrupt,
            "stored keys and values are damaged; run 'memlong session reencode SESSION' to make them again");
    };
    std::array<std::uint32_t, 4> header{};
    if (bytes.size() < sizeof header)
        return corrupt();
    std::memcpy(header.data(), bytes.data(), sizeof header);
    const auto [type, kvHeads, headDim, tokens] = header;
    if (type != layout.dtype || kvHeads != layout.kvHeads || headDim != layout.headDim || tokens == 0 ||
        tokens > layout.chunkTokens)
        return corrupt();
    auto block = std::make_shared<KvBlock>();
    block->type = static_cast<KvBlock::Type>(type);
    block->kvHeads = static_cast<int>(kvHeads);
    block->headDim = static_cast<int>(headDim);
    block->tokens = static_cast<int>(tokens);
    if (bytes.size() - sizeof header !=
        KvBlock::sizeBytes(block->type, block->kvHeads, block->headDim, block->tokens))
        return corrupt();
    block->data.assign(bytes.begin() + sizeof header, bytes.end());
    return std::shared_ptr<const KvBlock>(std::move(block));
}

KvBlock::Type storedKvType(const DecoderInfo& decoder) {
    return decoder.precision == "bf16" ? KvBlock::Type::Bf16 : KvBlock::Type::F16;
}

KvLayout kvLayoutFor(const DecoderInfo& decoder, int chunkTokens) {
    KvLayout layout;
    layout.fingerprint = decoder.fingerprint;
    layout.layer = static_cast<std::uint32_t>(decoder.memoryLayer);
    layout.dtype = static_cast<std::uint32_t>(storedKvType(decoder));
    layout.kvHeads = static_cast<std::uint32_t>(decoder.kvHeads);
    layout.headDim = static_cast<std::uint32_t>(decoder.headDim);
    layout.chunkTokens = static_cast<std::uint32_t>(chunkTokens);
    layout.slotBytes = static_cast<std::uint32_t>(
        kKvBlockHeaderBytes +
        KvBlock::sizeBytes(storedKvType(decoder), decoder.kvHeads, decoder.headDim, chunkTokens));
    return layout;
}

std::shared_ptr<const KvBlock> joinKvBlocks(std::span<const std::shared_ptr<const KvBlock>> blocks) {
    if (blocks.size() == 1)
        return blocks.front();
    const KvBlock& first = *blocks.front();
    auto joined = std::make_shared<KvBlock>();
    joined->type = first.type;
    joined->kvHeads = first.kvHeads;
    joined->headDim = first.headDim;
    for (const auto& block : blocks)
        joined->tokens += block->tokens;
    const std::size_t rows = std::size_t{2} * static_cast<std::size_t>(first.kvHeads); // K's heads, then V's
    for (std::size_t row = 0; row < rows; ++row)
        for (const auto& block : blocks) {
            const std::size_t rowBytes = block->data.size() / rows;
            const auto begin = block->data.begin() + static_cast<std::ptrdiff_t>(row * rowBytes);
            joined->data.insert(joined->data.end(), begin, begin + static_cast<std::ptrdiff_t>(rowBytes));
        }
    return joined;
}

} // namespace memlong
