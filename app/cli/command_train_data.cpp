// memlong train prepare | plot
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/text_layout.h"
#include "engine/plot/plot.h"
#include "engine/plot/plot_file.h"
#include "engine/training/prepare.h"

namespace memlong::cli {
namespace {

Json splitJson(const DatasetManifest& manifest, Split split) {
    const auto index = static_cast<int>(split);
    return {{"tokens", manifest.tokens[index]},
            {"documents", manifest.documents[index]},
            {"shards", manifest.shards[index].size()}};
}

Result<ExitCode> runPrepare(Context& context, const PrepareOptions& options) {
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_ASSIGN(const DatasetManifest manifest,
                   prepareDataset(
                       options, [&](const Progress& progress) { bar.show(progress); }, job.token()));
    bar.clear();
    Console& console = context.console;
    if (console.json()) {
        console.printJson({{"output", options.output.string()},
                           {"hash", manifest.hash()},
                           {"train", splitJson(manifest, Split::Train)},
                           {"validation", splitJson(manifest, Split::Validation)},
                           {"duplicates", manifest.duplicates},
                           {"problem_count", manifest.problemCount},
                           {"problems", manifest.problems}});
        return ExitCode::Ok;
    }
    console.line("Training:   " + grouped(manifest.tokens[0]) + " tokens of " +
                 grouped(manifest.documents[0]) + " documents");
    console.line("Validation: " + grouped(manifest.tokens[1]) + " tokens of " +
                 grouped(manifest.documents[1]) + " documents");
    if (manifest.duplicates > 0)
        console.line(grouped(manifest.duplicates) + " documents were there twice and taken once");
    for (const std::string& problem : manifest.problems)
        console.warn("memlong: " + oneLine(problem));
    if (manifest.problemCount > manifest.problems.size())
        console.warn("memlong: and " + grouped(manifest.problemCount - manifest.problems.size()) +
                     " more problems");
    return ExitCode::Ok;
}

struct PlotRequest {
    std::vector<std::filesystem::path> runs;
    std::filesystem::path output;
    std::vector<std::string> fields{"loss", "validation_loss"};
    std::string x = "step";
    std::size_t smooth = 1;
    bool logX = false, logY = false;
};

Result<ExitCode> runPlot(Context& context, const PlotRequest& request) {
    LineChart chart;
    chart.xLabel = request.x;
    chart.yLabel = request.fields.size() == 1 ? request.fields.front() : "";
    chart.logX = request.logX;
    chart.logY = request.logY;
    for (const auto& run : request.runs) {
        const auto log = std::filesystem::is_directory(run) ? run / "log.jsonl" : run;
        MEMLONG_ASSIGN(const auto all, readLog(log, request.x, request.fields));
        for (ChartSeries series : all) {
            // Only the dense curves are smoothed; an evaluation is a mean already.
            if (request.smooth > 1 && series.x.size() >= 4 * request.smooth)
                series = smoothed(series, request.smooth);
            if (request.runs.size() > 1)
                series.name = run.filename().string() + ": " + series.name;
            chart.series.push_back(std::move(series));
        }
        chart.title += (chart.title.empty() ? "" : ", ") + run.filename().string();
    }
    MEMLONG_TRY(writePlot(request.output, svgText(chart)));
    if (context.console.json())
        context.console.printJson({{"output", request.output.string()}, {"curves", chart.series.size()}});
    else
        context.console.note("Wrote " + oneLine(request.output.string()));
    return ExitCode::Ok;
}

void addPrepare(Commands& commands, CLI::App& group) {
    auto* prepare =
        commands.add(group, "prepare", "Turn texts into token files to train on; goes on after a stop",
                     "memlong train prepare ~/texts --tokenizer tokenizer.model --output data");
    const auto options = std::make_shared<PrepareOptions>();
    prepare
        ->add_option(
            "TEXT", options->sources,
            "Documents, folders, JSON lines (.jsonl, also .gz and .zst) and archives of text (.tar.xz)")
        ->required();
    prepare->add_option("--output", options->output, "The folder to write")->required()->type_name("DIR");
    prepare->add_option("--tokenizer", options->tokenizer, "A tokenizer's file, or a model's folder")
        ->required()
        ->type_name("PATH");
    prepare->add_option("--validation", options->validationSources, "Texts to hold out")->type_name("PATH");
    prepare
        ->add_option("--validation-fraction", options->validationFraction,
                     "Share of TEXT's documents to hold out (default 0.01)")
        ->type_name("F")
        ->check(CLI::Range(0.0, 0.99));
    prepare->add_option("--text-field", options->textField, "Field of JSON lines (default text)")
        ->type_name("NAME");
    prepare->add_option("--shard-tokens", options->shardTokens, "Tokens of a file; memory grows with it")
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{4096}, std::uint64_t{1} << 30));
    prepare->add_option("--max-tokens", options->maxTokens, "Stop after so many (default: all)")
        ->type_name("N");
    prepare->add_flag("--restart", options->restart, "Throw away what an earlier run made");
    commands.onChosen(prepare, [options](Context& context) { return runPrepare(context, *options); });
}

void addPlot(Commands& commands, CLI::App& group) {
    auto* plot = commands.add(group, "plot", "Draw the curves of training runs",
                              "memlong train plot runs/nano --output loss.svg");
    const auto request = std::make_shared<PlotRequest>();
    plot->add_option("RUN", request->runs, "Folders of runs, or .jsonl files")->required();
    plot->add_option("--output", request->output, "The file to write: .svg or .png")
        ->required()
        ->type_name("FILE")
        ->check(plotFile());
    plot->add_option("--field", request->fields, "Fields of the log (default loss,validation_loss)")
        ->type_name("NAME")
        ->delimiter(',');
    plot->add_option("--x", request->x, "Field of the horizontal axis (default step)")->type_name("NAME");
    plot->add_option("--smooth", request->smooth, "Mean of so many points (default 1)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000000));
    plot->add_flag("--log-x", request->logX, "Logarithmic horizontal axis");
    plot->add_flag("--log-y", request->logY, "Logarithmic vertical axis");
    commands.onChosen(plot, [request](Context& context) { return runPlot(context, *request); });
}

} // namespace

void addTrainDataCommands(Commands& commands, CLI::App& group) {
    addPrepare(commands, group);
    addTrainModelCommands(commands, group);
    addPlot(commands, group);
}

} // namespace memlong::cli
