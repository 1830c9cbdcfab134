#include "ui/bridge/engine.h"

namespace memlong::ui {

Engine::Engine(ApplicationOptions options, SessionOpener opener, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_opener(std::move(opener)), m_engineOptions(m_options),
      m_copierThread(std::make_unique<JobThread>()), m_readerThread(std::make_unique<JobThread>()),
      m_engineThread(std::make_unique<JobThread>()) {
    m_reader.options = m_copier.options = m_options;
    if (!m_opener)
        m_opener = [](Application& application, const std::string& name) {
            return application.openSession(name, false);
        };
}

Engine::~Engine() {
    m_engineThread.reset();
    m_readerThread.reset();
    m_copierThread.reset();
}

void Engine::setOptions(ApplicationOptions options) {
    m_options = options;
    // Long: not inside an ingest, which works with what would be let go.
    m_engineThread->post(JobThread::Kind::Long, [this, options](const std::stop_token&) {
        m_engineOptions = options;
        m_engine.sessions.reset();
        m_engine.application.reset();
    });
    setSideOptions(m_reader, *m_readerThread, options);
    setSideOptions(m_copier, *m_copierThread, options);
}

void Engine::setSideOptions(SideState& side, JobThread& thread, const ApplicationOptions& options) {
    thread.post(JobThread::Kind::Short, [&side, options](const std::stop_token&) {
        side.options = options;
        side.application.reset();
    });
}

void Engine::deliver(std::function<void()> function) {
    QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
}

void Engine::wakeEngine() {
    m_engineThread->wake();
}

Result<SessionPool*> Engine::engineSessions() {
    if (!m_engine.application) {
        MEMLONG_ASSIGN(m_engine.application, Application::open(m_engineOptions));
        m_engine.sessions.emplace(*m_engine.application, m_opener);
    }
    return &*m_engine.sessions;
}

Result<Application*> Engine::applicationOf(SideState& side) {
    if (!side.application) {
        MEMLONG_ASSIGN(side.application, Application::open(side.options));
    }
    return &*side.application;
}

} // namespace memlong::ui
