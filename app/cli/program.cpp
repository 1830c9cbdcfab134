#include "app/cli/program.h"

#include <algorithm>
#include <clocale>
#include <iostream>
#include <new>
#include <regex>
#include <span>
#include <sstream>

#include "app/cli/help_formatter.h"
#include "app/cli/report_json.h"
#include "app/cli/text_layout.h"
#include "engine/base/log.h"

namespace memlong::cli {
namespace {

constexpr const char* kGuide = R"(memlong answers questions across book-length documents, on this machine.

  memlong ingest --session books treasure_island.pdf     put a document into a session
  memlong ask --session books "Who was Ben Gunn?"        quotes with their pages, and an answer
  memlong search --session books "apple barrel"          the passages themselves
  memlong chat --session books                           a conversation
  memlong session list                                   the sessions there are
  memlong model list                                     the models there are

'memlong --help' lists all commands, 'memlong COMMAND --help' explains one, 'man memlong' the rest.
)";

std::string checkDevice(const std::string& device) {
    static const std::regex pattern("auto|cpu|cuda(:[0-9]{1,2})?");
    return std::regex_match(device, pattern) ? "" : "must be auto, cpu, cuda or cuda:N";
}

void addGlobalOptions(CLI::App& root, GlobalOptions& options) {
    auto& application = options.application;
    root.add_option("--data-dir", application.dataFolder, "Folder of sessions and models")
        ->type_name("DIR")
        ->envname("MEMLONG_DATA_DIR");
    root.add_option(
            "--model", application.model,
            "Decoder: a name from 'memlong model list' or a folder; else the session's, else the model "
            "called 'default', else the only one imported")
        ->type_name("NAME");
    root.add_option("--adapter", application.adapter, "PEFT adapter folder to merge into the decoder")
        ->type_name("DIR");
    root.add_option("--retriever", application.retriever, "Retriever: a name, a folder or 'builtin'")
        ->type_name("NAME");
    root.add_option("--reranker", application.reranker,
                    "Reads the best passages again: a name, a folder or 'none'; the session keeps it")
        ->type_name("NAME");
    root.add_option("--device", application.device, "auto, cpu, cuda or cuda:N")
        ->type_name("DEVICE")
        ->check(CLI::Validator(checkDevice, "", "device"));
    root.add_option("--precision", application.precision, "Of the decoder's weights")
        ->type_name("TYPE")
        ->check(CLI::IsMember({"auto", "f32", "bf16", "f16", "int8"}));
    root.add_option("--threads", application.threads, "Processor threads; 0 for all")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    root.add_flag("--json", options.json, "One JSON object on standard output");
    root.add_flag("-q,--quiet", options.quiet, "No progress and no notes");
    root.add_flag("-v,--verbose", options.verbose, "Log what happens to standard error");
}

/// `--mask 3 4` becomes `--mask=3,4`: an option with an open number of values would swallow the question.
std::vector<std::string> joinNumberLists(std::span<char*> arguments) {
    const auto isNumber = [](std::string_view text) {
        return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    };
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string argument = arguments[i];
        if (argument == "--") {
            joined.insert(joined.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
            break;
        }
        if (argument == "--mask" && i + 1 < arguments.size() && isNumber(arguments[i + 1])) {
            argument += '=';
            while (i + 1 < arguments.size() && isNumber(arguments[i + 1]))
                argument.append(arguments[++i]).push_back(',');
            argument.pop_back();
        }
        joined.push_back(std::move(argument));
    }
    return joined;
}

void reportError(Console& console, std::string_view code, const Error& error, bool verbose) {
    if (console.json())
        console.printJson(errorJson(code, error));
    if (error.code == ErrorCode::Cancelled && error.message.empty())
        return;
    console.warn("memlong: " + harmless(error.message));
    if (verbose && !error.detail.empty())
        console.warn("memlong: " + harmless(error.detail));
}

/// Runs the chosen command; what it throws is a defect of ours and still ends in an orderly way.
Result<ExitCode> runCommand(const CommandFn& command, Context& context) {
    try {
        return command(context);
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "there is not enough memory; close other programs, or use a "
                                                 "smaller model or --precision int8");
    } catch (const std::exception& exception) {
        return makeError(ErrorCode::Internal,
                         "an unexpected error; please report it with the command that you gave",
                         exception.what());
    }
}

/// --help and --version are exceptions of CLI11, too.
/// An output that cannot be written stops the job: then that is what went wrong.
ExitCode overall(ExitCode job, ExitCode output) {
    return job == ExitCode::Cancelled && output != ExitCode::Ok ? output : worse(job, output);
}

ExitCode reportParseError(const CLI::App& root, const CLI::ParseError& error, Console& console) {
    std::ostringstream out, err;
    const int code = root.exit(error, out, err);
    if (code == 0) {
        console.write(out.str());
        return ExitCode::Ok;
    }
    std::string name = "memlong";
    const CLI::App* app = &root;
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().back();
        name += ' ' + app->get_name();
    }
    std::string message = oneLine(error.what());
    if (const auto left = root.remaining(); app == &root && !left.empty() && !left.front().starts_with('-'))
        message = "there is no command \"" + oneLine(left.front()) + '"';
    const Error usage = makeError(ErrorCode::InvalidArgument, message);
    reportError(console, "usage", usage, false);
    console.warn("Try '" + name + " --help'.");
    return ExitCode::Usage;
}

} // namespace

CLI::App* Commands::add(CLI::App& parent, const std::string& name, const std::string& description,
                        const std::string& example) {
    CLI::App* command = parent.add_subcommand(name, description);
    command->footer("Example:\n  " + example + "\n\nOptions for every command: memlong --help");
    return command;
}

CLI::App* Commands::addGroup(const std::string& name, const std::string& description,
                             const std::string& example) {
    CLI::App* group = add(m_root, name, description, example);
    group->require_subcommand(1);
    return group;
}

void Commands::onChosen(CLI::App* command, CommandFn run) {
    command->callback([this, run = std::move(run)] { m_chosen = run; });
}

int runProgram(int argc, char** argv) {
    if (std::setlocale(LC_CTYPE, "") == nullptr || std::string_view(std::setlocale(LC_CTYPE, nullptr)) == "C")
        std::setlocale(LC_CTYPE, "C.UTF-8"); // line editing needs UTF-8

    GlobalOptions options;
    CLI::App root("Ask questions across book-length documents, on this machine.", "memlong");
    root.formatter(std::make_shared<HelpFormatter>()); // inherited by the commands
    root.fallthrough();                                // inherited, too: global options may follow a command
    root.require_subcommand(0, 1);
    root.set_help_flag("-h,--help", "Print this help");
    root.set_version_flag(
        "--version", [] { return versionText(); }, "Print the version");
    root.footer("Example:\n  memlong ask --session books \"Who was Ben Gunn?\"\n\n"
                "'memlong COMMAND --help' explains a command; 'man memlong' has the rest.");
    addGlobalOptions(root, options);
    Commands commands(root);
    addIngestCommand(commands);
    addSearchCommand(commands);
    addAskCommand(commands);
    addChatCommand(commands);
    addSessionCommands(commands);
    addMemoryCommands(commands);
    addModelCommands(commands);
    addTrainCommands(commands);
    addEvalCommands(commands);
    addBenchCommand(commands);
    addCompletionCommand(commands);

    Interrupts interrupts;
    const std::span<char*> arguments(argv + std::min(argc, 1),
                                     static_cast<std::size_t>(std::max(argc - 1, 0)));
    try {
        std::vector<std::string> joined = joinNumberLists(arguments);
        std::ranges::reverse(joined); // CLI11 takes them from the back
        root.parse(std::move(joined));
    } catch (const CLI::ParseError& error) {
        const bool json = std::ranges::any_of(arguments, [](std::string_view a) { return a == "--json"; });
        Console console(json, false, interrupts);
        const ExitCode code = reportParseError(root, error, console);
        return static_cast<int>(overall(code, console.finish()));
    }

    Console console(options.json, options.quiet, interrupts);
    if (!commands.chosen()) {
        console.write(kGuide);
        return static_cast<int>(console.finish());
    }
    setLogLevel(options.verbose ? LogLevel::Info : LogLevel::Warning);
    Context context{options, console, interrupts};
    const Result<ExitCode> result = runCommand(commands.chosen(), context);
    ExitCode code = ExitCode::Ok;
    if (result) {
        code = *result;
    } else {
        reportError(console, errorCodeName(result.error().code), result.error(), options.verbose);
        code = exitCodeFor(result.error().code);
    }
    return static_cast<int>(overall(code, console.finish()));
}

} // namespace memlong::cli
