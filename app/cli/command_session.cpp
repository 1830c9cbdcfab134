// memlong session list | show | rename | delete | verify | export | import | reencode | remove-document
#include "app/cli/confirm.h"
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

struct SessionRequest {
    std::string session, other;
    Id document = 0;
    bool yes = false, names = false;
};

ProgressFn progressInto(ProgressBar& bar) {
    return [&bar](const Progress& progress) { bar.show(progress); };
}

std::string bankText(const BankSummary& bank) {
    return grouped(bank.residentTokens) + " of " + grouped(bank.budgetTokens) + " tokens resident (" +
           humanBytes(bank.residentBytes) + "), " + grouped(bank.evictions) + " evictions";
}

Result<ExitCode> runList(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(const Application application, context.open());
    MEMLONG_ASSIGN(const std::vector<SessionDetails> sessions, application.sessions());
    Console& console = context.console;
    if (console.json()) {
        Json list = Json::array();
        for (const SessionDetails& session : sessions)
            list.push_back({{"session", session.name},
                            {"chunks", session.chunks},
                            {"tokens", session.tokens},
                            {"messages", session.messages},
                            {"size_bytes", session.sizeBytes},
                            {"changed_at", session.changedAt},
                            {"problem", session.problem}});
        console.printJson({{"sessions", std::move(list)}});
        return ExitCode::Ok;
    }
    for (const SessionDetails& session : sessions) {
        if (request.names)
            console.line(oneLine(session.name));
        else if (!session.problem.empty())
            console.line(console.bold(oneLine(session.name)) + "  " + oneLine(session.problem));
        else
            console.line(console.bold(oneLine(session.name)) + "  " +
                         count(session.chunks, "chunk", "chunks") + ", " +
                         count(session.tokens, "token", "tokens") + ", " + humanBytes(session.sizeBytes) +
                         ", changed " + oneLine(session.changedAt));
    }
    if (sessions.empty() && !request.names)
        console.note("No sessions yet; 'memlong ingest --session NAME FILE' makes one.");
    return ExitCode::Ok;
}

Result<ExitCode> runShow(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    MEMLONG_ASSIGN(const SessionDetails details, session->details());
    Console& console = context.console;
    if (console.json()) {
        console.printJson(toJson(details));
        return ExitCode::Ok;
    }
    console.line(console.bold(oneLine(details.name)));
    printDocuments(console, details.documents);
    console.line("Chunks:     " + grouped(static_cast<std::uint64_t>(details.chunks)) + " of up to " +
                 std::to_string(details.chunkTokens) + " tokens, " +
                 grouped(static_cast<std::uint64_t>(details.tokens)) + " tokens in all");
    console.line("Memory:     " + bankText(details.bank));
    console.line("Decoder:    " + (details.decoder.empty() ? "none" : oneLine(details.decoder)));
    console.line("Retriever:  " + oneLine(details.retriever));
    console.line("Messages:   " + grouped(static_cast<std::uint64_t>(details.messages)));
    console.line("Size:       " + humanBytes(details.sizeBytes) + ", made " + oneLine(details.createdAt) +
                 ", changed " + oneLine(details.changedAt));
    return ExitCode::Ok;
}

Result<ExitCode> runRename(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_TRY(application.renameSession(request.session, request.other));
    if (context.console.json())
        context.console.printJson({{"session", request.other}});
    return ExitCode::Ok;
}

Result<ExitCode> runDelete(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    if (!request.yes)
        MEMLONG_TRY(confirm(context.console,
                            "Delete session \"" + oneLine(request.session) + "\" with everything in it?"));
    MEMLONG_TRY(application.deleteSession(request.session));
    if (context.console.json())
        context.console.printJson({{"deleted", request.session}});
    return ExitCode::Ok;
}

Result<ExitCode> runRemoveDocument(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    if (!request.yes)
        MEMLONG_TRY(confirm(context.console, "Remove document " + std::to_string(request.document) +
                                                 " from session \"" + oneLine(request.session) + "\"?"));
    MEMLONG_TRY(session->removeDocument(request.document));
    if (context.console.json())
        context.console.printJson({{"removed", request.document}});
    return ExitCode::Ok;
}

Result<ExitCode> runVerify(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    auto found = [&]() -> Result<std::vector<std::string>> {
        MEMLONG_ASSIGN(const std::unique_ptr<Session> session,
                       application.openSession(request.session, false));
        return session->verify(progressInto(bar), job.token());
    }();
    bar.clear();
    if (!found && found.error().code == ErrorCode::Corrupt)
        found = std::vector{found.error().message}; // too damaged to be looked at further
    MEMLONG_ASSIGN(const std::vector<std::string> problems, std::move(found));
    Console& console = context.console;
    if (console.json())
        console.printJson({{"ok", problems.empty()}, {"problems", problems}});
    else if (problems.empty())
        console.line("ok");
    else
        for (const std::string& problem : problems)
            console.line(oneLine(problem));
    return problems.empty() ? ExitCode::Ok : ExitCode::Corrupt;
}

Result<ExitCode> runExport(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    const std::filesystem::path archive = request.other;
    std::error_code ignored;
    if (archive == "-" || (archive.extension() != ".memlong" && std::filesystem::exists(archive, ignored)))
        return makeError(ErrorCode::InvalidArgument,
                         archive == "-"
                             ? "an archive cannot be written to standard output; name a file"
                             : request.other + " is there already and is no .memlong archive; choose "
                                               "another file");
    MEMLONG_TRY(session->exportTo(request.other, progressInto(bar), job.token()));
    bar.clear();
    if (context.console.json())
        context.console.printJson({{"session", request.session}, {"archive", request.other}});
    else
        context.console.note("Wrote " + oneLine(request.other));
    return ExitCode::Ok;
}

Result<ExitCode> runImport(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_ASSIGN(const std::string name,
                   application.importSession(request.other, request.session, progressInto(bar), job.token()));
    bar.clear();
    if (context.console.json())
        context.console.printJson({{"session", name}});
    else
        context.console.line(oneLine(name));
    return ExitCode::Ok;
}

Result<ExitCode> runReencode(Context& context, const SessionRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    const Interrupts::Job job(context.interrupts);
    ProgressBar bar(context.console);
    MEMLONG_TRY(session->reencode([&](const IngestProgress& progress) { bar.show(progress); }, job.token()));
    bar.clear();
    if (context.console.json())
        context.console.printJson({{"session", request.session}});
    return ExitCode::Ok;
}

} // namespace

void addSessionCommands(Commands& commands) {
    auto& group =
        *commands.addGroup("session", "List, check, move and delete sessions", "memlong session list");
    const auto request = std::make_shared<SessionRequest>();
    const auto add = [&](const char* name, const char* description, const char* example,
                         Result<ExitCode> (*run)(Context&, const SessionRequest&)) {
        auto* command = commands.add(group, name, description, example);
        commands.onChosen(command, [request, run](Context& context) { return run(context, *request); });
        return command;
    };

    auto* list = add("list", "The sessions there are", "memlong session list", runList);
    list->add_flag("--names", request->names, "Only the names, one a line");
    auto* show =
        add("show", "Documents, memory and models of a session", "memlong session show books", runShow);
    addSessionArgument(*show, request->session);
    auto* rename =
        add("rename", "Give a session another name", "memlong session rename books novels", runRename);
    rename->add_option("SESSION", request->session, "Its name")->required();
    rename->add_option("NEW", request->other, "Its new name")->required();
    auto* remove = add("delete", "Delete a session with everything in it",
                       "memlong session delete books --yes", runDelete);
    addSessionArgument(*remove, request->session);
    remove->add_flag("-y,--yes", request->yes, "Do not ask");
    auto* removeDocument = add("remove-document", "Delete one document of a session",
                               "memlong session remove-document --session books 3", runRemoveDocument);
    addSessionOption(*removeDocument, request->session);
    removeDocument->add_option("DOCUMENT", request->document, "Its number in 'memlong session show'")
        ->required()
        ->check(wholeNumber(1));
    removeDocument->add_flag("-y,--yes", request->yes, "Do not ask");
    auto* verify = add("verify", "Check everything that is stored; exit code 5 when something is wrong",
                       "memlong session verify books", runVerify);
    addSessionArgument(*verify, request->session);
    auto* exporting = add("export", "Write a session into one archive file",
                          "memlong session export --session books books.memlong", runExport);
    addSessionOption(*exporting, request->session);
    exporting->add_option("FILE", request->other, "The archive to write")->required();
    auto* importing = add("import", "Make a session from an archive file",
                          "memlong session import books.memlong --session novels", runImport);
    importing->add_option("FILE", request->other, "The archive")->required();
    importing->add_option("-s,--session", request->session, "Name for the session; default: its own")
        ->type_name("NAME");
    auto* reencode =
        add("reencode", "Make up for what the present decoder and retriever have not encoded yet",
            "memlong session reencode books --model tinyllama", runReencode);
    addSessionArgument(*reencode, request->session);
}

} // namespace memlong::cli
