// SIGINT and SIGTERM as stop tokens.
#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

namespace memlong::cli {

/// Installs the handlers for the life of the object; one at a time. A signal during a job stops the job; a
/// second one (or the one after `signalsToExit`) ends the program at once, as does one while no job runs.
/// SIGPIPE and SIGXFSZ are ignored: writing reports them.
class Interrupts {
public:
    Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;
    ~Interrupts();

    /// A piece of work that can be stopped.
    class Job {
    public:
        explicit Job(Interrupts& interrupts, int signalsToExit = 2);
        Job(const Job&) = delete;
        Job& operator=(const Job&) = delete;
        ~Job();
        std::stop_token token() const { return m_source.get_token(); }

    private:
        Interrupts& m_interrupts;
        std::stop_source m_source;
    };

    /// Stops the running job, as one signal would.
    void stopJob();

    /// From now on a signal while no job runs does not end the program: SIGINT waits for takePending() or
    /// stops the next job, whichever comes first, and after SIGTERM terminated() is true.
    void beginConversation();
    /// Whether a signal waits; it does not any more.
    bool takePending();
    static bool terminated();

private:
    void watch();

    int m_pipe[2] = {-1, -1};
    std::thread m_watcher;
    std::mutex m_mutex; // guards what follows
    std::stop_source* m_job = nullptr;
    bool m_conversing = false;
    bool m_pending = false;
};

} // namespace memlong::cli
