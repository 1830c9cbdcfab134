// memlong eval retrieval, and the group that it is in
#include "app/cli/eval_models.h"
#include "app/cli/options.h"
#include "app/cli/progress_bar.h"
#include "engine/evaluation/retrieval.h"

namespace memlong::cli {
namespace {

struct EvalRequest {
    std::string dataset;
    std::filesystem::path tokenizer; // of the chunks; empty: the built-in one
    std::filesystem::path plot;
    RetrievalEvaluationOptions options;
};

Result<ExitCode> runRetrieval(Context& context, const EvalRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Retriever> retriever, loadEvalRetriever(context, application));
    RetrievalEvaluationOptions options = request.options;
    options.retrievers = {retriever.get()};
    MEMLONG_ASSIGN(const std::unique_ptr<Reranker> reranker, loadEvalReranker(context, application));
    options.reranker = reranker.get();
    options.dataset = request.dataset == "literaryqa"    ? RetrievalDataset::LiteraryQa
                      : request.dataset == "fairytaleqa" ? RetrievalDataset::FairytaleQa
                                                         : RetrievalDataset::Xquad;
    MEMLONG_ASSIGN(options.tokenizer,
                   loadTokenizer(request.tokenizer.empty() ? application.options().resourcesFolder /
                                                                 "models/tokenizer/tokenizer.model"
                                                           : request.tokenizer));
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_ASSIGN(const RetrievalTable table,
                   evaluateRetrieval(
                       options, [&](const Progress& progress) { bar.show(progress); }, job.token()));
    bar.clear();
    return showReport(context, retrievalTableText(table), retrievalTableJson(table), request.plot,
                      retrievalTablePlot(table));
}

} // namespace

void addEvalCommands(Commands& commands) {
    auto& group = *commands.addGroup("eval", "Measure on question sets",
                                     "memlong eval retrieval --dataset xquad xquad.en.json");
    auto* command =
        commands.add(group, "retrieval", "Hit rates, recall, MRR and nDCG of BM25, dense and hybrid search",
                     "memlong eval retrieval --dataset literaryqa ~/data/LiteraryQA --limit 5");
    const auto request = std::make_shared<EvalRequest>();
    RetrievalEvaluationOptions& options = request->options;
    command->add_option("PATH", options.path, "LiteraryQA and FairytaleQA: the folder; XQuAD: the file")
        ->required();
    command->add_option("--dataset", request->dataset, "literaryqa, fairytaleqa or xquad")
        ->required()
        ->type_name("NAME")
        ->check(CLI::IsMember({"literaryqa", "fairytaleqa", "xquad"}));
    command->add_option("--split", options.split, "Of FairytaleQA: val (default) or train")
        ->type_name("NAME")
        ->check(CLI::IsMember({"val", "train"}));
    command
        ->add_option("--tokenizer", request->tokenizer,
                     "Cuts the chunks of LiteraryQA; default the built-in one")
        ->type_name("FILE");
    command->add_option("--chunk-size", options.chunkTokens, "Tokens of a chunk of LiteraryQA (default 256)")
        ->type_name("256|512")
        ->check(CLI::IsMember({256, 512}));
    command->add_option("--limit", options.maxCollections, "Collections to use; 0 for all (default)")
        ->type_name("N")
        ->check(wholeNumber(0));
    addPlotOption(command, request->plot);
    commands.onChosen(command, [request](Context& context) { return runRetrieval(context, *request); });
    addEvalDecoderCommands(commands, group);
    addEvalQaCommand(commands, group);
}

} // namespace memlong::cli
