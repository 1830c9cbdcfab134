#include "app/cli/eval_models.h"

#include "app/cli/options.h"
#include "engine/plot/plot_file.h"

namespace memlong::cli {
namespace {

Result<std::shared_ptr<TorchRuntime>> openRuntime(const Context& context) {
    const ApplicationOptions& options = context.options.application;
    return openTorchRuntime({.device = options.device, .threads = options.threads});
}

} // namespace

Result<std::unique_ptr<Retriever>> loadEvalRetriever(Context& context, Application& application) {
    const std::string& asked = context.options.application.retriever;
    MEMLONG_ASSIGN(const ModelEntry model, application.modelInfo(asked.empty() ? "builtin" : asked));
    if (model.builtin)
        return loadBuiltinRetriever(model.folder);
    MEMLONG_ASSIGN(const std::shared_ptr<TorchRuntime> runtime, openRuntime(context));
    return runtime->loadRetriever(model.folder);
}

Result<std::unique_ptr<Reranker>> loadEvalReranker(Context& context, Application& application) {
    const std::string& asked = context.options.application.reranker;
    if (asked.empty() || asked == "none")
        return std::unique_ptr<Reranker>();
    MEMLONG_ASSIGN(const ModelEntry model, application.modelInfo(asked));
    MEMLONG_ASSIGN(const std::shared_ptr<TorchRuntime> runtime, openRuntime(context));
    return runtime->loadReranker(model.folder);
}

Result<std::unique_ptr<DecoderRuntime>> loadEvalDecoder(Context& context, Application& application) {
    const ApplicationOptions& options = context.options.application;
    if (options.model.empty())
        return makeError(ErrorCode::InvalidArgument,
                         "name the decoder to measure with --model; `memlong model list` "
                         "shows those there are");
    MEMLONG_ASSIGN(const ModelEntry model, application.modelInfo(options.model));
    MEMLONG_ASSIGN(const std::shared_ptr<TorchRuntime> runtime, openRuntime(context));
    return runtime->loadDecoder(model.folder, {.precision = options.precision, .adapter = options.adapter});
}

void addPlotOption(CLI::App* command, std::filesystem::path& file) {
    command->add_option("--plot", file, "Draw the figures: .svg or .png")
        ->type_name("FILE")
        ->check(plotFile());
}

Result<ExitCode> showReport(Context& context, const std::string& text, const std::string& json,
                            const std::filesystem::path& plotFile, const std::string& plot) {
    if (!plotFile.empty())
        MEMLONG_TRY(writePlot(plotFile, plot));
    if (context.console.json())
        context.console.printJson(Json::parse(json));
    else
        context.console.write(text);
    return ExitCode::Ok;
}

} // namespace memlong::cli
