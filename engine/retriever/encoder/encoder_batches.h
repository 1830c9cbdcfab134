// Many inputs through an encoder, in batches of like length.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "engine/retriever/encoder/encoder_model.h"
#include "engine/retriever/encoder/encoder_tokens.h"

namespace memlong {

/// Calls `use` once for every input with its number and the states of its tokens, float32 [T, H], padding
/// perhaps behind them. A batch has at most `batchTokens` padded tokens, or one input. Errors name `model`.
Result<void> encodeBatches(const EncoderModel& encoder, const std::string& model,
                           std::span<const EncoderInput> inputs, std::size_t batchTokens,
                           const std::stop_token& stop,
                           const std::function<void(std::size_t, std::span<const float>)>& use);

} // namespace memlong
