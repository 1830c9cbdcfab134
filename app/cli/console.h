// Standard output and standard error of the program.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "app/cli/exit_code.h"
#include "app/cli/interrupts.h"

namespace memlong::cli {

using Json = nlohmann::ordered_json;

/// Results go to standard output, everything else to standard error. With --json standard output carries
/// JSON only. Text from outside passes through harmless() or oneLine() before it gets here.
class Console {
public:
    Console(bool json, bool quiet, Interrupts& interrupts);

    bool json() const { return m_json; }
    bool quiet() const { return m_quiet; }
    bool errorIsTerminal() const { return m_errorIsTerminal; }
    /// Columns to wrap at; 0 when standard output is no terminal.
    int wrapWidth() const;

    void write(std::string_view text); // to standard output
    void line(std::string_view text = {});
    void printJson(const Json& value); // one line
    void note(std::string_view text);  // to standard error, unless quiet
    void warn(std::string_view text);  // to standard error

    std::string bold(std::string_view text) const;
    std::string dim(std::string_view text) const;

    /// Flushes. Not Ok when standard output could not be written to; a full disk gets its message here.
    ExitCode finish();

private:
    bool m_json, m_quiet;
    bool m_outputIsTerminal, m_errorIsTerminal, m_colour;
    Interrupts& m_interrupts;
    int m_outputErrno = 0;
};

/// Columns of the terminal behind `descriptor`; 80 when it does not say.
int terminalColumns(int descriptor);

} // namespace memlong::cli
