#include "ui/bridge/session_catalog.h"

#include <algorithm>

#include "ui/bridge/text.h"

namespace memlong::ui {

SessionCatalog::SessionCatalog(Engine& engine, BackgroundTasks& tasks, QObject* parent)
    : QObject(parent), m_engine(engine), m_tasks(tasks) {}

template <class T>
void SessionCatalog::inBackground(
    const QString& title, std::function<Result<T>(Application&, const ProgressFn&, std::stop_token)> work,
    std::function<void(const T&)> done) {
    const quint64 task = m_tasks.begin(title);
    m_tasks.setStop(task, m_engine.copy<T>(
                              this,
                              [work = std::move(work), report = m_tasks.reporter(task)](
                                  Application& application, const std::stop_token& stop) {
                                  return work(application, report, stop);
                              },
                              [this, task, done = std::move(done)](const Result<T>& result) {
                                  m_tasks.end(task);
                                  if (result)
                                      done(*result);
                                  else if (result.error().code != ErrorCode::Cancelled)
                                      Q_EMIT failed(toQt(result.error().message));
                              }));
}

bool SessionCatalog::check(const Result<void>& done) {
    if (!done)
        Q_EMIT failed(toQt(done.error().message));
    return done.has_value();
}

Result<void> SessionCatalog::letGo(EngineAccess& access, const std::string& name) {
    if (access.sessions.isHeld(name))
        return makeError(
            ErrorCode::InvalidArgument,
            fromQt(tr("Documents are being read into “%1”. Cancel that first, or wait until it is done.")
                       .arg(toQt(name))));
    access.sessions.close(name);
    return {};
}

void SessionCatalog::refresh() {
    using List = std::vector<SessionDetails>;
    m_engine.read<List>(
        this, [](Application& application, const std::stop_token&) { return application.sessions(); },
        [this](Result<List> list) {
            if (list)
                Q_EMIT listed(*list);
            else
                Q_EMIT failed(toQt(list.error().message));
        });
}

QString SessionCatalog::freeName(const QString& wanted, const std::vector<SessionDetails>& taken) {
    QString name = wanted;
    for (int number = 2; std::ranges::find(taken, fromQt(name), &SessionDetails::name) != taken.end();
         ++number)
        name = wanted + QLatin1Char(' ') + QString::number(number);
    return name;
}

void SessionCatalog::create(const QString& name) {
    m_engine.run<void>(
        this,
        [text = fromQt(name)](EngineAccess& access) { return access.application().createSession(text); },
        [this, name](const Result<void>& done) {
            if (check(done))
                Q_EMIT created(name);
            else
                Q_EMIT notCreated(name);
        });
}

void SessionCatalog::rename(const QString& from, const QString& to) {
    m_engine.run<void>(
        this,
        [before = fromQt(from), after = fromQt(to)](EngineAccess& access) -> Result<void> {
            MEMLONG_TRY(letGo(access, before));
            return access.application().renameSession(before, after);
        },
        [this, from, to](const Result<void>& done) {
            if (check(done))
                Q_EMIT renamed(from, to);
        });
}

void SessionCatalog::duplicate(const QString& name) {
    inBackground<std::string>(
        tr("Duplicating “%1” …").arg(name),
        [text = fromQt(name)](Application& application, const ProgressFn& report, std::stop_token stop) {
            return application.duplicateSession(text, {}, report, std::move(stop));
        },
        [this](const std::string& copy) { Q_EMIT duplicated(toQt(copy)); });
}

void SessionCatalog::trash(const QString& name) {
    m_engine.run<std::string>(
        this,
        [text = fromQt(name)](EngineAccess& access) -> Result<std::string> {
            MEMLONG_TRY(letGo(access, text));
            return access.application().trashSession(text);
        },
        [this, name](const Result<std::string>& token) {
            if (token)
                Q_EMIT trashed(name, toQt(*token));
            else
                Q_EMIT failed(toQt(token.error().message));
        });
}

void SessionCatalog::restore(const QString& trashedName) {
    m_engine.run<std::string>(
        this,
        [token = fromQt(trashedName)](EngineAccess& access) {
            return access.application().restoreSession(token);
        },
        [this](const Result<std::string>& name) {
            if (name)
                Q_EMIT restored(toQt(*name));
            else
                Q_EMIT failed(toQt(name.error().message));
        });
}

void SessionCatalog::importArchive(const QString& path) {
    inBackground<std::string>(
        tr("Importing “%1” …").arg(path.section(QLatin1Char('/'), -1)),
        [archive = pathFromQt(path)](Application& application, const ProgressFn& report,
                                     std::stop_token stop) {
            return application.importSession(archive, {}, report, std::move(stop));
        },
        [this](const std::string& name) { Q_EMIT imported(toQt(name)); });
}

void SessionCatalog::exportArchive(const QString& name, const QString& path) {
    using Path = std::filesystem::path;
    inBackground<Path>(
        tr("Exporting “%1” …").arg(name),
        [text = fromQt(name), archive = pathFromQt(path)](Application& application, const ProgressFn& report,
                                                          std::stop_token stop) -> Result<Path> {
            MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(text, false));
            MEMLONG_TRY(session->exportTo(archive, report, std::move(stop)));
            return archive;
        },
        [this, name](const Path& written) { Q_EMIT exported(name, toQt(written)); });
}

void SessionCatalog::emptyOldTrash() {
    m_engine.read<void>(
        this, [](Application& application, const std::stop_token&) { return application.emptyTrash(30); },
        [this](const Result<void>& done) { check(done); });
}

} // namespace memlong::ui
