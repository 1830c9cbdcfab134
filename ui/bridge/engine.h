// The services, seen from the UI thread. Everything they do runs on one of three threads: the engine's, which
// owns models and the sessions in use, the reader's, for what must not wait for an answer (lists, pages), and
// the copier's, for whole sessions (export, import, copies), which nothing else must wait for.
// Results come back to the UI thread as values.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <QObject>
#include <QPointer>

#include "app/services/application.h"
#include "ui/bridge/job_thread.h"
#include "ui/bridge/session_pool.h"

namespace memlong::ui {

/// What jobs on the engine's thread work with.
struct EngineAccess {
    SessionPool& sessions;
    JobThread& thread;
    std::stop_token stop;
    Application& application() const { return sessions.application(); }
};

class Engine : public QObject {
    Q_OBJECT
public:
    explicit Engine(ApplicationOptions options, SessionOpener opener = {}, QObject* parent = nullptr);
    ~Engine() override;

    /// As they were given, or set later.
    const ApplicationOptions& options() const { return m_options; }
    /// From the next job on; open sessions and models are let go, unless they are in use by an ingest.
    void setOptions(ApplicationOptions options);

    /// Does `work` on the engine's thread, then `done` on the UI thread unless `context` is gone by then.
    template <class T>
    std::stop_source run(QObject* context, std::function<Result<T>(EngineAccess&)> work,
                         std::function<void(Result<T>)> done, JobThread::Kind kind = JobThread::Kind::Short) {
        return m_engineThread->post(kind,
                                    [this, receiver = QPointer<QObject>(context), work = std::move(work),
                                     done = std::move(done)](const std::stop_token& stop) {
                                        auto result = std::make_shared<Result<T>>(onEngine<T>(work, stop));
                                        deliver([receiver, done, result] {
                                            if (receiver)
                                                done(std::move(*result));
                                        });
                                    });
    }

    /// The same on the reader's thread, with an Application of its own.
    template <class T>
    std::stop_source read(QObject* context, std::function<Result<T>(Application&, std::stop_token)> work,
                          std::function<void(Result<T>)> done) {
        return onSide<T>(m_reader, *m_readerThread, context, std::move(work), std::move(done));
    }

    /// The same on the copier's thread.
    template <class T>
    std::stop_source copy(QObject* context, std::function<Result<T>(Application&, std::stop_token)> work,
                          std::function<void(Result<T>)> done) {
        return onSide<T>(m_copier, *m_copierThread, context, std::move(work), std::move(done));
    }

    /// From any thread: `function` on the UI thread, soon.
    void deliver(std::function<void()> function);
    /// Lets an ingest that yields look again at whether it is paused.
    void wakeEngine();

private:
    struct EngineState {
        std::optional<Application> application;
        std::optional<SessionPool> sessions;
    };
    struct SideState {
        std::optional<Application> application;
        ApplicationOptions options;
    };
    Result<SessionPool*> engineSessions();
    static Result<Application*> applicationOf(SideState& side);
    void setSideOptions(SideState& side, JobThread& thread, const ApplicationOptions& options);

    template <class T, class Work> Result<T> onEngine(const Work& work, const std::stop_token& stop) {
        MEMLONG_ASSIGN(SessionPool* const sessions, engineSessions());
        EngineAccess access{*sessions, *m_engineThread, stop};
        return work(access);
    }
    template <class T>
    std::stop_source onSide(SideState& side, JobThread& thread, QObject* context,
                            std::function<Result<T>(Application&, std::stop_token)> work,
                            std::function<void(Result<T>)> done) {
        return thread.post(JobThread::Kind::Short,
                           [this, &side, receiver = QPointer<QObject>(context), work = std::move(work),
                            done = std::move(done)](const std::stop_token& stop) {
                               auto result = std::make_shared<Result<T>>(doOnSide<T>(side, work, stop));
                               deliver([receiver, done, result] {
                                   if (receiver)
                                       done(std::move(*result));
                               });
                           });
    }
    template <class T, class Work>
    static Result<T> doOnSide(SideState& side, const Work& work, const std::stop_token& stop) {
        MEMLONG_ASSIGN(Application* const application, applicationOf(side));
        return work(*application, stop);
    }

    ApplicationOptions m_options; // UI thread
    SessionOpener m_opener;
    EngineState m_engine; // engine's thread
    ApplicationOptions m_engineOptions;
    SideState m_reader, m_copier; // each its thread's
    std::unique_ptr<JobThread> m_copierThread, m_readerThread,
        m_engineThread; // last: they use all of the above
};

} // namespace memlong::ui
