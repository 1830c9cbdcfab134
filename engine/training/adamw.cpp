#include "engine/training/adamw.h"

#include <cmath>

namespace memlong {

AdamW::AdamW(std::vector<NamedTensor> parameters, AdamWSettings settings)
    : m_parameters(std::move(parameters)), m_settings(settings) {
    for (const NamedTensor& parameter : m_parameters) {
        m_first.push_back(at::zeros_like(parameter.value));
        m_second.push_back(at::zeros_like(parameter.value));
    }
}

void AdamW::zeroGradients() {
    for (NamedTensor& parameter : m_parameters)
        parameter.value.mutable_grad() = at::Tensor();
}

double AdamW::clipGradients(double maximum) {
    const torch::NoGradGuard noGradient;
    std::vector<at::Tensor> norms;
    for (const NamedTensor& parameter : m_parameters)
        if (parameter.value.grad().defined())
            norms.push_back(parameter.value.grad().norm());
    if (norms.empty())
        return 0;
    const double norm = at::stack(norms).norm().item<double>();
    const double scale = maximum / (norm + 1e-6);
    if (maximum > 0 && scale < 1)
        for (NamedTensor& parameter : m_parameters)
            if (parameter.value.grad().defined())
                parameter.value.mutable_grad().mul_(scale);
    return norm;
}

void AdamW::step(double learningRate) {
    const torch::NoGradGuard noGradient;
    ++m_steps;
    const double correction1 = 1 - std::pow(m_settings.beta1, static_cast<double>(m_steps));
    const double correction2 = 1 - std::pow(m_settings.beta2, static_cast<double>(m_steps));
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        at::Tensor& value = m_parameters[i].value;
        const at::Tensor& gradient = value.grad();
        if (!gradient.defined())
            continue;
        if (value.dim() >= 2)
            value.mul_(1 - learningRate * m_settings.weightDecay);
        m_first[i].mul_(m_settings.beta1).add_(gradient, 1 - m_settings.beta1);
        m_second[i].mul_(m_settings.beta2).addcmul_(gradient, gradient, 1 - m_settings.beta2);
        const at::Tensor scale = m_second[i].sqrt().div_(std::sqrt(correction2)).add_(m_settings.epsilon);
        value.addcdiv_(m_first[i], scale, -learningRate / correction1);
    }
}

std::vector<NamedTensor> AdamW::state() const {
    std::vector<NamedTensor> state;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        state.push_back({"first." + m_parameters[i].name, m_first[i]});
        state.push_back({"second." + m_parameters[i].name, m_second[i]});
    }
    return state;
}

Result<void> AdamW::restore(const std::map<std::string, at::Tensor>& state, std::int64_t steps) {
    const torch::NoGradGuard noGradient;
    for (const NamedTensor& own : this->state()) {
        const auto found = state.find(own.name);
        if (found == state.end() || found->second.sizes() != own.value.sizes())
            return makeError(ErrorCode::Corrupt, "the saved optimizer has no fitting \"" + own.name +
                                                     "\"; begin the run again with --restart");
        at::Tensor target = own.value; // the same storage
        target.copy_(found->second);
    }
    m_steps = steps;
    return {};
}

} // namespace memlong
