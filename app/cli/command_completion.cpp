// memlong completion
#include "app/cli/program.h"

namespace memlong::cli {

extern const char* const kBashCompletion; // packaging/memlong.bash, made into a source file by CMake

void addCompletionCommand(Commands& commands) {
    auto* command =
        commands.add(commands.root(), "completion", "Print the completion script of a shell",
                     "memlong completion bash > ~/.local/share/bash-completion/completions/memlong");
    const auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash")->required()->check(CLI::IsMember({"bash"}));
    commands.onChosen(command, [](Context& context) -> Result<ExitCode> {
        context.console.write(kBashCompletion);
        return ExitCode::Ok;
    });
}

} // namespace memlong::cli
