#include "engine/training/trainer.h"

#include <chrono>
#include <cmath>
#include <deque>

#include "engine/base/files.h"
#include "engine/model/weight_kernels.h"
#include "engine/training/schedule.h"
#include "engine/training/tensor_file.h"

namespace memlong {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStateVersion = 1;
constexpr std::uint64_t kMaxStateBytes = 64U << 20;
constexpr std::size_t kRateWindow = 20; // steps

double seconds(Clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::uint64_t elements(const std::vector<NamedTensor>& tensors) {
    std::uint64_t total = 0;
    for (const NamedTensor& tensor : tensors)
        total += static_cast<std::uint64_t>(tensor.value.numel());
    return total;
}

/// The default generators, from which dropout draws.
std::vector<NamedTensor> generatorStates(at::Device device) {
    std::vector<NamedTensor> states{
        {"generator.cpu", at::globalContext().defaultGenerator(at::kCPU).get_state()}};
    if (!device.is_cpu())
        states.push_back({"generator.device", at::globalContext().defaultGenerator(device).get_state()});
    return states;
}

Result<void> restoreGenerators(const std::map<std::string, at::Tensor>& states, at::Device device) {
    for (const NamedTensor& own : generatorStates(device)) {
        const auto found = states.find(own.name);
        if (found == states.end() || found->second.sizes() != own.value.sizes() ||
            found->second.scalar_type() != own.value.scalar_type())
            return makeError(
                ErrorCode::UnsupportedVersion,
                "the checkpoint was written with another device or version of LibTorch; go on with that "
                "one, or begin again with --restart");
        at::Generator generator =
            at::globalContext().defaultGenerator(own.name == "generator.cpu" ? at::Device(at::kCPU) : device);
        generator.set_state(found->second);
    }
    return {};
}

class Run {
public:
    Run(TrainingTask& task, const RunSettings& settings, RunFolder& folder, const TrainProgressFn& progress,
        std::stop_token stop)
        : m_task(task), m_settings(settings), m_folder(folder), m_progress(progress), m_stop(std::move(stop)),
          m_optimizer(task.model().trainable(),
                      {settings.beta1, settings.beta2, settings.epsilon, settings.weightDecay}) {}

    Result<TrainReport> run() {
        torch::manual_seed(static_cast<std::uint64_t>(m_settings.seed));
        m_report.parameters = elements(m_task.model().weights());
        m_report.trainableParameters = elements(m_task.model().trainable());
        MEMLONG_TRY(resume());
        m_task.model().setTraining(true);
        m_began = Clock::now();
        const std::uint64_t tokensBefore = m_report.tokens;
        while (m_step < m_settings.steps) {
            if (m_stop.stop_requested()) {
                MEMLONG_TRY(saveCheckpoint());
                return makeError(ErrorCode::Cancelled, "stopped after step " + std::to_string(m_step) +
                                                           " of " + std::to_string(m_settings.steps) +
                                                           "; the same command goes on from there");
            }
            MEMLONG_TRY(step());
        }
        m_report.seconds = seconds(Clock::now() - m_began);
        m_report.tokensPerSecond =
            m_report.seconds > 0 ? static_cast<double>(m_report.tokens - tokensBefore) / m_report.seconds : 0;
        if (m_report.evaluation.empty()) // a complete run was started again
            MEMLONG_TRY(evaluate());
        m_report.steps = m_step;
        MEMLONG_ASSIGN(const std::filesystem::path model, m_folder.beginModel());
        MEMLONG_TRY(m_task.saveResult(model));
        MEMLONG_TRY(m_folder.commitModel());
        m_report.model = m_folder.modelFolder();
        return m_report;
    }

private:
    Result<void> step() {
        const double rate = learningRateAt(m_settings, m_step);
        m_optimizer.zeroGradients();
        MEMLONG_ASSIGN(const TrainingTask::StepLoss loss, m_task.accumulateGradients());
        const double norm = m_optimizer.clipGradients(m_settings.clipNorm);
        if (!std::isfinite(loss.loss) || !std::isfinite(norm))
            return makeError(ErrorCode::BadInput, "the loss is no longer a number at step " +
                                                      std::to_string(m_step + 1) +
                                                      "; choose a smaller learning_rate or precision f32");
        m_optimizer.step(rate);
        ++m_step;
        m_report.tokens += loss.tokens;
        m_lossSum += loss.loss * static_cast<double>(loss.tokens);
        m_lossTokens += loss.tokens;
        m_recent.emplace_back(Clock::now(), m_report.tokens);
        if (m_recent.size() > kRateWindow)
            m_recent.pop_front();
        const bool last = m_step == m_settings.steps;
        if (m_step % m_settings.logSteps == 0 || last)
            MEMLONG_TRY(log(rate, norm));
        if (m_progress)
            m_progress({m_step, m_settings.steps, loss.loss, rate, rateNow(),
                        seconds(Clock::now() - m_began) / static_cast<double>(m_step - m_firstStep) *
                            static_cast<double>(m_settings.steps - m_step)});
        if (last || (m_settings.evaluationSteps > 0 && m_step % m_settings.evaluationSteps == 0))
            MEMLONG_TRY(evaluate());
        if (last || m_step % m_settings.checkpointSteps == 0)
            MEMLONG_TRY(saveCheckpoint());
        return {};
    }

    double rateNow() const {
        if (m_recent.size() < 2)
            return 0;
        const double duration = seconds(m_recent.back().first - m_recent.front().first);
        return duration > 0 ? static_cast<double>(m_recent.back().second - m_recent.front().second) / duration
                            : 0;
    }

    Result<void> log(double rate, double norm) {
        m_report.loss = m_lossSum / static_cast<double>(m_lossTokens);
        const nlohmann::ordered_json line = {
            {"step", m_step},        {"loss", m_report.loss},     {"learning_rate", rate},
            {"gradient_norm", norm}, {"tokens", m_report.tokens}, {"tokens_per_second", rateNow()}};
        m_lossSum = 0;
        m_lossTokens = 0;
        return m_folder.log(line.dump());
    }

    Result<void> evaluate() {
        m_task.model().setTraining(false);
        auto figures = m_task.evaluate(m_stop);
        m_task.model().setTraining(true);
        if (!figures)
            return figures.error().code == ErrorCode::Cancelled ? Result<void>()
                                                                : Result<void>(figures.error());
        if (figures->empty())
            return {};
        m_report.evaluation = *figures;
        nlohmann::ordered_json line = {{"step", m_step}};
        for (const auto& [name, value] : *figures)
            line[name] = value;
        m_recent.clear(); // its time is not the steps'
        return m_folder.log(line.dump());
    }

    Result<void> saveCheckpoint() {
        MEMLONG_ASSIGN(const std::filesystem::path folder, m_folder.beginCheckpoint(m_step));
        MEMLONG_TRY(m_task.saveCheckpoint(folder));
        std::vector<NamedTensor> tensors = m_optimizer.state();
        for (NamedTensor& state : generatorStates(m_task.model().device()))
            tensors.push_back(std::move(state));
        for (const NamedTensor& parameter : m_optimizer.parameters())
            tensors.push_back({"value." + parameter.name, parameter.value});
        MEMLONG_TRY(saveTensors(folder / "optimizer.safetensors", tensors));
        if (const auto memory = m_task.memoryState(); !memory.empty())
            MEMLONG_TRY(saveTensors(folder / "memory.safetensors", memory));
        const nlohmann::ordered_json state = {{"format", "memlong-training"},
                                              {"version", kStateVersion},
                                              {"step", m_step},
                                              {"tokens", m_report.tokens},
                                              {"loss", m_report.loss},
                                              {"loss_sum", m_lossSum},
                                              {"loss_tokens", m_lossTokens},
                                              {"evaluation", m_report.evaluation},
                                              {"position", m_task.position()}};
        MEMLONG_TRY(replaceFile(folder / "state.json", state.dump(1) + "\n"));
        return m_folder.commitCheckpoint(m_step);
    }

    Result<void> resume() {
        const auto folder = m_folder.latestCheckpoint();
        if (!folder)
            return m_folder.truncateLog(0);
        MEMLONG_ASSIGN(const std::string content, readFile(*folder / "state.json", kMaxStateBytes));
        MEMLONG_ASSIGN(const auto tensors, loadTensors(*folder / "optimizer.safetensors"));
        try {
            const auto state = nlohmann::json::parse(content);
            if (const int version = state.at("version"); version != kStateVersion)
                return makeError(ErrorCode::UnsupportedVersion,
                                 folder->string() + " is of version " + std::to_string(version) +
                                     ", this program reads " + std::to_string(kStateVersion));
            state.at("step").get_to(m_step);
            state.at("tokens").get_to(m_report.tokens);
            m_report.loss = state.value("loss", 0.0); // what a complete run reports when it is started again
            state.at("loss_sum").get_to(m_lossSum);
            state.at("loss_tokens").get_to(m_lossTokens);
            state.at("evaluation").get_to(m_report.evaluation);
            MEMLONG_TRY(m_task.seek(state.at("position")));
        } catch (const nlohmann::json::exception& exception) {
            return makeError(ErrorCode::Corrupt,
                             (*folder / "state.json").string() +
                                 " is damaged; delete that checkpoint's folder to go "
                                 "on from the one before",
                             exception.what());
        }
        MEMLONG_TRY(restoreParameters(tensors, *folder));
        MEMLONG_TRY(m_optimizer.restore(tensors, m_step));
        if (std::filesystem::exists(*folder / "memory.safetensors")) {
            MEMLONG_ASSIGN(const auto memory, loadTensors(*folder / "memory.safetensors"));
            MEMLONG_TRY(m_task.restoreMemory(memory));
        }
        MEMLONG_TRY(restoreGenerators(tensors, m_task.model().device()));
        m_firstStep = m_step;
        return m_folder.truncateLog(m_step);
    }

    Result<void> restoreParameters(const std::map<std::string, at::Tensor>& saved,
                                   const std::filesystem::path& folder) {
        const torch::NoGradGuard noGradient;
        for (const NamedTensor& parameter : m_optimizer.parameters()) {
            const auto found = saved.find("value." + parameter.name);
            if (found == saved.end() || found->second.sizes() != parameter.value.sizes())
                return makeError(ErrorCode::Corrupt, folder.string() + " has no fitting \"" + parameter.name +
                                                         "\"; it belongs to another model");
            at::Tensor target = parameter.value;
            target.copy_(found->second);
        }
        return {};
    }

    TrainingTask& m_task;
    const RunSettings& m_settings;
    RunFolder& m_folder;
    const TrainProgressFn& m_progress;
    std::stop_token m_stop;
    AdamW m_optimizer;
    TrainReport m_report;
    std::int64_t m_step = 0;
    std::int64_t m_firstStep = 0; // of this call
    double m_lossSum = 0;         // since the last line of the log
    std::uint64_t m_lossTokens = 0;
    Clock::time_point m_began;
    std::deque<std::pair<Clock::time_point, std::uint64_t>> m_recent;
};

} // namespace

Result<TrainReport> runTraining(TrainingTask& task, const RunSettings& settings, RunFolder& folder,
                                const TrainProgressFn& progress, std::stop_token stop) {
    return Run(task, settings, folder, progress, std::move(stop)).run();
}

bool usesBf16(const RunSettings& settings, at::Device device) {
    return settings.precision == "bf16" ||
           (settings.precision == "auto" && (!device.is_cpu() || processorIsFastAtBf16()));
}

} // namespace memlong
