// memlong model list | info | import | random | remove, and the group that the others are in
#include <array>
#include <cstdio>

#include "app/cli/confirm.h"
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report_json.h"
#include "app/cli/text_layout.h"
#include "engine/checkpoint/quantize_checkpoint.h"

namespace memlong::cli {
namespace {

struct ModelRequest {
    std::string name, config, output, dtype = "bf16";
    Application::ImportRequest import;
    std::uint64_t seed = 1;
    bool names = false, yes = false;
};

std::string parametersText(std::uint64_t parameters) {
    std::array<char, 32> text{};
    if (parameters >= 1000000000)
        std::snprintf(text.data(), text.size(), "%.2f B", static_cast<double>(parameters) / 1e9);
    else if (parameters >= 1000000)
        std::snprintf(text.data(), text.size(), "%.1f M", static_cast<double>(parameters) / 1e6);
    else
        std::snprintf(text.data(), text.size(), "%.0f K", static_cast<double>(parameters) / 1e3);
    return text.data();
}

/// "bf16"; empty for what is no checkpoint of weights.
std::string precisionOf(const ModelEntry& model) {
    const auto checkpoint = Checkpoint::open(model.folder);
    return checkpoint && model.kind == "decoder" ? storedPrecision(*checkpoint) : std::string();
}

/// "1.10 B parameters, 2.2 GB"; a model that does not count its parameters has only the second.
std::string sizeText(const ModelEntry& model) {
    const std::string parameters =
        model.parameters > 0 ? parametersText(model.parameters) + " parameters, " : "";
    return parameters + humanBytes(model.bytes);
}

Json modelJson(const ModelEntry& model) {
    Json json = toJson(model);
    if (const std::string precision = precisionOf(model); !precision.empty())
        json["precision"] = precision;
    return json;
}

void printModel(Console& console, const ModelEntry& model) {
    console.line(console.bold(oneLine(model.name)));
    console.line("Kind:          " + oneLine(model.kind) +
                 (model.builtin ? " (comes with the program)" : ""));
    console.line("Architecture:  " + oneLine(model.architecture));
    console.line("Size:          " + sizeText(model));
    if (const std::string precision = precisionOf(model); !precision.empty())
        console.line("Precision:     " + precision);
    console.line("Folder:        " + oneLine(model.folder.string()));
    if (!model.licence.empty())
        console.line("Licence:       " + oneLine(model.licence));
    if (!model.description.empty())
        console.line(wrapped(oneLine(model.description), console.wrapWidth()));
}

void reportModel(Console& console, const ModelEntry& model) {
    if (console.json())
        console.printJson(modelJson(model));
    else
        printModel(console, model);
}

Result<ExitCode> runList(Context& context, const ModelRequest& request) {
    MEMLONG_ASSIGN(const Application application, context.open());
    MEMLONG_ASSIGN(const std::vector<ModelEntry> models, application.models());
    Console& console = context.console;
    if (console.json()) {
        Json list = Json::array();
        for (const ModelEntry& model : models)
            list.push_back(modelJson(model));
        console.printJson({{"models", std::move(list)}});
        return ExitCode::Ok;
    }
    bool decoder = false;
    for (const ModelEntry& model : models) {
        decoder = decoder || model.kind == "decoder";
        if (request.names)
            console.line(oneLine(model.name));
        else {
            const std::string precision = precisionOf(model);
            console.line(console.bold(oneLine(model.name)) + "  " + oneLine(model.kind) + ", " +
                         oneLine(model.architecture) + ", " + sizeText(model) +
                         (precision.empty() ? "" : ", " + precision));
        }
    }
    if (!decoder && !request.names)
        console.note("No decoder yet: 'memlong model import FOLDER' adds one from a Hugging Face folder, "
                     "'memlong model download REPO' fetches one.");
    return ExitCode::Ok;
}

Result<ExitCode> runInfo(Context& context, const ModelRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const ModelEntry model, application.modelInfo(request.name));
    reportModel(context.console, model);
    return ExitCode::Ok;
}

Result<ExitCode> runImport(Context& context, const ModelRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_ASSIGN(const ModelEntry model,
                   application.importModel(
                       request.import, [&](const Progress& progress) { bar.show(progress); }, job.token()));
    bar.clear();
    reportModel(context.console, model);
    return ExitCode::Ok;
}

Result<ExitCode> runRandom(Context& context, const ModelRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_ASSIGN(const ModelEntry model,
                   application.randomModel(
                       request.config, request.seed, request.dtype, request.output,
                       [&](const Progress& progress) { bar.show(progress); }, job.token()));
    bar.clear();
    reportModel(context.console, model);
    return ExitCode::Ok;
}

Result<ExitCode> runRemove(Context& context, const ModelRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    if (!request.yes)
        MEMLONG_TRY(confirm(context.console, "Remove model \"" + oneLine(request.name) + "\"?"));
    MEMLONG_TRY(application.removeModel(request.name));
    if (context.console.json())
        context.console.printJson({{"removed", request.name}});
    return ExitCode::Ok;
}

} // namespace

void addModelCommands(Commands& commands) {
    auto& group = *commands.addGroup("model", "List, add and remove models", "memlong model list");
    const auto request = std::make_shared<ModelRequest>();
    const auto add = [&](const char* name, const char* description, const char* example,
                         Result<ExitCode> (*run)(Context&, const ModelRequest&)) {
        auto* command = commands.add(group, name, description, example);
        commands.onChosen(command, [request, run](Context& context) { return run(context, *request); });
        return command;
    };

    auto* list = add("list", "The models there are", "memlong model list", runList);
    list->add_flag("--names", request->names, "Only the names, one a line");
    auto* info = add("info", "What a model is", "memlong model info builtin", runInfo);
    info->add_option("MODEL", request->name, "A name or a folder")->required();
    auto* import = add("import", "Add a model after checking every tensor of it",
                       "memlong model import ~/Downloads/TinyLlama-1.1B-Chat --name tinyllama", runImport);
    import->add_option("SOURCE", request->import.source, "A Hugging Face folder, or a llama2.c .bin file")
        ->required();
    import->add_option("--name", request->import.name, "Its name; default: the folder's")->type_name("NAME");
    import->add_option("--tokenizer", request->import.tokenizer, "Tokenizer of a .bin file")
        ->type_name("FILE");
    import->add_flag("--link", request->import.link, "Link to the source, do not copy it");
    addModelDownloadCommand(commands, group);
    addModelQuantizeCommand(commands, group);
    auto* random =
        add("random", "Write a model of a real shape with random weights, for measurements and tests",
            "memlong model random --config tinyllama-1.1b --seed 1 random-1.1b", runRandom);
    random->add_option("OUT", request->output, "A folder, or a bare name among the models")->required();
    random
        ->add_option("--config", request->config,
                     "A shape's name, such as tiny or tinyllama-1.1b, or a config.json")
        ->required()
        ->type_name("NAME|FILE");
    random->add_option("--seed", request->seed, "Of the random weights (default 1)")->type_name("N");
    random->add_option("--dtype", request->dtype, "Of the weights (default bf16)")
        ->type_name("TYPE")
        ->check(CLI::IsMember({"bf16", "f16", "f32"}));
    auto* remove = add("remove", "Delete an added model", "memlong model remove tinyllama --yes", runRemove);
    remove->add_option("MODEL", request->name, "Its name")->required();
    remove->add_flag("-y,--yes", request->yes, "Do not ask");
}

} // namespace memlong::cli
