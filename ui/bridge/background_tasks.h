// Long work that goes on beside everything else: what it is, how far it has come, and how to end it.
// On the UI thread; reports come from any.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include <QObject>
#include <QString>

#include "engine/base/progress.h"
#include "ui/bridge/engine.h"

namespace memlong::ui {

class BackgroundTasks : public QObject {
    Q_OBJECT
public:
    struct Task {
        quint64 id = 0;
        QString title; // "Exporting “Sea stories” …"
        Progress progress;
        double secondsLeft = -1; // unknown
        bool stopping = false;
    };

    explicit BackgroundTasks(Engine& engine, QObject* parent = nullptr);
    ~BackgroundTasks() override;

    const std::vector<Task>& tasks() const { return m_tasks; }

    quint64 begin(const QString& title);
    /// How cancel() ends it.
    void setStop(quint64 id, std::stop_source stop);
    /// From any thread, however often: a few reports a second get through.
    ProgressFn reporter(quint64 id);
    void setProgress(quint64 id, const Progress& progress, double secondsLeft = -1);
    void end(quint64 id);
    void cancel(quint64 id);

Q_SIGNALS:
    void changed();
    void failed(const QString& message); // of work that nobody looks at any more

private:
    Task* find(quint64 id);

    Engine& m_engine;
    std::vector<Task> m_tasks;
    std::vector<std::pair<quint64, std::stop_source>> m_stops;
    quint64 m_last = 0;
};

} // namespace memlong::ui
