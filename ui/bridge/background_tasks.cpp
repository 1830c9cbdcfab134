#include "ui/bridge/background_tasks.h"

#include <algorithm>
#include <atomic>
#include <chrono>

namespace memlong::ui {
namespace {

constexpr std::int64_t kReportEveryMs = 100;

std::int64_t nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

BackgroundTasks::BackgroundTasks(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine) {}

BackgroundTasks::~BackgroundTasks() {
    for (auto& [id, stop] : m_stops)
        stop.request_stop();
}

BackgroundTasks::Task* BackgroundTasks::find(quint64 id) {
    const auto found = std::ranges::find(m_tasks, id, &Task::id);
    return found == m_tasks.end() ? nullptr : &*found;
}

quint64 BackgroundTasks::begin(const QString& title) {
    m_tasks.push_back({++m_last, title, {}, -1, false});
    Q_EMIT changed();
    return m_last;
}

void BackgroundTasks::setStop(quint64 id, std::stop_source stop) {
    m_stops.emplace_back(id, std::move(stop));
}

ProgressFn BackgroundTasks::reporter(quint64 id) {
    const QPointer<BackgroundTasks> self(this);
    Engine* const engine = &m_engine;
    const auto last = std::make_shared<std::atomic<std::int64_t>>(0);
    return [self, engine, last, id](const Progress& progress) {
        const std::int64_t now = nowMs();
        if (now - last->load() < kReportEveryMs)
            return;
        last->store(now);
        engine->deliver([self, id, progress] {
            if (self)
                self->setProgress(id, progress);
        });
    };
}

void BackgroundTasks::setProgress(quint64 id, const Progress& progress, double secondsLeft) {
    Task* const task = find(id);
    if (task == nullptr)
        return; // it has ended meanwhile
    task->progress = progress;
    task->secondsLeft = secondsLeft;
    Q_EMIT changed();
}

void BackgroundTasks::end(quint64 id) {
    std::erase_if(m_tasks, [id](const Task& task) { return task.id == id; });
    std::erase_if(m_stops, [id](const auto& stop) { return stop.first == id; });
    Q_EMIT changed();
}

void BackgroundTasks::cancel(quint64 id) {
    Task* const task = find(id);
    if (task == nullptr || task->stopping)
        return;
    task->stopping = true;
    for (auto& [of, stop] : m_stops)
        if (of == id)
            stop.request_stop();
    Q_EMIT changed();
}

} // namespace memlong::ui
