// memlong search
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"

namespace memlong::cli {
namespace {

constexpr int kExcerptColumns = 400;

struct SearchRequest {
    std::string session, query;
    SearchOptions options;
    bool full = false;
};

Result<ExitCode> runSearch(Context& context, const SearchRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    MEMLONG_ASSIGN(const SearchReport report, session->search(request.query, request.options));
    Console& console = context.console;
    if (console.json()) {
        console.printJson(toJson(report));
        return ExitCode::Ok;
    }
    if (report.results.empty())
        console.note("Nothing found.");
    printPassages(console, report.results, request.full ? 0 : kExcerptColumns);
    return ExitCode::Ok;
}

} // namespace

void addSearchCommand(Commands& commands) {
    auto* command = commands.add(commands.root(), "search", "Find passages",
                                 "memlong search --session books \"the apple barrel\" -k 3");
    const auto request = std::make_shared<SearchRequest>();
    addSessionOption(*command, request->session);
    command->add_option("QUERY", request->query, "What to look for")->required();
    addSearchOptions(*command, request->options);
    command->add_flag("--full", request->full, "Whole passages, not their beginnings");
    commands.onChosen(command, [request](Context& context) { return runSearch(context, *request); });
}

} // namespace memlong::cli
