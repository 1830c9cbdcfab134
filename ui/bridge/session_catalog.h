// The sessions of the data folder: listing, making, renaming, deleting with a way back. On the UI thread.
#pragma once

#include <vector>

#include <QObject>
#include <QString>

#include "ui/bridge/background_tasks.h"
#include "ui/bridge/engine.h"

namespace memlong::ui {

class SessionCatalog : public QObject {
    Q_OBJECT
public:
    SessionCatalog(Engine& engine, BackgroundTasks& tasks, QObject* parent = nullptr);

    void refresh();
    void create(const QString& name);
    /// "Session 1" or the next one that is free.
    static QString freeName(const QString& wanted, const std::vector<SessionDetails>& taken);
    void rename(const QString& from, const QString& to);
    void duplicate(const QString& name); // this, import and export go on in the background
    void trash(const QString& name);
    void restore(const QString& trashed);
    void importArchive(const QString& path);
    void exportArchive(const QString& name, const QString& path);
    /// What was deleted more than 30 days ago goes for good.
    void emptyOldTrash();

Q_SIGNALS:
    void listed(const std::vector<memlong::SessionDetails>& sessions);
    void created(const QString& name);
    void notCreated(const QString& name);
    void renamed(const QString& from, const QString& to);
    void duplicated(const QString& name);
    void trashed(const QString& name, const QString& token);
    void restored(const QString& name);
    void imported(const QString& name);
    void exported(const QString& name, const QString& path);
    void failed(const QString& message);

private:
    /// Refused while documents are read into the session.
    static Result<void> letGo(EngineAccess& access, const std::string& name);
    bool check(const Result<void>& done);
    /// Work on whole sessions, with its progress among the tasks. Cancelled work says nothing.
    template <class T>
    void inBackground(const QString& title,
                      std::function<Result<T>(Application&, const ProgressFn&, std::stop_token)> work,
                      std::function<void(const T&)> done);

    Engine& m_engine;
    BackgroundTasks& m_tasks;
};

} // namespace memlong::ui
