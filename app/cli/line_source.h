// Lines from a person: edited on a terminal, or read from a pipe.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/interrupts.h"

namespace memlong::cli {

class LineSource {
public:
    virtual ~LineSource() = default;
    /// The next line without its end; nothing at the end of input (Ctrl-D) or after a signal. Ctrl-C on a
    /// terminal empties the line and gives a new prompt.
    virtual std::optional<std::string> next() = 0;
};

/// Line editing through libedit with a history in `historyFile` (kept private to the user) and completion of
/// `words` at the start of a line. The prompt goes to standard error.
std::unique_ptr<LineSource> openTerminalLines(Interrupts& interrupts, const std::string& prompt,
                                              std::filesystem::path historyFile,
                                              std::vector<std::string> words);

/// Standard input as it is. Lines over 1 MiB are cut.
std::unique_ptr<LineSource> openPipedLines();

} // namespace memlong::cli
