// MemLong's memory against the reference implementation: see tests/golden/make_memlong_fixtures.py.
#include <gmock/gmock.h>

#include "tests/model/decoder_fixture.h"

namespace memlong {
namespace {

using test::allLogits;
using test::expected;
using test::golden;
using test::load;
using test::maxDifference;

constexpr double kTolerance = 1e-4;

class Memory : public ::testing::TestWithParam<const char*> {
protected:
    /// All chunks of the fixture, encoded by us and stored as `type`.
    std::vector<std::shared_ptr<const KvBlock>> encodeAll(KvBlock::Type type) const {
        const LayerKeysValues kv = decoder().encode(expected(m_folder, "chunks"));
        std::vector<std::shared_ptr<const KvBlock>> blocks;
        for (std::int64_t i = 0; i < kv.keys.size(0); ++i)
            blocks.push_back(
                std::make_shared<const KvBlock>(tensorToBlock(at::stack({kv.keys[i], kv.values[i]}), type)));
        return blocks;
    }
    MemoryView view(const std::vector<std::shared_ptr<const KvBlock>>& blocks) const {
        return makeMemoryView(blocks, decoder().config(), decoder().rotary(), decoder().activations())
            .value();
    }
    const Decoder& decoder() const { return *m_loaded.decoder; }
    std::int64_t first() const { return decoder().firstLocalPosition(); }

    const c10::InferenceMode m_inference;
    const std::filesystem::path m_folder = golden("memlong") / GetParam();
    const LoadedDecoder m_loaded = load(m_folder);
    const at::Tensor m_query = expected(m_folder, "query");
};

TEST_P(Memory, encodedChunks_equalTheReference) {
    const LayerKeysValues kv = decoder().encode(expected(m_folder, "chunks"));
    const double keys = maxDifference(kv.keys, expected(m_folder, "keys"));
    const double values = maxDifference(kv.values, expected(m_folder, "values"));
    std::printf("%s: max abs difference of K %.2e, of V %.2e\n", GetParam(), keys, values);
    EXPECT_LE(keys, kTolerance);
    EXPECT_LE(values, kTolerance);
}

TEST_P(Memory, logitsWithMemory_equalTheReference) {
    const MemoryView memory = view(encodeAll(KvBlock::Type::F32));
    const at::Tensor found = allLogits(decoder(), m_query, first(), &memory);
    const at::Tensor wanted = expected(m_folder, "logits");
    const double difference = maxDifference(found, wanted);
    std::printf("%s: max abs difference of logits %.2e (memory itself changes them by %.2e)\n", GetParam(),
                difference, maxDifference(wanted, expected(m_folder, "plain_logits")));
    EXPECT_LE(difference, kTolerance);
    EXPECT_TRUE(found.argmax(-1).equal(wanted.argmax(-1)));
}

TEST_P(Memory, decodingTokenByToken_equalsOneForwardPass) {
    const MemoryView memory = view(encodeAll(KvBlock::Type::F32));
    const at::Tensor wanted = expected(m_folder, "logits");
    KvCache cache(decoder().config(), first());
    for (std::int64_t i = 0; i < m_query.size(0); ++i) {
        Decoder::Input input;
        input.tokens = m_query.narrow(0, i, 1).unsqueeze(0);
        input.cache = &cache;
        input.memory = &memory;
        EXPECT_LE(maxDifference(decoder().forward(input)[0][0], wanted[i]), kTolerance) << "token " << i;
    }
}

TEST_P(Memory, emptyMemory_equalsThePlainDecoderBitForBit) {
    const MemoryView none = view({});
    const at::Tensor plain = allLogits(decoder(), m_query, first());
    EXPECT_TRUE(allLogits(decoder(), m_query, first(), &none).equal(plain));
    EXPECT_LE(maxDifference(plain, expected(m_folder, "plain_logits")), kTolerance);
    // Positions count by their distances only, so where the window starts does not matter.
    EXPECT_LE(maxDifference(allLogits(decoder(), m_query, 0), plain), kTolerance);
}

TEST_P(Memory, attentionShares_addUpWithTheLocalWindow) {
    const MemoryView memory = view(encodeAll(KvBlock::Type::F32));
    AttentionShares shares;
    Decoder::Input input;
    input.tokens = m_query.unsqueeze(0);
    input.firstPosition = first();
    input.memory = &memory;
    input.shares = &shares;
    (void)decoder().forward(input);
    ASSERT_EQ(shares.size(), decoder().config().memory.retrievalLayers.size());
    for (const auto& [layer, byChunk] : shares) {
        ASSERT_EQ(byChunk.size(), memory.chunkEnds.size());
        float sum = 0;
        for (const float share : byChunk) {
            EXPECT_GT(share, 0.0f);
            sum += share;
        }
        EXPECT_LT(sum, 1.0f);
    }
}

TEST_P(Memory, storedTypes_areCloseToFloat32) {
    const auto exact = encodeAll(KvBlock::Type::F32);
    const at::Tensor wanted = blockToTensor(*exact[0]).value();
    const std::pair<KvBlock::Type, double> types[] = {
        {KvBlock::Type::F16, 1e-3}, {KvBlock::Type::Bf16, 1e-2}, {KvBlock::Type::Int8, 1e-2}};
    for (const auto& [type, relative] : types) {
        const auto blocks = encodeAll(type);
        EXPECT_LE(maxDifference(blockToTensor(*blocks[0]).value(), wanted),
                  relative * wanted.abs().max().item<double>());
    }
}

TEST_P(Memory, blockOfAnotherModel_isRefused) {
    auto block = std::make_shared<KvBlock>(*encodeAll(KvBlock::Type::F32)[0]);
    block->headDim = 4;
    const std::vector<std::shared_ptr<const KvBlock>> blocks{block};
    EXPECT_FALSE(makeMemoryView(blocks, decoder().config(), decoder().rotary(), decoder().activations()));
    block->headDim = decoder().config().headDim;
    block->data.pop_back();
    const auto damaged =
        makeMemoryView(blocks, decoder().config(), decoder().rotary(), decoder().activations());
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().code, ErrorCode::Corrupt);
}

INSTANTIATE_TEST_SUITE_P(Settings, Memory,
                         ::testing::Values("zero", "zero_gate", "continual", "continual_gate"),
                         [](const auto& info) { return std::string(info.param); });

} // namespace
} // namespace memlong
