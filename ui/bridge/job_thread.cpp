#include "ui/bridge/job_thread.h"

#include <algorithm>
#include <optional>

namespace memlong::ui {

JobThread::JobThread() : m_thread([this](const std::stop_token& quit) { run(quit); }) {}

JobThread::~JobThread() {
    std::deque<std::stop_source> running;
    {
        const std::lock_guard lock(m_mutex);
        m_quitting = true;
        m_queue.clear();
        running = m_running;
    }
    for (std::stop_source& stop : running) // not under the lock, which callbacks of the stop take
        stop.request_stop();
    m_thread.request_stop();
    m_changed.notify_all();
}

std::stop_source JobThread::post(Kind kind, Job job) {
    Entry entry{kind, std::move(job), {}};
    std::stop_source stop = entry.stop;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_quitting)
            m_queue.push_back(std::move(entry));
    }
    m_changed.notify_all();
    return stop;
}

void JobThread::run(const std::stop_token& quit) {
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, quit, [&] { return !m_queue.empty(); }) || quit.stop_requested())
            return;
        Entry entry = std::move(m_queue.front());
        m_queue.pop_front();
        m_running.push_back(entry.stop);
        lock.unlock();
        perform(std::move(entry));
    }
}

void JobThread::perform(Entry entry) {
    entry.job(entry.stop.get_token());
    entry.job = {}; // what it holds goes on this thread
    const std::lock_guard lock(m_mutex);
    m_running.pop_back();
}

void JobThread::yield(const std::function<bool()>& paused, const std::stop_token& stop) {
    const std::stop_callback wakeUp(stop, [this] { wake(); });
    std::uint64_t seen = 0;
    for (;;) {
        if (stop.stop_requested())
            return; // what waits may wait for just that
        std::optional<Entry> next;
        {
            std::unique_lock lock(m_mutex);
            seen = m_wakes;
            const auto found = std::ranges::find(m_queue, Kind::Short, &Entry::kind);
            if (!m_quitting && found != m_queue.end()) {
                next = std::move(*found);
                m_queue.erase(found);
                m_running.push_back(next->stop);
            }
        }
        if (next) {
            perform(std::move(*next));
            continue;
        }
        if (!paused())
            return;
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] {
            return m_quitting || m_wakes != seen ||
                   std::ranges::find(m_queue, Kind::Short, &Entry::kind) != m_queue.end();
        });
        if (m_quitting)
            return;
    }
}

void JobThread::wake() {
    {
        const std::lock_guard lock(m_mutex);
        ++m_wakes;
    }
    m_changed.notify_all();
}

} // namespace memlong::ui
