// memlong chat
#include <algorithm>

#include <unistd.h>

#include "app/cli/chat.h"
#include "app/cli/line_source.h"
#include "app/cli/options.h"
#include "app/cli/program.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

struct ChatRequest {
    std::string session;
    AskOptions options;
};

void greet(Console& console, const SessionDetails& details) {
    const auto readable = std::ranges::count_if(details.documents, [](const auto& document) {
        return document.chunks > 0 && document.format != "chat";
    });
    console.note("Session \"" + oneLine(details.name) + "\": " + count(readable, "document", "documents") +
                 ", " + grouped(static_cast<std::uint64_t>(details.tokens)) +
                 " tokens. /help lists the commands; Ctrl-C stops an answer, Ctrl-D leaves.");
}

Result<ExitCode> runChat(Context& context, const ChatRequest& request) {
    MEMLONG_ASSIGN(Application application, context.open());
    MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(request.session, false));
    Console& console = context.console;
    const bool terminal = ::isatty(STDIN_FILENO) == 1 && console.errorIsTerminal();
    std::unique_ptr<LineSource> lines;
    if (terminal) {
        MEMLONG_ASSIGN(const SessionDetails details, session->details());
        greet(console, details);
        lines = openTerminalLines(context.interrupts, oneLine(request.session) + "> ",
                                  application.options().dataFolder / "chat_history", Chat::commandNames());
    } else {
        lines = openPipedLines();
    }

    Chat chat(context, *session, request.session, request.options);
    ExitCode code = ExitCode::Ok; // of a script: the worst that happened
    while (!chat.ended()) {
        const std::optional<std::string> line = lines->next();
        if (!line)
            break;
        const Result<void> handled = chat.handle(*line);
        if (handled)
            continue;
        const Error& error = handled.error();
        if (console.json())
            console.printJson(errorJson(errorCodeName(error.code), error));
        console.warn("memlong: " + harmless(error.message));
        code = worse(code, exitCodeFor(error.code));
    }
    if (Interrupts::terminated())
        return ExitCode::Cancelled;
    return terminal ? ExitCode::Ok : code;
}

} // namespace

void addChatCommand(Commands& commands) {
    auto* command = commands.add(commands.root(), "chat", "Talk about the documents of a session",
                                 "memlong chat --session books\n"
                                 "  printf 'Who was Ben Gunn?\\n/sources\\n' | memlong chat --session books");
    const auto request = std::make_shared<ChatRequest>();
    addSessionOption(*command, request->session);
    addSearchOptions(*command, request->options.search);
    addAskOptions(*command, request->options);
    commands.onChosen(command, [request](Context& context) { return runChat(context, *request); });
}

} // namespace memlong::cli
