// One thread that does jobs in order. A long job can let the short ones that wait go first, at points where
// that is safe: so questions are answered while documents are read.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace memlong::ui {

class JobThread {
public:
    using Job = std::function<void(std::stop_token)>;
    enum class Kind {
        Short, // may be done inside a long job that yields
        Long,  // waits for its turn
    };

    JobThread();
    JobThread(const JobThread&) = delete;
    JobThread& operator=(const JobThread&) = delete;
    /// Stops the running job, drops those that wait and joins.
    ~JobThread();

    // Any thread.
    /// The job's own stop source: `stop` ends it, or makes it start with a stop already requested.
    std::stop_source post(Kind kind, Job job);

    // The job's own thread, from inside a long job.
    /// Does the short jobs that wait; while `paused` says so, waits for more of them.
    void yield(const std::function<bool()>& paused, const std::stop_token& stop);
    // Any thread.
    /// After a change of what `paused` looks at.
    void wake();

private:
    struct Entry {
        Kind kind = Kind::Short;
        Job job;
        std::stop_source stop;
    };
    void run(const std::stop_token& quit);
    void perform(Entry entry);

    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    std::deque<Entry> m_queue;
    std::deque<std::stop_source> m_running; // more than one while a long job yields
    bool m_quitting = false;
    std::uint64_t m_wakes = 0;

    std::jthread m_thread; // last: it uses all of the above
};

} // namespace memlong::ui
