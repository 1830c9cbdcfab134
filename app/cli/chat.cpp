#include "app/cli/chat.h"

#include <algorithm>
#include <charconv>

#include "app/cli/answer_printer.h"
#include "app/cli/options.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/text_layout.h"
#include "engine/base/files.h"

namespace memlong::cli {
namespace {

constexpr int kSignalsToLeave = 3; // one stops the answer, and impatience is no wish to leave

Error usage(const std::string& message) {
    return makeError(ErrorCode::InvalidArgument, message);
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t");
    const auto end = text.find_last_not_of(" \t");
    return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

/// Positive numbers divided by spaces or commas.
Result<std::vector<Id>> parseNumbers(const std::string& text) {
    std::vector<Id> numbers;
    const char* position = text.data();
    const char* const end = position + text.size();
    while (position != end) {
        if (*position == ' ' || *position == ',') {
            ++position;
            continue;
        }
        Id number = 0;
        const auto parsed = std::from_chars(position, end, number);
        if (parsed.ec != std::errc() || number <= 0)
            return usage("numbers are expected, as in 41 42");
        numbers.push_back(number);
        position = parsed.ptr;
    }
    return numbers;
}

std::string numberList(const std::vector<Id>& numbers) {
    std::string list;
    for (const Id number : numbers)
        list += (list.empty() ? "" : ", ") + std::to_string(number);
    return list.empty() ? "none" : list;
}

} // namespace

struct Chat::Command {
    const char* name;
    const char* argument;
    const char* description;
    Result<void> (Chat::*run)(const std::string& argument);
};

const std::vector<Chat::Command>& Chat::commands() {
    static const std::vector<Command> kCommands = {
        {"/help", "", "this list", &Chat::help},
        {"/quit", "", "leave (also Ctrl-D)", &Chat::quit},
        {"/docs", "", "the documents of the session", &Chat::documents},
        {"/sources", "", "the passages behind the last answer", &Chat::sources},
        {"/mode", "[memory|context|both|auto]", "how passages reach the decoder", &Chat::mode},
        {"/retrieval", "[hybrid|dense|bm25]", "how passages are found", &Chat::retrieval},
        {"/k", "[N]", "how many passages are found", &Chat::passages},
        {"/mask", "CHUNK...", "pass over chunks from now on", &Chat::mask},
        {"/unmask", "[CHUNK...]", "use them again; without a number, all", &Chat::unmask},
        {"/again", "", "ask the last question again, with what is masked now", &Chat::again},
        {"/history", "", "the conversation so far", &Chat::history},
        {"/clear", "", "forget the conversation, keep the documents", &Chat::clear},
        {"/save", "FILE", "write the conversation as Markdown", &Chat::save},
        {"/memory", "[N]", "the memory and its N most retrieved chunks", &Chat::memory},
    };
    return kCommands;
}

Chat::Chat(Context& context, Session& session, std::string sessionName, AskOptions options)
    : m_context(context), m_session(session), m_sessionName(std::move(sessionName)),
      m_options(std::move(options)) {
    m_options.useHistory = true;
}

std::vector<std::string> Chat::commandNames() {
    std::vector<std::string> names;
    for (const Command& command : commands())
        names.emplace_back(command.name);
    return names;
}

void Chat::say(const std::string& text) {
    if (m_context.console.json())
        m_context.console.warn(text);
    else
        m_context.console.line(text);
}

Result<void> Chat::handle(const std::string& line) {
    const std::string text = trimmed(line);
    if (text.empty())
        return {};
    if (text.front() != '/')
        return ask(text);
    const auto space = text.find(' ');
    const std::string name = text.substr(0, space);
    const std::string argument = space == std::string::npos ? "" : trimmed(text.substr(space));
    const auto& known = commands();
    const auto command = std::ranges::find_if(known, [&](const Command& c) { return name == c.name; });
    if (command == known.end())
        return usage("there is no command " + oneLine(name) + "; /help lists them");
    return (this->*command->run)(argument);
}

Result<void> Chat::ask(const std::string& question) {
    const Interrupts::Job job(m_context.interrupts, kSignalsToLeave);
    AnswerPrinter printer(m_context.console);
    MEMLONG_ASSIGN(AskReport report, m_session.ask(question, m_options, printer.events(), job.token()));
    if (m_context.console.json())
        m_context.console.printJson(toJson(report));
    else
        printer.finish(report, false);
    m_turns.push_back({question, std::move(report)});
    return {};
}

Result<void> Chat::help(const std::string&) {
    for (const Command& command : commands()) {
        std::string text = std::string("  ") + command.name + ' ' + command.argument;
        text.resize(std::max<std::size_t>(text.size() + 2, 38), ' ');
        say(text + command.description);
    }
    say("Anything else is a question. Ctrl-C stops an answer.");
    return {};
}

Result<void> Chat::quit(const std::string&) {
    m_ended = true;
    return {};
}

Result<void> Chat::documents(const std::string&) {
    MEMLONG_ASSIGN(const SessionDetails details, m_session.details());
    if (m_context.console.json())
        m_context.console.printJson(toJson(details));
    else
        printDocuments(m_context.console, details.documents);
    return {};
}

Result<void> Chat::sources(const std::string&) {
    if (m_turns.empty())
        return usage("there is no answer yet");
    const SearchReport& search = m_turns.back().report.search;
    if (m_context.console.json())
        m_context.console.printJson(toJson(search));
    else
        printPassages(m_context.console, search.results, 0);
    return {};
}

Result<void> Chat::mode(const std::string& argument) {
    const auto wanted = parseAnswerMode(argument);
    if (!argument.empty() && argument != "auto" && !wanted)
        return usage("/mode takes memory, context, both or auto");
    if (!argument.empty())
        m_options.mode = wanted;
    say("mode " + (m_options.mode ? answerModeName(*m_options.mode) : "auto"));
    return {};
}

Result<void> Chat::retrieval(const std::string& argument) {
    const auto wanted = parseRetrievalMode(argument);
    if (!argument.empty() && !wanted)
        return usage("/retrieval takes hybrid, dense or bm25");
    if (wanted)
        m_options.search.retrieval = *wanted;
    say("retrieval " + retrievalModeName(m_options.search.retrieval));
    return {};
}

Result<void> Chat::passages(const std::string& argument) {
    MEMLONG_ASSIGN(const std::vector<Id> numbers, parseNumbers(argument));
    if (numbers.size() > 1 || (!numbers.empty() && numbers.front() > 1000))
        return usage("/k takes one number from 1 to 1000");
    if (!numbers.empty())
        m_options.search.k = static_cast<int>(numbers.front());
    say("k " + std::to_string(m_options.search.k));
    return {};
}

Result<void> Chat::mask(const std::string& argument) {
    MEMLONG_ASSIGN(const std::vector<Id> numbers, parseNumbers(argument));
    auto& masked = m_options.search.masked;
    for (const Id number : numbers)
        if (std::ranges::find(masked, number) == masked.end())
            masked.push_back(number);
    say("masked: " + numberList(masked));
    return {};
}

Result<void> Chat::unmask(const std::string& argument) {
    MEMLONG_ASSIGN(const std::vector<Id> numbers, parseNumbers(argument));
    auto& masked = m_options.search.masked;
    if (numbers.empty())
        masked.clear();
    for (const Id number : numbers)
        std::erase(masked, number);
    say("masked: " + numberList(masked));
    return {};
}

Result<void> Chat::again(const std::string&) {
    if (m_turns.empty())
        return usage("there is no question yet");
    const std::string question = m_turns.back().question;
    return ask(question);
}

Result<void> Chat::history(const std::string&) {
    if (m_turns.empty())
        say("nothing yet");
    for (const Turn& turn : m_turns) {
        say(m_context.console.bold("> " + oneLine(turn.question)));
        const std::string text = turn.report.answer.empty() ? "(quotes only)" : turn.report.answer;
        say(wrapped(text, m_context.console.wrapWidth(), "  "));
    }
    return {};
}

Result<void> Chat::clear(const std::string&) {
    MEMLONG_TRY(m_session.clearConversation());
    m_turns.clear();
    say("the conversation is forgotten");
    return {};
}

Result<void> Chat::save(const std::string& argument) {
    if (argument.empty())
        return usage("/save needs the name of a file");
    const std::filesystem::path file = argument;
    std::error_code ignored;
    if (file != m_savedTo && std::filesystem::exists(file, ignored))
        return usage(oneLine(argument) + " exists; choose another name");
    std::vector<std::pair<std::string, AskReport>> turns;
    for (const Turn& turn : m_turns)
        turns.emplace_back(turn.question, turn.report);
    MEMLONG_TRY(replaceFile(file, conversationMarkdown(m_sessionName, turns)));
    m_savedTo = file;
    say("saved to " + oneLine(argument));
    return {};
}

Result<void> Chat::memory(const std::string& argument) {
    MEMLONG_ASSIGN(const std::vector<Id> numbers, parseNumbers(argument));
    MEMLONG_ASSIGN(const SessionDetails details, m_session.details());
    MEMLONG_ASSIGN(std::vector<MemoryChunkInfo> chunks, m_session.memory());
    Console& console = m_context.console;
    if (console.json()) {
        console.printJson(toJson(details)["bank"]);
        return {};
    }
    console.line(grouped(details.bank.residentTokens) + " of " + grouped(details.bank.budgetTokens) +
                 " tokens resident, " + grouped(details.bank.evictions) + " evictions");
    std::ranges::stable_sort(chunks, std::ranges::greater(), &MemoryChunkInfo::triggers);
    const std::size_t shown =
        std::min(chunks.size(), numbers.empty() ? 5 : static_cast<std::size_t>(numbers.front()));
    for (std::size_t i = 0; i < shown; ++i)
        printMemoryChunk(console, chunks[i]);
    return {};
}

std::string conversationMarkdown(const std::string& session,
                                 const std::vector<std::pair<std::string, AskReport>>& turns) {
    std::string text = "# Conversation with " + oneLine(session) + "\n";
    for (const auto& [question, report] : turns) {
        text += "\n## " + oneLine(question) + "\n";
        if (!report.answer.empty())
            text += "\n" + harmless(report.answer) + "\n";
        for (const Quote& quote : report.quotes)
            text += "\n> “" + oneLine(quote.text) + "”  \n> — " +
                    placeText(quote.title, quote.page, quote.page) + "\n";
    }
    return text;
}

} // namespace memlong::cli
