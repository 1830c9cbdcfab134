// memlong eval lm | icl | passkey
#include "app/cli/eval_models.h"
#include "app/cli/options.h"
#include "app/cli/progress_bar.h"
#include "engine/evaluation/icl.h"
#include "engine/evaluation/language_model.h"
#include "engine/evaluation/passkey.h"

namespace memlong::cli {
namespace {

/// Loads both models, then runs what measures them, with a progress bar and Ctrl-C.
template <class Measure>
auto measure(Context& context, const Measure& run)
    -> decltype(run(std::declval<DecoderRuntime&>(), std::declval<Retriever&>(), ProgressFn(),
                    std::stop_token())) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<DecoderRuntime> decoder, loadEvalDecoder(context, application));
    MEMLONG_ASSIGN(const std::unique_ptr<Retriever> retriever, loadEvalRetriever(context, application));
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    auto report = run(
        *decoder, *retriever, [&](const Progress& progress) { bar.show(progress); }, job.token());
    bar.clear();
    return report;
}

void addMemoryOptions(CLI::App* command, int& chunkTokens, int& topK, BankSettings& bank) {
    command->add_option("--chunk-size", chunkTokens, "Tokens of a chunk in memory (default 256)")
        ->type_name("N")
        ->check(CLI::Range(32, 4096));
    command->add_option("-k,--top-k", topK, "Chunks to retrieve (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command->add_option("--budget", bank.budgetTokens, "Tokens that the memory holds (default 32768)")
        ->type_name("N")
        ->check(wholeNumber(1));
    command->add_option("--eviction", bank.policy, "counter (default) or fifo: what leaves a full memory")
        ->transform(CLI::CheckedTransformer(std::map<std::string, EvictionPolicy>{
            {"counter", EvictionPolicy::Counter}, {"fifo", EvictionPolicy::Fifo}}));
}

struct LmRequest {
    LmEvaluationOptions options;
    std::filesystem::path plot;
};

Result<ExitCode> runLm(Context& context, const LmRequest& request) {
    MEMLONG_ASSIGN(const LmReport report,
                   measure(context, [&](DecoderRuntime& decoder, Retriever& retriever,
                                        const ProgressFn& progress, std::stop_token stop) {
                       return evaluateLanguageModel(decoder, retriever, request.options, progress, stop);
                   }));
    return showReport(context, lmReportText(report), lmReportJson(report), request.plot,
                      lmReportPlot(report));
}

void addLm(Commands& commands, CLI::App& group) {
    auto* command = commands.add(group, "lm", "Perplexity on long documents, with and without memory",
                                 "memlong eval lm --model memlong-nano book.txt --lengths 1024 4096 16384");
    const auto request = std::make_shared<LmRequest>();
    LmEvaluationOptions& options = request->options;
    command->add_option("TEXT", options.documents, "UTF-8 text files; memory starts empty with each")
        ->required();
    command
        ->add_option("--lengths", options.lengths, "Tokens to read of a document (default 1024 ... 131072)")
        ->type_name("N...")
        ->check(CLI::Range(2, 100000000));
    command->add_option("--modes", options.modes, "window, sliding, memory, random (default: all)")
        ->transform(CLI::CheckedTransformer(std::map<std::string, LmMode>{{"window", LmMode::Window},
                                                                          {"sliding", LmMode::Sliding},
                                                                          {"memory", LmMode::Memory},
                                                                          {"random", LmMode::Random}}));
    command
        ->add_option("--window", options.windowTokens,
                     "Tokens read at once (default: the model's, at most 1024)")
        ->type_name("N")
        ->check(wholeNumber(2));
    command->add_option("--last", options.lastTokens, "Tokens of the second perplexity (default 1024)")
        ->type_name("N")
        ->check(wholeNumber(1));
    command->add_option("--seed", options.seed, "Of the chunks drawn by chance (default 1)")
        ->type_name("N")
        ->check(wholeNumber(0));
    addPlotOption(command, request->plot);
    addMemoryOptions(command, options.chunkTokens, options.topK, options.bank);
    commands.onChosen(command, [request](Context& context) { return runLm(context, *request); });
}

struct PasskeyRequest {
    PasskeyOptions options;
    std::filesystem::path plot;
};

Result<ExitCode> runPasskey(Context& context, const PasskeyRequest& request) {
    MEMLONG_ASSIGN(const PasskeyReport report,
                   measure(context, [&](DecoderRuntime& decoder, Retriever& retriever,
                                        const ProgressFn& progress, std::stop_token stop) {
                       return evaluatePasskey(decoder, retriever, request.options, progress, stop);
                   }));
    return showReport(context, passkeyReportText(report), passkeyReportJson(report), request.plot,
                      passkeyReportPlot(report));
}

void addPasskey(Commands& commands, CLI::App& group) {
    auto* command =
        commands.add(group, "passkey", "Tell a number that is hidden in a long text",
                     "memlong eval passkey --model memlong-nano --lengths 4096 65536 --plot passkey.svg");
    const auto request = std::make_shared<PasskeyRequest>();
    PasskeyOptions& options = request->options;
    command->add_option("--lengths", options.lengths, "Tokens of the text (default 1024 4096 16384 65536)")
        ->type_name("N...")
        ->check(CLI::Range(1, 100000000));
    command->add_option("--depths", options.depths, "Places of the number in the text (default 5)")
        ->type_name("N")
        ->check(CLI::Range(1, 100));
    command->add_option("--trials", options.trials, "Numbers a place (default 4)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command->add_option("--seed", options.seed, "Of the numbers (default 1)")
        ->type_name("N")
        ->check(wholeNumber(0));
    addPlotOption(command, request->plot);
    addMemoryOptions(command, options.chunkTokens, options.topK, options.bank);
    commands.onChosen(command, [request](Context& context) { return runPasskey(context, *request); });
}

struct IclRequest {
    std::filesystem::path folder;
    std::vector<std::string> tasks;
    std::filesystem::path plot;
    IclOptions options;
};

Result<ExitCode> runIcl(Context& context, const IclRequest& request) {
    MEMLONG_ASSIGN(std::vector<IclTask> tasks, readIclTasks(request.folder));
    if (!request.tasks.empty())
        std::erase_if(tasks, [&](const IclTask& task) {
            return std::find(request.tasks.begin(), request.tasks.end(), task.name) == request.tasks.end();
        });
    if (tasks.empty())
        return makeError(ErrorCode::NotFound, "none of the tasks asked for is in " + request.folder.string());
    MEMLONG_ASSIGN(const IclReport report,
                   measure(context, [&](DecoderRuntime& decoder, Retriever& retriever,
                                        const ProgressFn& progress, std::stop_token stop) {
                       return evaluateIcl(decoder, retriever, tasks, request.options, progress, stop);
                   }));
    return showReport(context, iclReportText(report), iclReportJson(report), request.plot,
                      iclReportPlot(report));
}

void addIcl(Commands& commands, CLI::App& group) {
    auto* command = commands.add(group, "icl", "Label sentences after examples in the prompt and in memory",
                                 "memlong eval icl --model memlong-nano ~/data/icl --tasks sst-2 --seeds 1");
    const auto request = std::make_shared<IclRequest>();
    IclOptions& options = request->options;
    command->add_option("DIR", request->folder, "Holds SST-2/, mr/, subj/, sst-5/, mpqa/")->required();
    command->add_option("--tasks", request->tasks, "sst-2, mr, subj, sst-5, mpqa (default: all)")
        ->check(CLI::IsMember({"sst-2", "mr", "subj", "sst-5", "mpqa"}));
    command->add_option("--in-context", options.inContext, "Examples in the prompt (default 4 20)")
        ->type_name("N...");
    command->add_option("--in-memory", options.inMemory, "Examples in memory (default 0 4 18 200)")
        ->type_name("N...")
        ->check(wholeNumber(0));
    command->add_option("--seeds", options.seeds, "Draws of the examples (default 3)")
        ->type_name("N")
        ->check(CLI::Range(1, 100));
    command->add_option("--limit", options.testCount, "Sentences a task; 0 for all (default 200)")
        ->type_name("N")
        ->check(wholeNumber(0));
    command->add_option("-k,--top-k", options.topK, "Examples to retrieve (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    addPlotOption(command, request->plot);
    commands.onChosen(command, [request](Context& context) { return runIcl(context, *request); });
}

} // namespace

void addEvalDecoderCommands(Commands& commands, CLI::App& group) {
    addLm(commands, group);
    addIcl(commands, group);
    addPasskey(commands, group);
}

} // namespace memlong::cli
