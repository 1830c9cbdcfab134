#include "tests/cli/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memlong::test {
namespace {

constexpr int kPatienceMs = 280000; // below the limit of a test

[[noreturn]] void execute(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const Process::Environment& environment) {
    for (const auto& [name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> pointers = {const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments)
        pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    ::_exit(127);
}

void closeIfOpen(int& descriptor) {
    if (descriptor >= 0)
        ::close(descriptor);
    descriptor = -1;
}

} // namespace

Process::Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                 const Environment& environment, bool terminal)
    : m_terminal(terminal) {
    if (terminal) {
        const winsize size = {24, 80, 0, 0};
        m_process = ::forkpty(&m_output, nullptr, nullptr, &size);
        if (m_process == 0)
            execute(program, arguments, environment);
        m_input = ::dup(m_output);
        return;
    }
    int in[2], out[2], err[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
        throw std::runtime_error("cannot make pipes");
    m_process = ::fork();
    if (m_process == 0) {
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        execute(program, arguments, environment);
    }
    ::close(in[0]);
    ::close(out[1]);
    ::close(err[1]);
    m_input = in[1];
    m_output = out[0];
    m_error = err[0];
}

Process::~Process() {
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    closeIfOpen(m_input);
    closeIfOpen(m_output);
    closeIfOpen(m_error);
}

void Process::write(const std::string& text) {
    struct sigaction ignore = {}, previous = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &previous); // the program may end without reading
    for (std::size_t done = 0; done < text.size();) {
        const auto written = ::write(m_input, text.data() + done, text.size() - done);
        if (written <= 0)
            break;
        done += static_cast<std::size_t>(written);
    }
    ::sigaction(SIGPIPE, &previous, nullptr);
}

void Process::closeInput() {
    closeIfOpen(m_input);
}

void Process::signal(int number) const {
    ::kill(m_process, number);
}

bool Process::readSome() {
    std::array<pollfd, 2> waiting = {pollfd{m_output, POLLIN, 0}, pollfd{m_error, POLLIN, 0}};
    if (m_output < 0 && m_error < 0)
        return false;
    if (::poll(waiting.data(), waiting.size(), kPatienceMs) <= 0)
        throw std::runtime_error("the program neither prints nor ends");
    for (const pollfd& ready : waiting) {
        if (ready.fd < 0 || ready.revents == 0)
            continue;
        std::array<char, 65536> buffer{};
        const auto got = ::read(ready.fd, buffer.data(), buffer.size());
        int& descriptor = ready.fd == m_output ? m_output : m_error;
        if (got <= 0) // a terminal whose program ended gives EIO
            closeIfOpen(descriptor);
        else
            (ready.fd == m_output ? m_outcome.out : m_outcome.err)
                .append(buffer.data(), static_cast<std::size_t>(got));
    }
    return true;
}

bool Process::waitFor(const std::string& text) {
    const auto found = [&text](const std::string& stream, std::size_t& seen) {
        const auto position = stream.find(text, seen);
        if (position == std::string::npos)
            return false;
        seen = position + text.size();
        return true;
    };
    while (!found(m_outcome.out, m_outputSeen) && !found(m_outcome.err, m_errorSeen))
        if (!readSome())
            return false;
    return true;
}

Outcome Process::finish() {
    if (!m_terminal)
        closeInput();
    while (readSome()) {
    }
    int status = 0;
    rusage usage = {};
    ::wait4(m_process, &status, 0, &usage);
    m_process = -1;
    m_outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    m_outcome.peakKilobytes = usage.ru_maxrss;
    return m_outcome;
}

Outcome run(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::string& input, const Process::Environment& environment) {
    Process process(program, arguments, environment);
    process.write(input);
    return process.finish();
}

} // namespace memlong::test
