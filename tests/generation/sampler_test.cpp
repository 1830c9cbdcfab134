#include "engine/generation/sampler.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace memlong {
namespace {

SamplingOptions plain(float temperature, std::uint64_t seed) {
    SamplingOptions options;
    options.temperature = temperature;
    options.topK = 0;
    options.topP = 1.0f;
    options.repetitionPenalty = 1.0f;
    options.seed = seed;
    return options;
}

TEST(Sampler, zeroTemperature_takesTheBest) {
    Sampler sampler(plain(0.0f, 1));
    const std::vector<float> logits{0.1f, 5.0f, 4.9f};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(sampler.next(logits).value(), 1);
}

TEST(Sampler, sameSeed_givesTheSameTokens) {
    std::vector<float> logits(50);
    for (std::size_t i = 0; i < logits.size(); ++i)
        logits[i] = std::sin(static_cast<float>(i));
    std::vector<TokenId> first, second, other;
    Sampler a(plain(1.0f, 9)), b(plain(1.0f, 9)), c(plain(1.0f, 10));
    for (int i = 0; i < 64; ++i) {
        first.push_back(a.next(logits).value());
        second.push_back(b.next(logits).value());
        other.push_back(c.next(logits).value());
    }
    EXPECT_EQ(first, second);
    EXPECT_NE(first, other);
}

TEST(Sampler, frequencies_followTheProbabilities) {
    Sampler sampler(plain(1.0f, 4));
    const std::vector<float> logits{std::log(0.7f), std::log(0.2f), std::log(0.1f)};
    std::vector<int> counts(3);
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i)
        ++counts[static_cast<std::size_t>(sampler.next(logits).value())];
    EXPECT_NEAR(counts[0], 0.7 * kDraws, 400);
    EXPECT_NEAR(counts[1], 0.2 * kDraws, 400);
}

TEST(Sampler, topKAndTopP_limitTheChoice) {
    const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f)};
    const auto seen = [&](SamplingOptions options) {
        Sampler sampler(options);
        std::set<TokenId> tokens;
        for (int i = 0; i < 2000; ++i)
            tokens.insert(sampler.next(logits).value());
        return tokens;
    };
    SamplingOptions options = plain(1.0f, 3);
    options.topK = 2;
    EXPECT_EQ(seen(options), (std::set<TokenId>{0, 1}));
    options = plain(1.0f, 3);
    options.topP = 0.79f;
    EXPECT_EQ(seen(options), (std::set<TokenId>{0, 1}));
    options.topP = 0.0f; // at least one
    EXPECT_EQ(seen(options), (std::set<TokenId>{0}));
}

TEST(Sampler, repetitionPenalty_turnsAwayFromWhatWasSaid) {
    SamplingOptions options = plain(0.0f, 1);
    options.repetitionPenalty = 2.0f;
    Sampler sampler(options);
    const std::vector<float> logits{4.0f, 3.0f, 2.5f};
    EXPECT_EQ(sampler.next(logits).value(), 0);
    EXPECT_EQ(sampler.next(logits).value(), 1); // 4 / 2 < 3
    EXPECT_EQ(sampler.next(logits).value(), 2);
}

TEST(Sampler, notANumber_isAnErrorNotACrash) {
    Sampler sampler(plain(1.0f, 1));
    EXPECT_FALSE(sampler.next(std::vector<float>{1.0f, NAN}));
    EXPECT_FALSE(sampler.next(std::vector<float>{1.0f, INFINITY}));
    EXPECT_FALSE(sampler.next({}));
}

} // namespace
} // namespace memlong
