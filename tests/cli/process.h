// Runs a program as a user would and looks at what it prints and how it ends.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace memlong::test {

struct Outcome {
    int exitCode = -1; // 128 + N when signal N killed it
    std::string out, err;
    long peakKilobytes = 0; // resident memory
};

class Process {
public:
    using Environment = std::map<std::string, std::string>; // added to this process's own

    /// Standard input is a pipe; with `terminal` the program gets a terminal for all three, and what it
    /// prints is in `out`.
    Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const Environment& environment = {}, bool terminal = false);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process(); // kills what still runs

    void write(const std::string& text);
    void closeInput();
    void signal(int number) const;
    /// Reads until standard output or error contains `text` behind what an earlier call found there. False
    /// when the program ended without.
    bool waitFor(const std::string& text);
    Outcome finish();

private:
    bool readSome(); // false when all is read

    pid_t m_process = -1;
    int m_input = -1, m_output = -1, m_error = -1;
    bool m_terminal = false;
    Outcome m_outcome;
    std::size_t m_outputSeen = 0, m_errorSeen = 0;
};

Outcome run(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::string& input = {}, const Process::Environment& environment = {});

} // namespace memlong::test
