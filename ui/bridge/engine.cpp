#include "ui/bridge/engine.h"

namespace memlong::ui {

Engine::Engine(ApplicationOptions options, SessionOpener opener, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_opener(std::move(opener)), m_engineOptions(m_options),
      m_readerOptions(m_options), m_readerThread(std::make_unique<JobThread>()),
      m_engineThread(std::make_unique<JobThread>()) {
    if (!m_opener)
        m_opener = [](Application& application, const std::string& name) {
            return application.openSession(name, false);
        };
}

Engine::~Engine() {
    m_engineThread.reset();
    m_readerThread.reset();
}

void Engine::setOptions(ApplicationOptions options) {
    m_options = options;
    // Long: not inside an ingest, which works with what would be let go.
    m_engineThread->post(JobThread::Kind::Long, [this, options](const std::stop_token&) {
        m_engineOptions = options;
        m_engine.sessions.reset();
        m_engine.application.reset();
    });
    m_readerThread->post(JobThread::Kind::Short, [this, options](const std::stop_token&) {
        m_readerOptions = options;
        m_reader.reset();
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

Result<Application*> Engine::readerApplication() {
    if (!m_reader) {
        MEMLONG_ASSIGN(m_reader, Application::open(m_readerOptions));
    }
    return &*m_reader;
}

} // namespace memlong::ui
