#include "ui/bridge/reencoder.h"

#include <optional>

#include "ui/bridge/text.h"

namespace memlong::ui {
namespace {

constexpr auto kNeverPaused = [] { return false; };

} // namespace

Reencoder::Reencoder(Engine& engine, BackgroundTasks& tasks, QObject* parent)
    : QObject(parent), m_engine(engine), m_tasks(tasks) {}

std::function<void(const IngestProgress&)> Reencoder::onProgress() {
    const QPointer<BackgroundTasks> tasks(&m_tasks);
    Engine* const engine = &m_engine;
    return [tasks, engine, id = m_task](const IngestProgress& progress) {
        engine->deliver([tasks, id, progress] {
            if (tasks)
                tasks->setProgress(id, progress.progress, progress.secondsLeft);
        });
    };
}

void Reencoder::changeRetriever(const QString& session, const QString& retriever) {
    if (isBusy())
        return;
    ApplicationOptions options = m_engine.options();
    options.retriever = fromQt(retriever);
    m_task = m_tasks.begin(tr("“%1” reads the passages of “%2” …").arg(retriever, session));
    start(session,
          [options, name = fromQt(session), report = onProgress()](EngineAccess& access) -> Result<void> {
              MEMLONG_ASSIGN(Application application, Application::open(options));
              MEMLONG_ASSIGN(const std::unique_ptr<Session> opened, application.openSession(name, false));
              std::optional<SessionPool::Hold> hold(std::in_place, access.sessions,
                                                    name); // nothing is removed meanwhile
              const auto done = opened->reencode(
                  [&](const IngestProgress& progress) {
                      report(progress);
                      if (progress.progress.stage == "embedding") // only a file of its own is being written
                          access.thread.yield(kNeverPaused, access.stop);
                  },
                  access.stop);
              hold.reset();
              access.sessions.close(name); // it knows the old embeddings
              return done;
          });
}

void Reencoder::complete(const QString& session) {
    if (isBusy())
        return;
    m_task = m_tasks.begin(tr("Reading the passages of “%1” again …").arg(session));
    start(session, [name = fromQt(session), report = onProgress()](EngineAccess& access) -> Result<void> {
        MEMLONG_ASSIGN(Session* const opened, access.sessions.session(name));
        const SessionPool::Hold hold(access.sessions, name);
        return opened->reencode(
            [&](const IngestProgress& progress) {
                report(progress);
                access.thread.yield(kNeverPaused, access.stop);
            },
            access.stop);
    });
}

void Reencoder::start(const QString& session, std::function<Result<void>(EngineAccess&)> work) {
    m_tasks.setStop(m_task, m_engine.run<void>(
                                this, std::move(work),
                                [this, session](const Result<void>& done) { onEnd(session, done); },
                                JobThread::Kind::Long));
}

void Reencoder::onEnd(const QString& session, const Result<void>& done) {
    m_tasks.end(m_task);
    m_task = 0;
    if (done)
        Q_EMIT finished(session);
    else if (done.error().code == ErrorCode::Cancelled)
        Q_EMIT cancelled(session);
    else
        Q_EMIT failed(session, toQt(done.error().message));
}

} // namespace memlong::ui
