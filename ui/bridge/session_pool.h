// The sessions that are open, on the engine's thread only. A question in the middle of an ingest is asked of
// the very session that ingests, so that both see the same index and memory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/services/application.h"

namespace memlong::ui {

/// Replaced by tests that make services fail.
using SessionOpener = std::function<Result<std::unique_ptr<Session>>(Application&, const std::string& name)>;

class SessionPool {
public:
    SessionPool(Application& application, SessionOpener opener);

    /// Opened when it is not. Stays valid until it is closed.
    Result<Session*> session(const std::string& name);
    /// Before its folder moves or goes.
    void close(const std::string& name);
    /// All but those that an ingest is using (see Hold).
    void closeIdle();

    /// Keeps a session from being closed while an ingest works on it.
    class Hold {
    public:
        Hold(SessionPool& pool, std::string name);
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        ~Hold();

    private:
        SessionPool& m_pool;
        std::string m_name;
    };
    bool isHeld(const std::string& name) const { return m_held.contains(name); }

    Application& application() { return m_application; }

private:
    Application& m_application;
    SessionOpener m_opener;
    std::map<std::string, std::unique_ptr<Session>> m_open;
    std::map<std::string, int> m_held;
};

} // namespace memlong::ui
