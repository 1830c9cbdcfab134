// memlong ask
#include "app/cli/answer_printer.h"
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/report_json.h"

namespace memlong::cli {
namespace {

struct AskRequest {
    std::string session, question;
    AskOptions options;
};

Result<ExitCode> runAsk(Context& context, const AskRequest& request) {
    if (oneLine(request.question).empty())
        return makeError(ErrorCode::InvalidArgument, "the question is empty");
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    const Interrupts::Job job(context.interrupts);
    AnswerPrinter printer(context.console);
    MEMLONG_ASSIGN(const AskReport report,
                   session->ask(request.question, request.options, printer.events(), job.token()));
    if (context.console.json())
        context.console.printJson(toJson(report));
    else
        printer.finish(report, true);
    return report.stopped ? ExitCode::Cancelled : ExitCode::Ok;
}

} // namespace

void addAskCommand(Commands& commands) {
    auto* command =
        commands.add(commands.root(), "ask", "Ask a question: quotes with their pages, then an answer",
                     "memlong ask --session books \"Who was Ben Gunn?\"\n"
                     "  memlong ask --session books \"Who was Ben Gunn?\" --mask 41 42 --json");
    const auto request = std::make_shared<AskRequest>();
    addSessionOption(*command, request->session);
    command->add_option("QUESTION", request->question, "The question")->required();
    addSearchOptions(*command, request->options.search);
    addAskOptions(*command, request->options);
    commands.onChosen(command, [request](Context& context) { return runAsk(context, *request); });
}

} // namespace memlong::cli
