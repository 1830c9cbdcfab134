// memlong eval qa: questions about documents, asked as a user would, in sessions that are thrown away.
#include "app/cli/eval_models.h"
#include "app/cli/options.h"
#include "app/cli/progress_bar.h"
#include "app/services/document_pages.h"
#include "engine/base/hash.h"
#include "engine/base/scratch_folder.h"
#include "engine/datasets/literary_qa.h"
#include "engine/evaluation/answer_score.h"
#include "engine/plot/plot.h"

namespace memlong::cli {
namespace {

namespace fs = std::filesystem;

struct QaRequest {
    fs::path path;
    std::vector<std::string> modes = {"quotes", "memory", "context", "both"};
    std::size_t documents = 0, questions = 0; // of each document; 0: all
    int k = 8;
    int maxTokens = 48;
    fs::path plot;
};

/// Sums over the questions of one mode.
struct QaScore {
    std::string mode;
    int questions = 0;
    double exact = 0, f1 = 0, contains = 0;      // of the answer: the generated one, or the first quote
    double quoted = 0, cited = 0, retrieved = 0; // an answer stands in a quote, on the page of the first
                                                 // quote, in a retrieved passage
};

/// What the questions were asked of, and by which models: for the report.
struct QaProvenance {
    std::string data, dataHash, model, modelFingerprint, retriever, retrieverFingerprint;
};

AskOptions optionsOf(const std::string& mode, const QaRequest& request) {
    AskOptions options;
    options.quotesOnly = mode == "quotes";
    options.mode = mode == "memory"    ? AnswerMode::Memory
                   : mode == "context" ? AnswerMode::Context
                                       : AnswerMode::Both;
    options.search.k = request.k;
    options.maxTokens = request.maxTokens;
    options.temperature = 0;
    return options;
}

/// The pages of a session's only document, opened for the first quote.
class CitedPages {
public:
    CitedPages(const Application& application, std::string session)
        : m_application(application), m_session(std::move(session)) {}

    /// The text of the page that the first quote cites.
    Result<std::string> first(const AskReport& report) {
        if (report.quotes.empty())
            return std::string();
        const Quote& quote = report.quotes.front();
        if (!m_pages) {
            MEMLONG_ASSIGN(m_pages, openDocumentPages(m_application, m_session, quote.document));
        }
        MEMLONG_ASSIGN(PageText page, m_pages->text(quote.page));
        return std::move(page.text);
    }

private:
    const Application& m_application;
    std::string m_session;
    std::unique_ptr<DocumentPages> m_pages;
};

void addAnswer(QaScore& score, const AskReport& report, const std::string& page,
               const std::vector<std::string>& right) {
    const std::string answer =
        score.mode == "quotes" ? (report.quotes.empty() ? "" : report.quotes.front().text) : report.answer;
    const AnswerScore found = scoreAnswer(answer, right);
    ++score.questions;
    score.exact += found.exact;
    score.f1 += found.f1;
    score.contains += containsAnswer(answer, right);
    score.quoted += std::any_of(report.quotes.begin(), report.quotes.end(),
                                [&](const Quote& quote) { return containsAnswer(quote.text, right); });
    score.cited += containsAnswer(page, right);
    score.retrieved +=
        std::any_of(report.search.results.begin(), report.search.results.end(),
                    [&](const SearchResult& result) { return containsAnswer(result.text, right); });
}

Json scoreJson(const QaScore& score) {
    const double count = std::max(score.questions, 1);
    return {{"mode", score.mode},
            {"questions", score.questions},
            {"exact_match", score.exact / count},
            {"f1", score.f1 / count},
            {"contains", score.contains / count},
            {"quoted", score.quoted / count},
            {"cited_page", score.cited / count},
            {"retrieved", score.retrieved / count}};
}

std::string scoreText(const QaProvenance& provenance, const std::vector<QaScore>& scores) {
    char line[160];
    std::snprintf(line, sizeof line, "%-8s %9s %7s %7s %9s %8s %11s %10s\n", "mode", "questions", "EM", "F1",
                  "contains", "quoted", "cited page", "retrieved");
    std::string text = provenance.model.empty()
                           ? std::string()
                           : "Model " + provenance.model + " (" + provenance.modelFingerprint + "), ";
    text += "retriever " + provenance.retriever + " (" + provenance.retrieverFingerprint + "), data " +
            provenance.dataHash + "\n" + line;
    for (const QaScore& score : scores) {
        const double percent = 100.0 / std::max(score.questions, 1);
        std::snprintf(line, sizeof line, "%-8s %9d %6.1f%% %6.1f%% %8.1f%% %7.1f%% %10.1f%% %9.1f%%\n",
                      score.mode.c_str(), score.questions, percent * score.exact, percent * score.f1,
                      percent * score.contains, percent * score.quoted, percent * score.cited,
                      percent * score.retrieved);
        text += line;
    }
    return text;
}

std::string scorePlot(const std::vector<QaScore>& scores) {
    HeatMap map{"Answers", "", "", {"exact match", "F1", "contains", "quoted", "cited page", "retrieved"},
                {},        {}, 0,  1};
    for (const QaScore& score : scores) {
        map.rows.push_back(score.mode);
        for (const double sum :
             {score.exact, score.f1, score.contains, score.quoted, score.cited, score.retrieved})
            map.values.push_back(sum / std::max(score.questions, 1));
    }
    return svgText(map);
}

/// Loads the models once before the questions, so that a broken one is told at once.
Result<QaProvenance> provenanceOf(Context& context, Application& application, const QaRequest& request,
                                  const std::vector<QuestionedDocument>& documents) {
    QaProvenance provenance;
    provenance.data = request.path.string();
    Hasher hasher;
    for (const QuestionedDocument& document : documents) {
        hasher.update(document.text + '\n');
        for (const QuestionAnswers& question : document.questions)
            hasher.update(question.question + '\n');
    }
    provenance.dataHash = hasher.hex();
    MEMLONG_ASSIGN(const auto retriever, loadEvalRetriever(context, application));
    provenance.retriever = retriever->name();
    provenance.retrieverFingerprint = retriever->fingerprint();
    if (!context.options.application.model.empty()) {
        MEMLONG_ASSIGN(const auto decoder, loadEvalDecoder(context, application));
        provenance.model = decoder->info().name;
        provenance.modelFingerprint = decoder->info().fingerprint;
    }
    return provenance;
}

Result<std::vector<QuestionedDocument>> documentsOf(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return readLiteraryBooks(path);
    MEMLONG_ASSIGN(QuestionSet set, readQuestions({path}));
    return std::move(set.documents);
}

Result<ExitCode> runQa(Context& context, const QaRequest& request) {
    MEMLONG_ASSIGN(std::vector<QuestionedDocument> documents, documentsOf(request.path));
    if (request.documents > 0 && documents.size() > request.documents)
        documents.resize(request.documents);
    for (QuestionedDocument& document : documents)
        if (request.questions > 0 && document.questions.size() > request.questions)
            document.questions.resize(request.questions);
    ApplicationOptions options = context.options.application;
    MEMLONG_ASSIGN(Application own, context.open());
    MEMLONG_ASSIGN(const QaProvenance provenance, provenanceOf(context, own, request, documents));
    if (!options.model.empty()) {
        MEMLONG_ASSIGN(const ModelEntry model, own.modelInfo(options.model));
        options.model = model.folder.string(); // the scratch folder has no models of its own
    }
    if (!options.retriever.empty()) {
        MEMLONG_ASSIGN(const ModelEntry model, own.modelInfo(options.retriever));
        if (!model.builtin)
            options.retriever = model.folder.string();
    }
    MEMLONG_ASSIGN(const ScratchFolder scratch, ScratchFolder::makeTemporary("memlong-eval-"));
    options.dataFolder = scratch.path();
    MEMLONG_ASSIGN(Application application, Application::open(options));

    std::vector<QaScore> scores;
    for (const std::string& mode : request.modes)
        if (mode == "quotes" || !options.model.empty())
            scores.push_back({mode});
    if (scores.size() < request.modes.size())
        context.console.note("Only quotes are measured: name a decoder with --model for the other modes");
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    Progress state{"asking", 0, documents.size(), "documents"};
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const QuestionedDocument& document = documents[i];
        const std::string name = "document " + std::to_string(i + 1);
        MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(name, true));
        MEMLONG_TRY(session->ingestText(document.text, document.title.empty() ? name : document.title, {},
                                        nullptr, job.token()));
        CitedPages cited(application, name);
        for (QaScore& score : scores)
            for (const QuestionAnswers& question : document.questions) {
                MEMLONG_ASSIGN(
                    const AskReport report,
                    session->ask(question.question, optionsOf(score.mode, request), {}, job.token()));
                if (report.stopped || job.token().stop_requested())
                    return makeError(ErrorCode::Cancelled, "cancelled");
                MEMLONG_ASSIGN(const std::string page, cited.first(report));
                addAnswer(score, report, page, question.answers);
            }
        ++state.done;
        bar.show(state);
    }
    bar.clear();
    Json list = Json::array();
    for (const QaScore& score : scores)
        list.push_back(scoreJson(score));
    const Json json{{"data", provenance.data},
                    {"data_hash", provenance.dataHash},
                    {"documents", documents.size()},
                    {"model", provenance.model},
                    {"model_fingerprint", provenance.modelFingerprint},
                    {"retriever", provenance.retriever},
                    {"retriever_fingerprint", provenance.retrieverFingerprint},
                    {"k", request.k},
                    {"scores", list}};
    return showReport(context, scoreText(provenance, scores), json.dump(), request.plot, scorePlot(scores));
}

} // namespace

void addEvalQaCommand(Commands& commands, CLI::App& group) {
    auto* command =
        commands.add(group, "qa", "Answers to questions about documents against the right ones",
                     "memlong eval qa --model memlong-nano questions.jsonl --modes quotes memory");
    const auto request = std::make_shared<QaRequest>();
    command
        ->add_option("PATH", request->path,
                     "A folder of LiteraryQA, or JSON lines as `train instruct` reads or as L-Eval has them")
        ->required();
    command->add_option("--modes", request->modes, "quotes, memory, context, both (default: all)")
        ->check(CLI::IsMember({"quotes", "memory", "context", "both"}));
    command->add_option("--documents", request->documents, "At most so many; 0 for all (default)")
        ->type_name("N")
        ->check(wholeNumber(0));
    command
        ->add_option("--questions", request->questions,
                     "Of each document at most so many; 0 for all (default)")
        ->type_name("N")
        ->check(wholeNumber(0));
    command->add_option("-k,--top-k", request->k, "Passages to retrieve (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command->add_option("--max-tokens", request->maxTokens, "Of an answer (default 48)")
        ->type_name("N")
        ->check(CLI::Range(1, 4096));
    addPlotOption(command, request->plot);
    commands.onChosen(command, [request](Context& context) { return runQa(context, *request); });
}

} // namespace memlong::cli
