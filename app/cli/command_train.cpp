// memlong train tokenizer | embedder
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/text_layout.h"
#include "engine/base/files.h"
#include "engine/runtime/runtime.h"
#include "engine/text/sentencepiece_trainer.h"
#include "engine/training/embedder/embedder_training.h"

namespace memlong::cli {
namespace {

struct TokenizerRequest {
    std::vector<std::filesystem::path> texts;
    std::filesystem::path output;
    TrainSentencePieceOptions options;
};

Result<ExitCode> runTokenizer(Context& context, const TokenizerRequest& request) {
    TrainSentencePieceOptions options = request.options;
    for (const auto& text : request.texts)
        options.texts.push_back({text, 1});
    if (context.options.application.threads > 0)
        options.threads = context.options.application.threads;
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_ASSIGN(const std::string model,
                   trainSentencePiece(
                       options, [&](const Progress& progress) { bar.show(progress); }, job.token()));
    MEMLONG_TRY(replaceFile(request.output, model));
    bar.clear();
    if (context.console.json())
        context.console.printJson({{"output", request.output.string()}, {"bytes", model.size()}});
    else
        context.console.note("Wrote " + oneLine(request.output.string()) + ", " + humanBytes(model.size()));
    return ExitCode::Ok;
}

struct EmbedderRequest {
    EmbedderTrainingOptions options;
    std::filesystem::path teacher;
    std::filesystem::path rankingWeights; // empty: the ranking is not fitted
};

/// Fits the ranking to the retriever that was trained, and writes the weights as the program's source has
/// them.
Result<RankingTrainingReport> fitRanking(const EmbedderRequest& request, const ProgressFn& progress,
                                         const std::stop_token& stop) {
    MEMLONG_ASSIGN(const std::unique_ptr<Retriever> retriever, loadBuiltinRetriever(request.options.output));
    MEMLONG_ASSIGN(RankingTrainingReport report,
                   trainRanking(request.options.fairytaleQa, *retriever, request.options.heldOutStories,
                                progress, stop));
    MEMLONG_TRY(replaceFile(request.rankingWeights, rankingWeightsSource(report.weights)));
    return report;
}

Result<ExitCode> runEmbedder(Context& context, const EmbedderRequest& request) {
    EmbedderTrainingOptions options = request.options;
    const ApplicationOptions& application = context.options.application;
    if (application.threads > 0)
        options.threads = application.threads;
    std::unique_ptr<Retriever> teacher;
    if (!request.teacher.empty()) {
        MEMLONG_ASSIGN(const std::shared_ptr<TorchRuntime> runtime,
                       openTorchRuntime({.device = application.device, .threads = application.threads}));
        MEMLONG_ASSIGN(teacher, runtime->loadRetriever(request.teacher));
        options.teacher = teacher.get();
    }
    if (!request.rankingWeights.empty() && options.fairytaleQa.empty())
        return makeError(ErrorCode::InvalidArgument, "--ranking-weights needs --fairytaleqa");
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    const ProgressFn show = [&](const Progress& progress) { bar.show(progress); };
    MEMLONG_ASSIGN(const EmbedderTrainingReport report, trainEmbedder(options, show, job.token()));
    RankingTrainingReport ranking;
    if (!request.rankingWeights.empty()) {
        MEMLONG_ASSIGN(ranking, fitRanking(request, show, job.token()));
    }
    bar.clear();
    Console& console = context.console;
    if (console.json()) {
        console.printJson({{"output", options.output.string()},
                           {"vocabulary", report.vocabularySize},
                           {"dimension", report.dimension},
                           {"training_tokens", report.trainingTokens},
                           {"questions", report.questions},
                           {"first_loss", report.firstLoss},
                           {"last_loss", report.lastLoss},
                           {"first_question_loss", report.firstQuestionLoss},
                           {"last_question_loss", report.lastQuestionLoss},
                           {"ranking_questions", ranking.questions},
                           {"fused_hit_at_5", ranking.hitAt5Before},
                           {"ranked_hit_at_5", ranking.hitAt5After}});
        return ExitCode::Ok;
    }
    console.line("Wrote " + oneLine(options.output.string()) + ": " +
                 grouped(static_cast<std::uint64_t>(report.vocabularySize)) + " tokens of " +
                 std::to_string(report.dimension) + " dimensions");
    console.line("Trained on " + grouped(report.trainingTokens) + " tokens; loss " +
                 std::to_string(report.firstLoss) + " -> " + std::to_string(report.lastLoss));
    if (report.questions > 0)
        console.line("and on " + grouped(report.questions) + " questions; loss " +
                     std::to_string(report.firstQuestionLoss) + " -> " +
                     std::to_string(report.lastQuestionLoss));
    if (ranking.questions > 0)
        console.line("Ranking on " + grouped(ranking.questions) + " questions; hit@5 " +
                     std::to_string(ranking.hitAt5Before) + " -> " + std::to_string(ranking.hitAt5After));
    return ExitCode::Ok;
}

} // namespace

void addTrainCommands(Commands& commands) {
    auto& group = *commands.addGroup("train", "Train decoders, and the built-in tokenizer and retriever",
                                     "memlong train embedder ~/texts --output my-retriever");

    addTrainDataCommands(commands, group);

    auto* tokenizer = commands.add(group, "tokenizer", "Train a SentencePiece tokenizer on text files",
                                   "memlong train tokenizer a.txt b.txt --output tokenizer.model");
    const auto request = std::make_shared<TokenizerRequest>();
    tokenizer->add_option("TEXT", request->texts, "UTF-8 text files")->required();
    tokenizer->add_option("--output", request->output, "The model file to write")
        ->required()
        ->type_name("FILE");
    tokenizer->add_option("--vocabulary", request->options.vocabularySize, "Tokens (default 12000)")
        ->type_name("N")
        ->check(CLI::Range(300, 1000000));
    commands.onChosen(tokenizer, [request](Context& context) { return runTokenizer(context, *request); });

    auto* embedder = commands.add(group, "embedder", "Train a retriever like the built-in one on text files",
                                  "memlong train embedder ~/texts --output my-retriever");
    const auto embedding = std::make_shared<EmbedderRequest>();
    EmbedderTrainingOptions* const options = &embedding->options;
    embedder->add_option("TEXT", options->texts, "UTF-8 text files, or folders of .txt files")->required();
    embedder->add_option("--output", options->output, "The folder to write")->required()->type_name("DIR");
    embedder
        ->add_option("--tokenizer", options->tokenizer,
                     "A SentencePiece model; default: one trained on the texts")
        ->type_name("FILE");
    embedder->add_option("--fairytaleqa", options->fairytaleQa, "Folder of FairytaleQA, for questions")
        ->type_name("DIR");
    embedder
        ->add_option(
            "--teacher", embedding->teacher,
            "Folder of an English encoder, such as all-MiniLM-L6-v2, that gives the starting vectors")
        ->type_name("DIR");
    embedder
        ->add_option("--ranking-weights", embedding->rankingWeights,
                     "Fit the ranking on FairytaleQA as well, and write its weights as a C++ header")
        ->type_name("FILE");
    embedder->add_option("--vocabulary", options->vocabularySize, "Tokens of a new tokenizer (default 40000)")
        ->type_name("N")
        ->check(CLI::Range(300, 1000000));
    embedder->add_option("--dimension", options->dimension, "Of the vectors (default 256)")
        ->type_name("N")
        ->check(CLI::Range(16, 4096));
    embedder
        ->add_option("--steps", options->steps, "On pairs of passages (default 6000; with a teacher none)")
        ->type_name("N")
        ->check(CLI::Range(0, 10000000));
    embedder->add_option("--seed", options->seed, "Of what is drawn (default 1)")->type_name("N");
    commands.onChosen(embedder, [embedding](Context& context) { return runEmbedder(context, *embedding); });
}

} // namespace memlong::cli
