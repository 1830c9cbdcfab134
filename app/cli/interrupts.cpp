#include "app/cli/interrupts.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "app/cli/exit_code.h"

namespace memlong::cli {
namespace {

// Read and written by the signal handler: lock-free atomics only.
std::atomic<int> s_pipe = -1;
std::atomic<int> s_signals = 0;       // since the job began
std::atomic<int> s_signalsToExit = 1; // 1: no job runs
std::atomic<bool> s_conversing = false;
std::atomic<bool> s_terminated = false;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void handleSignal(int number) {
    const int savedErrno = errno;
    if (number == SIGTERM)
        s_terminated = true;
    const int signalsToExit = s_signalsToExit;
    const bool betweenJobs = s_conversing && signalsToExit == 1;
    if (!betweenJobs && ++s_signals >= signalsToExit)
        ::_exit(static_cast<int>(ExitCode::Cancelled));
    const char byte = 's';
    [[maybe_unused]] const auto written = ::write(s_pipe, &byte, 1);
    errno = savedErrno;
}

} // namespace

Interrupts::Interrupts() {
    if (::pipe2(m_pipe, O_CLOEXEC) != 0)
        throw std::runtime_error("cannot make a pipe for signals");
    s_pipe = m_pipe[1];
    m_watcher = std::thread([this] { watch(); });
    struct sigaction action = {};
    action.sa_handler = handleSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
}

Interrupts::~Interrupts() {
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    const char quit = 'q';
    [[maybe_unused]] const auto written = ::write(m_pipe[1], &quit, 1);
    m_watcher.join();
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void Interrupts::watch() {
    // The handler may not touch a stop source; this thread may.
    for (;;) {
        char byte = 0;
        const auto got = ::read(m_pipe[0], &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || byte == 'q')
            return;
        const std::lock_guard lock(m_mutex);
        if (m_job != nullptr)
            m_job->request_stop();
        else
            m_pending = m_conversing;
    }
}

void Interrupts::stopJob() {
    const std::lock_guard lock(m_mutex);
    if (m_job != nullptr)
        m_job->request_stop();
}

void Interrupts::beginConversation() {
    const std::lock_guard lock(m_mutex);
    m_conversing = true;
    s_conversing = true;
}

bool Interrupts::takePending() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_pending, false);
}

bool Interrupts::terminated() {
    return s_terminated;
}

Interrupts::Job::Job(Interrupts& interrupts, int signalsToExit) : m_interrupts(interrupts) {
    const std::lock_guard lock(m_interrupts.m_mutex);
    m_interrupts.m_job = &m_source;
    s_signals = 0;
    s_signalsToExit = signalsToExit;
    if (std::exchange(m_interrupts.m_pending, false))
        m_source.request_stop();
}

Interrupts::Job::~Job() {
    s_signalsToExit = 1;
    s_signals = 0;
    const std::lock_guard lock(m_interrupts.m_mutex);
    m_interrupts.m_job = nullptr;
}

} // namespace memlong::cli
