#include "engine/retriever/encoder/encoder_batches.h"

#include <algorithm>
#include <numeric>

namespace memlong {
namespace {

using Use = std::function<void(std::size_t, std::span<const float>)>;

/// The last one of `batch` is the longest.
void encodeBatch(const EncoderModel& encoder, std::span<const EncoderInput> inputs,
                 std::span<const std::size_t> batch, const Use& use) {
    const auto count = static_cast<std::int64_t>(batch.size());
    const auto length = static_cast<std::int64_t>(inputs[batch.back()].ids.size());
    at::Tensor ids = at::full({count, length}, encoder.config().padId, at::kLong);
    at::Tensor lengths = at::empty({count}, at::kLong);
    at::Tensor types; // left out when every token is of type 0
    if (!inputs[batch.back()].types.empty())
        types = at::zeros({count, length}, at::kLong);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const EncoderInput& input = inputs[batch[i]];
        const std::int64_t at = static_cast<std::int64_t>(i) * length;
        std::ranges::copy(input.ids, ids.data_ptr<std::int64_t>() + at);
        lengths.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(input.ids.size());
        if (types.defined())
            std::ranges::copy(input.types, types.data_ptr<std::int64_t>() + at);
    }
    const at::Device device = encoder.device();
    const at::Tensor states =
        encoder.forward(ids.to(device), lengths.to(device), types.defined() ? types.to(device) : types)
            .to(at::kCPU)
            .contiguous();
    const auto stride = static_cast<std::size_t>(length * encoder.config().hiddenSize);
    for (std::size_t i = 0; i < batch.size(); ++i)
        use(batch[i], std::span(states.data_ptr<float>() + i * stride, stride));
}

} // namespace

Result<void> encodeBatches(const EncoderModel& encoder, const std::string& model,
                           std::span<const EncoderInput> inputs, std::size_t batchTokens,
                           const std::stop_token& stop, const Use& use) {
    std::vector<std::size_t> order(inputs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return inputs[i].ids.size(); });
    for (std::size_t begin = 0; begin < order.size();) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "encoding was cancelled");
        std::size_t end = begin + 1;
        while (end < order.size() && (end + 1 - begin) * inputs[order[end]].ids.size() <= batchTokens)
            ++end;
        try {
            encodeBatch(encoder, inputs, std::span(order).subspan(begin, end - begin), use);
        } catch (const std::bad_alloc& e) {
            return makeError(ErrorCode::OutOfMemory, "there is too little memory for the model " + model,
                             e.what());
        } catch (const std::exception& e) {
            return makeError(ErrorCode::Internal, "the model " + model + " failed on a text", e.what());
        }
        begin = end;
    }
    return {};
}

} // namespace memlong
