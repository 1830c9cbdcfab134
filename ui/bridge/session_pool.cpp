#include "ui/bridge/session_pool.h"

namespace memlong::ui {

SessionPool::SessionPool(Application& application, SessionOpener opener)
    : m_application(application), m_opener(std::move(opener)) {}

Result<Session*> SessionPool::session(const std::string& name) {
    if (const auto found = m_open.find(name); found != m_open.end())
        return found->second.get();
    closeIdle(); // one at a time is in use, and one more by an ingest: memory is not kept for others
    MEMLONG_ASSIGN(std::unique_ptr<Session> opened, m_opener(m_application, name));
    return m_open.emplace(name, std::move(opened)).first->second.get();
}

void SessionPool::close(const std::string& name) {
    if (!m_held.contains(name))
        m_open.erase(name);
}

void SessionPool::closeIdle() {
    std::erase_if(m_open, [&](const auto& entry) { return !m_held.contains(entry.first); });
}

SessionPool::Hold::Hold(SessionPool& pool, std::string name) : m_pool(pool), m_name(std::move(name)) {
    ++m_pool.m_held[m_name];
}

SessionPool::Hold::~Hold() {
    if (--m_pool.m_held[m_name] == 0)
        m_pool.m_held.erase(m_name);
}

} // namespace memlong::ui
