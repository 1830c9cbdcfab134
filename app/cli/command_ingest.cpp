// memlong ingest
#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <poll.h>
#include <unistd.h>

#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/text_layout.h"
#include "engine/base/files.h"

namespace memlong::cli {
namespace {

constexpr std::size_t kLargestInput = std::size_t{512} << 20; // of standard input, which has to fit in memory

struct IngestRequest {
    std::string session;
    std::vector<std::string> sources;
    std::string name = "standard input";
    IngestOptions options;
};

Result<std::string> readStandardInput(const std::stop_token& stop) {
    std::string text;
    std::vector<char> buffer(std::size_t{1} << 16);
    for (;;) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled,
                             "cancelled while reading standard input; nothing was stored");
        pollfd ready = {STDIN_FILENO, POLLIN, 0};
        if (::poll(&ready, 1, 100) <= 0) // nothing yet, or a signal: read() would wait on
            continue;
        const auto got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            return systemError(errno, "read", "standard input");
        if (got == 0)
            break;
        if (text.size() + static_cast<std::size_t>(got) > kLargestInput)
            return makeError(ErrorCode::BadInput,
                             "standard input is larger than 512 MiB; store it in a file and ingest the file");
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    if (text.empty())
        return makeError(ErrorCode::BadInput, "standard input is empty; pipe a text into 'memlong ingest -'");
    return text;
}

void append(IngestReport& whole, IngestReport part) {
    std::ranges::move(part.documents, std::back_inserter(whole.documents));
    whole.chunks += part.chunks;
    whole.tokens += part.tokens;
    whole.seconds += part.seconds;
    whole.cancelled = whole.cancelled || part.cancelled;
}

ExitCode exitCodeOf(const IngestReport& report) {
    using Outcome = IngestedDocument::Outcome;
    ExitCode code = report.cancelled ? ExitCode::Cancelled : ExitCode::Ok;
    for (const IngestedDocument& document : report.documents) {
        if (document.outcome == Outcome::Failed || document.outcome == Outcome::Encrypted)
            code = worse(code, exitCodeFor(document.code));
        else if (document.outcome == Outcome::Scanned)
            code = worse(code, ExitCode::BadInput);
    }
    return code;
}

void printReport(Console& console, const IngestReport& report, const std::string& session) {
    for (const IngestedDocument& document : report.documents)
        printIngested(console, document);
    if (console.quiet() || report.chunks == 0)
        return;
    const double rate = report.seconds > 0 ? static_cast<double>(report.tokens) / report.seconds : 0;
    console.line("Session \"" + oneLine(session) + "\": " + count(report.chunks, "new chunk", "new chunks") +
                 ", " + grouped(static_cast<std::uint64_t>(report.tokens)) + " tokens in " +
                 clockText(report.seconds) + " (" + grouped(static_cast<std::uint64_t>(rate)) + " tokens/s)");
}

Result<ExitCode> runIngest(Context& context, const IngestRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, true));
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    const auto onProgress = [&](const IngestProgress& progress) { bar.show(progress); };

    // Neighbouring paths go in together: the services order and count them.
    IngestReport whole;
    for (auto source = request.sources.begin(); source != request.sources.end() && !whole.cancelled;) {
        if (*source == "-") {
            MEMLONG_ASSIGN(std::string text, readStandardInput(job.token()));
            MEMLONG_ASSIGN(IngestReport part, session->ingestText(std::move(text), request.name,
                                                                  request.options, onProgress, job.token()));
            append(whole, std::move(part));
            ++source;
            continue;
        }
        const auto end = std::find(source, request.sources.end(), "-");
        MEMLONG_ASSIGN(IngestReport part, session->ingest(std::vector<std::filesystem::path>(source, end),
                                                          request.options, onProgress, job.token()));
        append(whole, std::move(part));
        source = end;
    }
    bar.clear();
    if (context.console.json())
        context.console.printJson(toJson(whole, request.session));
    else
        printReport(context.console, whole, request.session);
    return exitCodeOf(whole);
}

} // namespace

void addIngestCommand(Commands& commands) {
    auto* command =
        commands.add(commands.root(), "ingest", "Put documents into a session",
                     "memlong ingest --session books treasure_island.pdf ~/Library/Novels\n"
                     "  wget -qO- https://example.org/page.html | memlong ingest --session web -");
    const auto request = std::make_shared<IngestRequest>();
    IngestOptions& options = request->options;
    addSessionOption(*command, request->session);
    command
        ->add_option(
            "PATH", request->sources,
            "PDF, text, Markdown, HTML or EPUB files, folders with such files, or - for standard input")
        ->required();
    command
        ->add_option("--chunk-size", options.chunkTokens,
                     "Tokens of a chunk; the first ingest of a session decides")
        ->type_name("256|512")
        ->check(CLI::IsMember({256, 512}));
    command->add_option("--password", options.password, "Of encrypted PDFs")->type_name("TEXT");
    command->add_flag("--ocr", options.ocr, "Recognise the text of scanned pages (tesseract)");
    command->add_option("--ocr-language", options.ocrLanguage, "Languages for --ocr, such as eng or deu+fra")
        ->type_name("LANG");
    command
        ->add_option("--name", request->name, "Title of a text from standard input that has none of its own")
        ->type_name("TITLE");
    commands.onChosen(command, [request](Context& context) { return runIngest(context, *request); });
}

} // namespace memlong::cli
