// Models that read a question and a passage together and say how well they fit.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"

namespace memlong {

/// How many of the best candidates are read again: the time goes with it, and what is further down seldom
/// rises.
inline constexpr std::size_t kReranked = 20;

/// A cross-encoder. One thread at a time.
class Reranker {
public:
    virtual ~Reranker() = default;
    virtual const std::string& name() const = 0;
    /// Hash of weights, tokenizer and settings.
    virtual const std::string& fingerprint() const = 0;
    /// One number for each passage, higher is better; comparable within one question only. What a passage has
    /// beyond the model's longest input is not read.
    virtual Result<std::vector<float>> score(std::string_view question, std::span<const std::string> passages,
                                             std::stop_token stop) = 0;
};

/// Whether a config.json is that of a reranker rather than of a retriever.
bool isReranker(const nlohmann::json& config);

} // namespace memlong
