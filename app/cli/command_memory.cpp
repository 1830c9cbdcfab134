// memlong memory show | pin | unpin | budget
#include <algorithm>

#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

struct MemoryRequest {
    std::string session;
    std::vector<Id> chunks;
    std::uint64_t budgetTokens = 0;
    std::size_t limit = 20;
};

Result<ExitCode> runShow(Context& context, const MemoryRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    MEMLONG_ASSIGN(const SessionDetails details, session->details());
    MEMLONG_ASSIGN(std::vector<MemoryChunkInfo> chunks, session->memory());
    Console& console = context.console;
    if (console.json()) {
        Json list = Json::array();
        for (const MemoryChunkInfo& chunk : chunks)
            list.push_back(toJson(chunk));
        console.printJson(
            {{"session", request.session}, {"bank", toJson(details)["bank"]}, {"chunks", std::move(list)}});
        return ExitCode::Ok;
    }
    const auto resident = std::ranges::count_if(chunks, &MemoryChunkInfo::resident);
    const auto pinned = std::ranges::count_if(chunks, &MemoryChunkInfo::pinned);
    console.line("Budget " + grouped(details.bank.budgetTokens) + " tokens; resident " +
                 grouped(details.bank.residentTokens) + " tokens in " +
                 grouped(static_cast<std::uint64_t>(resident)) + " of " + grouped(chunks.size()) +
                 " chunks; " + grouped(static_cast<std::uint64_t>(pinned)) + " pinned; " +
                 grouped(details.bank.evictions) + " evictions");
    std::ranges::stable_sort(chunks, std::ranges::greater(), &MemoryChunkInfo::triggers);
    const std::size_t shown = request.limit == 0 ? chunks.size() : std::min(request.limit, chunks.size());
    for (std::size_t i = 0; i < shown; ++i)
        printMemoryChunk(console, chunks[i]);
    if (shown < chunks.size())
        console.note(grouped(chunks.size() - shown) + " more; --limit 0 shows all.");
    return ExitCode::Ok;
}

Result<ExitCode> setPinned(Context& context, const MemoryRequest& request, bool pinned) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    MEMLONG_TRY(session->setPinned(request.chunks, pinned));
    if (context.console.json())
        context.console.printJson({{pinned ? "pinned" : "unpinned", request.chunks}});
    return ExitCode::Ok;
}

Result<ExitCode> runBudget(Context& context, const MemoryRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    MEMLONG_TRY(session->setBudget(request.budgetTokens));
    if (context.console.json())
        context.console.printJson({{"session", request.session}, {"budget_tokens", request.budgetTokens}});
    return ExitCode::Ok;
}

} // namespace

void addMemoryCommands(Commands& commands) {
    auto& group = *commands.addGroup("memory", "See and steer what stays in the decoder's memory",
                                     "memlong memory show --session books");
    const auto request = std::make_shared<MemoryRequest>();

    auto* show = commands.add(group, "show", "Budget, residents and the chunks retrieved most often",
                              "memlong memory show --session books --limit 5");
    addSessionOption(*show, request->session);
    show->add_option("--limit", request->limit, "Chunks to list; 0 for all (default 20)")
        ->type_name("N")
        ->check(wholeNumber(0));
    commands.onChosen(show, [request](Context& context) { return runShow(context, *request); });

    auto* pin =
        commands.add(group, "pin", "Keep chunks resident", "memlong memory pin --session books 41 42");
    addSessionOption(*pin, request->session);
    pin->add_option("CHUNK", request->chunks, "Chunk numbers")->required()->check(wholeNumber(1));
    commands.onChosen(pin, [request](Context& context) { return setPinned(context, *request, true); });

    auto* unpin = commands.add(group, "unpin", "Let chunks be evicted again",
                               "memlong memory unpin --session books 41");
    addSessionOption(*unpin, request->session);
    unpin->add_option("CHUNK", request->chunks, "Chunk numbers")->required()->check(wholeNumber(1));
    commands.onChosen(unpin, [request](Context& context) { return setPinned(context, *request, false); });

    auto* budget = commands.add(group, "budget", "Set how many tokens may be resident",
                                "memlong memory budget --session books 32768");
    addSessionOption(*budget, request->session);
    budget->add_option("TOKENS", request->budgetTokens, "Tokens")->required()->check(wholeNumber(1));
    commands.onChosen(budget, [request](Context& context) { return runBudget(context, *request); });
}

} // namespace memlong::cli
