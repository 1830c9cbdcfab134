// What every command gets, and how commands come into the program.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/console.h"
#include "app/cli/interrupts.h"
#include "app/services/application.h"

namespace memlong::cli {

/// Options that stand before or after any command.
struct GlobalOptions {
    ApplicationOptions application;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
};

struct Context {
    const GlobalOptions& options;
    Console& console;
    Interrupts& interrupts;

    Result<Application> open() const { return Application::open(options.application); }
};

/// Ok, or the code of a failure that the command has reported itself (a bad source among good ones).
using CommandFn = std::function<Result<ExitCode>(Context&)>;

/// The commands of the program while they are being set up; `chosen` is the one that the user named.
class Commands {
public:
    explicit Commands(CLI::App& root) : m_root(root) {}
    CLI::App& root() { return m_root; }
    /// A command below `parent` with an example for its --help.
    CLI::App* add(CLI::App& parent, const std::string& name, const std::string& description,
                  const std::string& example);
    /// A command that only holds others.
    CLI::App* addGroup(const std::string& name, const std::string& description, const std::string& example);
    void onChosen(CLI::App* command, CommandFn run);
    const CommandFn& chosen() const { return m_chosen; }

private:
    CLI::App& m_root;
    CommandFn m_chosen;
};

void addIngestCommand(Commands& commands);
void addSearchCommand(Commands& commands);
void addAskCommand(Commands& commands);
void addChatCommand(Commands& commands);
void addSessionCommands(Commands& commands);
void addMemoryCommands(Commands& commands);
void addModelCommands(Commands& commands);
void addModelDownloadCommand(Commands& commands, CLI::App& group); // below `model`
void addModelQuantizeCommand(Commands& commands, CLI::App& group);
void addTrainCommands(Commands& commands);
void addTrainDataCommands(Commands& commands, CLI::App& group); // below `train`
void addTrainModelCommands(Commands& commands, CLI::App& group);
void addEvalCommands(Commands& commands);
void addEvalDecoderCommands(Commands& commands, CLI::App& group); // below `eval`
void addEvalQaCommand(Commands& commands, CLI::App& group);
void addBenchCommand(Commands& commands);
void addCompletionCommand(Commands& commands);

/// The whole program: parses, runs, reports. Returns the exit code.
int runProgram(int argc, char** argv);

} // namespace memlong::cli
