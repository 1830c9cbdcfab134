// memlong train pretrain | warmup | memory | questions | instruct
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/text_layout.h"
#include "app/services/folders.h"
#include "app/services/model_catalog.h"
#include "engine/base/files.h"
#include "engine/checkpoint/model_config.h"
#include "engine/datasets/fairytale_qa.h"
#include "engine/training/training_runtime.h"

namespace memlong::cli {
namespace {

/// One line on the terminal: step, loss, speed, time left.
class TrainLine {
public:
    explicit TrainLine(const Console& console) : m_enabled(console.errorIsTerminal() && !console.quiet()) {}
    TrainLine(const TrainLine&) = delete;
    TrainLine& operator=(const TrainLine&) = delete;
    ~TrainLine() { clear(); }

    void show(const TrainProgress& progress) {
        const auto now = std::chrono::steady_clock::now();
        if (!m_enabled ||
            (now - m_drawnAt < std::chrono::milliseconds(200) && progress.step != progress.steps))
            return;
        m_drawnAt = now;
        m_drawn = true;
        std::array<char, 160> text{};
        std::snprintf(text.data(), text.size(), "Step %lld/%lld  loss %.3f  %.0f tokens/s  %s left",
                      static_cast<long long>(progress.step), static_cast<long long>(progress.steps),
                      progress.loss, progress.tokensPerSecond, clockText(progress.secondsLeft).c_str());
        std::fprintf(stderr, "\r%s\x1b[K",
                     shortened(text.data(), terminalColumns(STDERR_FILENO) - 1).c_str());
        std::fflush(stderr);
    }

    void clear() {
        if (!m_drawn)
            return;
        std::fputs("\r\x1b[K", stderr);
        std::fflush(stderr);
        m_drawn = false;
    }

private:
    bool m_enabled;
    bool m_drawn = false;
    std::chrono::steady_clock::time_point m_drawnAt{};
};

/// What all stages are told on the command line.
struct StageOptions {
    std::filesystem::path settingsFile;
    std::vector<std::pair<std::string, std::string>> flags; // settings by name
    std::filesystem::path output;
    bool restart = false;
};

/// --output, --settings, --restart, and a flag for each setting: learning_rate is --learning-rate.
void addStageOptions(CLI::App& command, const std::shared_ptr<StageOptions>& options,
                     const std::vector<SettingField>& fields) {
    command.add_option("--output", options->output, "Folder of the run; the same call goes on after a stop")
        ->required()
        ->type_name("DIR");
    command.add_option("--settings", options->settingsFile, "TOML file of settings; flags override it")
        ->type_name("FILE");
    command.add_flag("--restart", options->restart, "Throw away what an earlier run made");
    for (const SettingField& field : fields) {
        std::string flag = "--" + field.name;
        std::replace(flag.begin(), flag.end(), '_', '-');
        command
            .add_option_function<std::string>(
                flag,
                [options, name = field.name](const std::string& value) {
                    options->flags.emplace_back(name, value);
                },
                field.description)
            ->type_name("VALUE")
            ->group("Settings");
    }
}

Result<void> applySettings(const StageOptions& options, const std::vector<SettingField>& fields) {
    if (!options.settingsFile.empty())
        MEMLONG_TRY(readSettings(options.settingsFile, fields));
    for (const auto& [name, value] : options.flags)
        MEMLONG_TRY(setSetting(fields, name, value));
    return {};
}

/// The decoder of --model and the retriever of --retriever.
Result<StageModel> findStageModel(const Context& context) {
    const ApplicationOptions& options = context.options.application;
    if (options.model.empty())
        return makeError(ErrorCode::InvalidArgument, "name the model to begin with: --model NAME or FOLDER");
    MEMLONG_ASSIGN(const Folders folders, findFolders(options));
    MEMLONG_ASSIGN(const ModelEntry decoder, findModel(folders, options.model, "decoder"));
    MEMLONG_ASSIGN(
        const ModelEntry retriever,
        findModel(folders, options.retriever.empty() ? kBuiltinRetriever : options.retriever, "retriever"));
    return StageModel{decoder.folder, options.adapter, retriever.folder};
}

using TrainFn = std::function<Result<TrainReport>(TrainingRuntime&, const TrainProgressFn&, std::stop_token)>;

Result<ExitCode> runStage(Context& context, const TrainFn& train) {
    const ApplicationOptions& options = context.options.application;
    MEMLONG_ASSIGN(const auto runtime,
                   openTrainingRuntime({.device = options.device, .threads = options.threads}));
    const Interrupts::Job job(context.interrupts);
    TrainLine line(context.console);
    MEMLONG_ASSIGN(const TrainReport report,
                   train(
                       *runtime, [&](const TrainProgress& progress) { line.show(progress); }, job.token()));
    line.clear();
    Console& console = context.console;
    if (console.json()) {
        Json json = {{"model", report.model.string()},  {"steps", report.steps},
                     {"tokens", report.tokens},         {"loss", report.loss},
                     {"seconds", report.seconds},       {"tokens_per_second", report.tokensPerSecond},
                     {"parameters", report.parameters}, {"trainable_parameters", report.trainableParameters}};
        json["evaluation"] = report.evaluation;
        console.printJson(json);
        return ExitCode::Ok;
    }
    std::array<char, 200> text{};
    std::snprintf(text.data(), text.size(), "%lld steps, %s tokens, loss %.4f",
                  static_cast<long long>(report.steps), grouped(report.tokens).c_str(), report.loss);
    console.line(text.data());
    for (const auto& [name, value] : report.evaluation) {
        std::snprintf(text.data(), text.size(), "%s %.4f", name.c_str(), value);
        console.line(text.data());
    }
    console.line("Model: " + oneLine(report.model.string()) + " (" + grouped(report.parameters) +
                 " parameters, " + grouped(report.trainableParameters) + " of them trained)");
    return ExitCode::Ok;
}

void addPretrain(Commands& commands, CLI::App& group) {
    auto* command =
        commands.add(group, "pretrain", "Train a small decoder from nothing, or go on with --model",
                     "memlong train pretrain --data data --output runs/small --steps 2000");
    struct Options : StageOptions {
        std::filesystem::path data;
    };
    const auto options = std::make_shared<Options>();
    command->add_option("--data", options->data, "Folder made by 'memlong train prepare'")
        ->required()
        ->type_name("DIR");
    PretrainSettings names;
    addStageOptions(*command, options, settingFields(names));
    commands.onChosen(command, [options](Context& context) -> Result<ExitCode> {
        PretrainRequest request;
        request.data = options->data;
        request.output = options->output;
        request.restart = options->restart;
        if (!context.options.application.model.empty()) {
            MEMLONG_ASSIGN(const StageModel base, findStageModel(context));
            request.model = base.model;
        }
        MEMLONG_TRY(applySettings(*options, settingFields(request.settings)));
        return runStage(context,
                        [&](TrainingRuntime& runtime, const TrainProgressFn& progress, std::stop_token stop) {
                            return runtime.pretrain(request, progress, std::move(stop));
                        });
    });
}

void addMemoryStage(Commands& commands, CLI::App& group, const std::string& stage,
                    const std::string& description) {
    auto* command =
        commands.add(group, stage, description,
                     "memlong train " + stage + " --model openllama-3b --data data --output runs/" + stage);
    struct Options : StageOptions {
        std::filesystem::path data;
    };
    const auto options = std::make_shared<Options>();
    command
        ->add_option("--data", options->data,
                     "Folder made by 'memlong train prepare' with the model's tokenizer")
        ->required()
        ->type_name("DIR");
    MemoryStageSettings names;
    addStageOptions(*command, options, settingFields(names));
    commands.onChosen(command, [options, stage](Context& context) -> Result<ExitCode> {
        MemoryStageRequest request;
        MEMLONG_ASSIGN(request.base, findStageModel(context));
        MEMLONG_ASSIGN(const ModelConfig config, loadModelConfig(request.base.model));
        request.stage = stage;
        request.data = options->data;
        request.output = options->output;
        request.restart = options->restart;
        request.settings =
            stage == "warmup" ? warmupDefaults(config.layers) : memoryDefaults(config.memory.memoryLayer);
        MEMLONG_TRY(applySettings(*options, settingFields(request.settings)));
        return runStage(context,
                        [&](TrainingRuntime& runtime, const TrainProgressFn& progress, std::stop_token stop) {
                            return runtime.memoryStage(request, progress, std::move(stop));
                        });
    });
}

void addInstruct(Commands& commands, CLI::App& group) {
    auto* command =
        commands.add(group, "instruct", "Teach a model with memory to answer questions about documents",
                     "memlong train instruct questions.jsonl --model runs/memory/model --output runs/qa");
    struct Options : StageOptions {
        std::vector<std::filesystem::path> questions, validation;
    };
    const auto options = std::make_shared<Options>();
    command
        ->add_option(
            "QUESTIONS", options->questions,
            "JSON lines: {\"document\": TEXT, \"questions\": [{\"question\": Q, \"answer\": A}, ...]}")
        ->required();
    command->add_option("--validation", options->validation, "The same, held out")->type_name("FILE");
    InstructSettings names;
    addStageOptions(*command, options, settingFields(names));
    commands.onChosen(command, [options](Context& context) -> Result<ExitCode> {
        InstructRequest request;
        MEMLONG_ASSIGN(request.base, findStageModel(context));
        MEMLONG_ASSIGN(const ModelConfig config, loadModelConfig(request.base.model));
        request.questions = options->questions;
        request.validationQuestions = options->validation;
        request.output = options->output;
        request.restart = options->restart;
        request.settings = instructDefaults(config.memory.memoryLayer);
        MEMLONG_TRY(applySettings(*options, settingFields(request.settings)));
        return runStage(context,
                        [&](TrainingRuntime& runtime, const TrainProgressFn& progress, std::stop_token stop) {
                            return runtime.instruct(request, progress, std::move(stop));
                        });
    });
}

void addQuestions(Commands& commands, CLI::App& group) {
    auto* command =
        commands.add(group, "questions", "Turn FairytaleQA into questions for 'memlong train instruct'",
                     "memlong train questions FairytaleQA --output questions.jsonl");
    struct Options {
        std::filesystem::path folder, output;
        std::string split = "train";
    };
    const auto options = std::make_shared<Options>();
    command->add_option("DIR", options->folder, "Folder of FairytaleQA")->required();
    command->add_option("--split", options->split, "train (default) or val")
        ->check(CLI::IsMember({"train", "val"}));
    command->add_option("--output", options->output, "The file to write")->required()->type_name("FILE");
    commands.onChosen(command, [options](Context& context) -> Result<ExitCode> {
        MEMLONG_ASSIGN(const auto stories, readFairytales(options->folder, options->split));
        const std::vector<QuestionedDocument> questioned = questionedDocuments(stories);
        MEMLONG_TRY(replaceFile(options->output, questionLines(questioned)));
        const std::uint64_t documents = questioned.size();
        if (context.console.json())
            context.console.printJson({{"output", options->output.string()}, {"documents", documents}});
        else
            context.console.note("Wrote " + oneLine(options->output.string()) + ", " + grouped(documents) +
                                 " stories");
        return ExitCode::Ok;
    });
}

} // namespace

void addTrainModelCommands(Commands& commands, CLI::App& group) {
    addPretrain(commands, group);
    addMemoryStage(commands, group, "warmup", "Stage 1: adapt a decoder to memory in its upper layers");
    addMemoryStage(commands, group, "memory", "Stage 2: train the layers above the memory layer");
    addQuestions(commands, group);
    addInstruct(commands, group);
}

} // namespace memlong::cli
