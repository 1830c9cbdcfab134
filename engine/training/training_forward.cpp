// The forward pass of training: frozen layers without gradients, the others with theirs, recomputed on
// demand.
#include "engine/training/trainable_decoder.h"

#include <ATen/autocast_mode.h>

namespace memlong {
namespace {

/// What a recomputed layer needs again.
struct LayerCall : torch::CustomClassHolder {
    const DecoderLayer* layer = nullptr;
    std::shared_ptr<ForwardPass> pass;
    at::Device device = at::kCPU;
    bool bf16 = false;
    at::Tensor generatorState; // dropout must draw the same numbers
};

at::Generator defaultGenerator(at::Device device) {
    return at::globalContext().defaultGenerator(device);
}

at::Tensor generatorState(at::Device device) {
    at::Generator generator = defaultGenerator(device);
    const std::lock_guard<std::mutex> lock(generator.mutex());
    return generator.get_state();
}

void setGeneratorState(at::Device device, const at::Tensor& state) {
    at::Generator generator = defaultGenerator(device);
    const std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(state);
}

/// Activation checkpointing (Chen et al. 2016), as torch.utils.checkpoint does it: only the layer's input is
/// kept, and the layer runs again when its gradient is wanted.
class RecomputedLayer : public torch::autograd::Function<RecomputedLayer> {
public:
    /// `anchor` requires a gradient even where `x` does not, so that the layer's parameters get theirs.
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                              const at::Tensor&, const c10::intrusive_ptr<LayerCall>& call) {
        call->generatorState = generatorState(call->device);
        context->saved_data["call"] =
            c10::IValue::make_capsule(c10::static_intrusive_pointer_cast<torch::CustomClassHolder>(call));
        context->save_for_backward({x});
        return call->layer->forward(x, *call->pass);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto call =
            c10::static_intrusive_pointer_cast<LayerCall>(context->saved_data["call"].toCapsule());
        const at::Tensor saved = context->get_saved_variables()[0];
        const at::Tensor x = saved.detach().requires_grad_(saved.requires_grad());
        const at::Tensor stateNow = generatorState(call->device);
        at::Tensor y;
        {
            const at::AutoGradMode withGradient(true);
            const Autocast autocast(call->device, call->bf16);
            setGeneratorState(call->device, call->generatorState);
            y = call->layer->forward(x, *call->pass);
            setGeneratorState(call->device, stateNow);
        }
        torch::autograd::backward({y}, {gradients[0]});
        return {x.grad(), at::Tensor(), at::Tensor()};
    }
};

} // namespace

Autocast::Autocast(at::Device device, bool enabled)
    : m_cpu(device.is_cpu()), m_enabled(enabled), m_before(false) {
    if (!m_enabled)
        return;
    at::autocast::increment_nesting();
    if (m_cpu) {
        m_before = at::autocast::is_cpu_enabled();
        at::autocast::set_cpu_enabled(true);
        at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    } else {
        m_before = at::autocast::is_enabled();
        at::autocast::set_enabled(true);
        at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    }
}

Autocast::~Autocast() {
    if (!m_enabled)
        return;
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache();
    if (m_cpu)
        at::autocast::set_cpu_enabled(m_before);
    else
        at::autocast::set_enabled(m_before);
}

at::Tensor TrainableDecoder::hiddenStates(const Batch& batch, const ForwardOptions& options) const {
    Decoder::Input input;
    input.tokens = batch.tokens;
    input.memory = batch.memory;
    input.firstPosition = m_decoder->firstLocalPosition();
    const auto pass = std::make_shared<ForwardPass>(m_decoder->beginPass(input));
    const DecoderStack& stack = m_decoder->stack();
    const int first = lowestTrainableLayer();
    at::Tensor x;
    {
        const at::AutoGradMode gradient(first < 0 && at::GradMode::is_enabled());
        x = stack.embedding().forward(batch.tokens, at::kFloat); // [B, T, hidden]
    }
    const bool recompute = options.checkpointLayers && at::GradMode::is_enabled();
    const at::Tensor anchor = recompute ? at::zeros({}, x.options()).requires_grad_(true) : at::Tensor();
    for (int index = 0; index < config().layers; ++index) {
        const DecoderLayer& layer = stack.layer(index);
        if (index < first || !recompute) {
            const at::AutoGradMode gradient(index >= first && at::GradMode::is_enabled());
            x = layer.forward(x, *pass);
            continue;
        }
        auto call = c10::make_intrusive<LayerCall>();
        call->layer = &layer;
        call->pass = pass;
        call->device = m_device;
        call->bf16 = options.bf16;
        x = RecomputedLayer::apply(x, anchor, call);
    }
    return stack.norm().forward(x);
}

at::Tensor TrainableDecoder::losses(const Batch& batch, const ForwardOptions& options) const {
    at::Tensor logits; // [B, T, vocabulary]
    {
        const Autocast autocast(m_device, options.bf16);
        logits = m_decoder->head().forward(hiddenStates(batch, options));
    }
    return at::cross_entropy_loss(logits.to(at::kFloat).flatten(0, 1), batch.targets.flatten(), {},
                                  at::Reduction::None, -100)
        .view(batch.targets.sizes());
}

at::Tensor TrainableDecoder::lossSum(const Batch& batch, const ForwardOptions& options) const {
    return losses(batch, options).sum();
}

} // namespace memlong
