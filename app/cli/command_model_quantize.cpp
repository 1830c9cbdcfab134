// memlong model quantize
#include <optional>

#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report_json.h"
#include "app/cli/text_layout.h"
#include "engine/base/files.h"
#include "engine/base/scratch_folder.h"
#include "engine/checkpoint/quantize_checkpoint.h"

namespace memlong::cli {
namespace {

namespace fs = std::filesystem;

struct Request {
    std::string model, output, precision = "int8";
};

bool isFolder(const std::string& output) {
    return output.find('/') != std::string::npos;
}

void report(Console& console, const ModelEntry& model, const QuantizeReport& done,
            const std::string& precision) {
    if (console.json()) {
        Json json = toJson(model);
        json["precision"] = precision;
        json["source_bytes"] = done.sourceBytes;
        if (precision == "int8")
            json["largest_error"] = done.largestError;
        console.printJson(json);
        return;
    }
    console.line("Wrote " + oneLine(model.name) + ": " + precision + ", " + humanBytes(done.bytes) +
                 " instead of " + humanBytes(done.sourceBytes));
}

Result<ExitCode> run(Context& context, const Request& request) {
    if (!context.options.application.adapter.empty())
        return makeError(
            ErrorCode::InvalidArgument,
            "an adapter cannot be merged here; `memlong train ... --merge` writes merged models");
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const ModelEntry source, application.modelInfo(request.model));
    if (source.kind != "decoder")
        return makeError(ErrorCode::InvalidArgument,
                         "\"" + request.model + "\" is a " + source.kind + "; only decoders are quantised");
    if (request.output == source.name)
        return makeError(ErrorCode::InvalidArgument, "the output is the model itself; choose another name");
    const fs::path models = application.options().dataFolder / "models";
    std::error_code ignored;
    if (!isFolder(request.output) && fs::exists(models / request.output, ignored))
        return makeError(ErrorCode::InvalidArgument,
                         "there is already a model \"" + request.output + "\"; choose another name");
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    const ProgressFn show = [&](const Progress& progress) { bar.show(progress); };
    std::optional<ScratchFolder> scratch; // among the models, where it has no name yet
    fs::path output = request.output;
    if (!isFolder(request.output)) {
        std::error_code error;
        fs::create_directories(models, error);
        if (error)
            return systemError(error.value(), "create", models);
        MEMLONG_ASSIGN(ScratchFolder made, ScratchFolder::make(models, ".quantizing-"));
        output = scratch.emplace(std::move(made)).path() / "model";
    }
    MEMLONG_ASSIGN(const QuantizeReport done,
                   quantizeCheckpoint({source.folder, output, request.precision}, show, job.token()));
    Result<ModelEntry> model = ModelEntry{};
    if (isFolder(request.output)) {
        model = application.modelInfo(request.output);
    } else {
        Application::ImportRequest import;
        import.source = output;
        import.name = request.output;
        import.move = true;
        model = application.importModel(import, show, job.token());
    }
    if (!model)
        return model.error();
    bar.clear();
    report(context.console, *model, done, request.precision);
    return ExitCode::Ok;
}

} // namespace

void addModelQuantizeCommand(Commands& commands, CLI::App& group) {
    auto* command = commands.add(group, "quantize", "Write a smaller copy of a decoder",
                                 "memlong model quantize tinyllama tinyllama-int8");
    const auto request = std::make_shared<Request>();
    command->add_option("MODEL", request->model, "A name or a folder")->required();
    command->add_option("OUT", request->output, "A folder, or a bare name among the models")->required();
    command->add_option("--precision", request->precision, "int8 (default), bf16 or f16")
        ->type_name("TYPE")
        ->check(CLI::IsMember({"int8", "bf16", "f16"}));
    commands.onChosen(command, [request](Context& context) { return run(context, *request); });
}

} // namespace memlong::cli
