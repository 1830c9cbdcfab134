// memlong bench
#include <algorithm>

#include "app/cli/bench_report.h"
#include "app/cli/bench_retrieval.h"
#include "app/cli/eval_models.h"
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "engine/base/files.h"

namespace memlong::cli {
namespace {

const std::vector<std::string> kDecoderNames = {"encode", "prefill", "decode", "decode-memory"};
const std::vector<std::string> kOtherNames = {"embed", "dense", "chunk", "ingest", "bm25", "search"};
constexpr const char* kDefaultModel = "memlong-nano";
constexpr std::uint64_t kLargestText = 64 << 20;

struct Request {
    std::vector<std::string> only;
    std::string compare;
    std::filesystem::path text;
    BenchSizes sizes;
};

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> allNames() {
    std::vector<std::string> names = kDecoderNames;
    names.insert(names.end(), kOtherNames.begin(), kOtherNames.end());
    return names;
}

/// What is measured, with what that needs; everything is loaded when it is first needed.
class Bench {
public:
    Bench(Context& context, const Request& request, Application application, std::stop_token stop)
        : m_context(context), m_request(request), m_application(std::move(application)),
          m_stop(std::move(stop)) {}

    Result<BenchReport> run(ProgressBar& bar) {
        std::vector<std::string> names = m_request.only.empty() ? allNames() : m_request.only;
        MEMLONG_TRY(openRuntime(names));
        Progress progress{"loading", 0, 0, "measurements"};
        const ProgressFn show = [&](const Progress& now) { bar.show(now); };
        for (const std::string& name : names)
            progress.total += static_cast<std::uint64_t>(m_request.sizes.repeats + 1) *
                              (contains(kDecoderNames, name) && !m_request.compare.empty() ? 2 : 1);
        BenchReport report;
        report.repeats = m_request.sizes.repeats;
        for (const std::string& name : names) {
            progress.stage = "preparing " + name;
            show(progress);
            MEMLONG_ASSIGN(const std::vector<BenchMeasure> measures, measuresOf(name));
            MEMLONG_ASSIGN(const std::vector<BenchFigure> figures,
                           runInTurns(measures, report.repeats, progress, show, m_stop));
            report.figures.insert(report.figures.end(), figures.begin(), figures.end());
        }
        if (m_runtime)
            report.device = m_runtime->describeDevice();
        report.decoders = std::move(m_decoders);
        return report;
    }

private:
    /// Without LibTorch the decoders are left out, unless they were asked for.
    Result<void> openRuntime(std::vector<std::string>& names) {
        const ApplicationOptions& options = m_context.options.application;
        auto runtime = openBenchRuntime({.device = options.device, .threads = options.threads});
        if (runtime) {
            m_runtime = *std::move(runtime);
            return {};
        }
        const bool decoders =
            std::ranges::any_of(names, [](const std::string& name) { return contains(kDecoderNames, name); });
        if (decoders && (!options.model.empty() || !m_request.only.empty()))
            return runtime.error();
        if (decoders)
            m_context.console.note("No decoder is measured: " + runtime.error().message);
        std::erase_if(names, [](const std::string& name) { return contains(kDecoderNames, name); });
        return {};
    }

    Result<void> loadDecoders() {
        if (!m_decoders.empty())
            return {};
        const ApplicationOptions& options = m_context.options.application;
        std::vector<std::string> models = {options.model.empty() ? kDefaultModel : options.model};
        if (!m_request.compare.empty())
            models.push_back(m_request.compare);
        for (const std::string& name : models) {
            MEMLONG_ASSIGN(const ModelEntry model, m_application.modelInfo(name));
            MEMLONG_ASSIGN(BenchedDecoder decoder,
                           loadBenchedDecoder(
                               m_runtime, name, model.folder,
                               {.precision = options.precision,
                                .adapter = m_decoders.empty() ? options.adapter : std::filesystem::path()}));
            m_decoders.push_back(std::move(decoder));
        }
        return {};
    }

    Result<void> loadText() {
        if (m_text)
            return {};
        const std::filesystem::path file =
            m_request.text.empty() ? m_application.options().resourcesFolder / "sample/treasure_island.txt"
                                   : m_request.text;
        MEMLONG_ASSIGN(const std::string content, readFile(file, kLargestText));
        m_text.emplace(content);
        if (m_text->empty())
            return makeError(ErrorCode::BadInput, file.string() + " has too few words to measure with");
        return {};
    }

    Result<void> loadRetriever() {
        if (!m_retriever) {
            MEMLONG_ASSIGN(m_retriever, loadEvalRetriever(m_context, m_application));
        }
        return {};
    }

    Result<std::vector<BenchMeasure>> measuresOf(const std::string& name) {
        const BenchSizes& sizes = m_request.sizes;
        if (contains(kDecoderNames, name)) {
            MEMLONG_TRY(loadDecoders());
            return decoderMeasures(name, m_decoders, sizes);
        }
        if (name == "dense") {
            MEMLONG_TRY(loadRetriever());
            const int dimension = m_retriever->dimension();
            return std::vector{denseMeasure(dimension, sizes.vectors, m_runtime)};
        }
        MEMLONG_TRY(loadText());
        if (name == "embed") {
            MEMLONG_TRY(loadRetriever());
            MEMLONG_ASSIGN(BenchMeasure measure, embedMeasure(m_retriever, *m_text));
            return std::vector{std::move(measure)};
        }
        if (name == "chunk") {
            MEMLONG_ASSIGN(
                std::shared_ptr<const Tokenizer> tokenizer,
                loadTokenizer(m_application.options().resourcesFolder / "models/tokenizer/tokenizer.model"));
            return std::vector{chunkMeasure(std::move(tokenizer), sizes.chunkTokens, *m_text)};
        }
        if (!m_sessions) {
            MEMLONG_ASSIGN(m_sessions, BenchSessions::open(m_context.options.application));
        }
        if (name == "ingest")
            return std::vector{m_sessions->ingestMeasure(sizes.chunkTokens, *m_text)};
        MEMLONG_ASSIGN(BenchMeasure measure,
                       m_sessions->searchMeasure(name, sizes.searchChunks, sizes.topK, *m_text, m_stop));
        return std::vector{std::move(measure)};
    }

    Context& m_context;
    const Request& m_request;
    Application m_application;
    std::stop_token m_stop;
    std::shared_ptr<BenchRuntime> m_runtime;
    std::vector<BenchedDecoder> m_decoders;
    std::optional<BenchText> m_text;
    std::shared_ptr<Retriever> m_retriever;
    std::unique_ptr<BenchSessions> m_sessions;
};

Result<ExitCode> runBench(Context& context, const Request& request) {
    if (!request.compare.empty() && context.options.application.model.empty())
        return makeError(ErrorCode::InvalidArgument, "--compare needs --model, the decoder to compare with");
    MEMLONG_ASSIGN(Application application, context.open());
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    Bench bench(context, request, std::move(application), job.token());
    MEMLONG_ASSIGN(const BenchReport report, bench.run(bar));
    bar.clear();
    if (context.console.json())
        context.console.printJson(benchJson(report));
    else
        context.console.write(benchText(report));
    return ExitCode::Ok;
}

} // namespace

void addBenchCommand(Commands& commands) {
    auto* command = commands.add(commands.root(), "bench", "Measure speed beside what the machine can do",
                                 "memlong bench --model tinyllama --only prefill decode --json");
    const auto request = std::make_shared<Request>();
    BenchSizes& sizes = request->sizes;
    command
        ->add_option("--only", request->only,
                     "encode, prefill, decode, decode-memory, embed, dense, chunk, ingest, bm25, search "
                     "(default: all)")
        ->type_name("NAME...")
        ->check(CLI::IsMember(allNames()));
    command->add_option("--compare", request->compare, "Another decoder, measured in turns with --model")
        ->type_name("MODEL");
    command->add_option("--repeats", sizes.repeats, "Of each measurement (default 5)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command->add_option("--chunk-size", sizes.chunkTokens, "Tokens of a chunk: 256 (default) or 512")
        ->type_name("256|512")
        ->check(CLI::IsMember({256, 512}));
    command->add_option("--prompt-tokens", sizes.promptTokens, "Of prefill (default 512)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000000));
    command->add_option("--decode-tokens", sizes.decodeTokens, "Decoded in one go (default 32)")
        ->type_name("N")
        ->check(CLI::Range(1, 100000));
    command->add_option("-k,--top-k", sizes.topK, "Chunks in memory, passages found (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command->add_option("--vectors", sizes.vectors, "Of dense search (default 100000)")
        ->type_name("N")
        ->check(CLI::Range(1, 10000000));
    command->add_option("--chunks", sizes.searchChunks, "Of the session that is searched (default 1000)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000000));
    command->add_option("--text", request->text, "Whose words are read (default: the sample book)")
        ->type_name("FILE");
    commands.onChosen(command, [request](Context& context) { return runBench(context, *request); });
}

} // namespace memlong::cli
