#include "ui/bridge/session_catalog.h"

#include <algorithm>

#include "ui/bridge/text.h"

namespace memlong::ui {

SessionCatalog::SessionCatalog(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine) {}

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
    Q_EMIT busyChanged(tr("Duplicating “%1” …").arg(name));
    m_engine.read<std::string>(
        this,
        [text = fromQt(name)](Application& application, const std::stop_token& stop) {
            return application.duplicateSession(text, {}, {}, stop);
        },
        [this](const Result<std::string>& copy) {
            Q_EMIT busyChanged({});
            if (copy)
                Q_EMIT duplicated(toQt(*copy));
            else
                Q_EMIT failed(toQt(copy.error().message));
        });
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
    Q_EMIT busyChanged(tr("Importing “%1” …").arg(path.section(QLatin1Char('/'), -1)));
    m_engine.read<std::string>(
        this,
        [archive = pathFromQt(path)](Application& application, const std::stop_token& stop) {
            return application.importSession(archive, {}, {}, stop);
        },
        [this](const Result<std::string>& name) {
            Q_EMIT busyChanged({});
            if (name)
                Q_EMIT imported(toQt(*name));
            else
                Q_EMIT failed(toQt(name.error().message));
        });
}

void SessionCatalog::exportArchive(const QString& name, const QString& path) {
    Q_EMIT busyChanged(tr("Exporting “%1” …").arg(name));
    m_engine.read<void>(
        this,
        [text = fromQt(name), archive = pathFromQt(path)](Application& application,
                                                          const std::stop_token& stop) -> Result<void> {
            MEMLONG_ASSIGN(const std::unique_ptr<Session> session, application.openSession(text, false));
            return session->exportTo(archive, {}, stop);
        },
        [this, name, path](const Result<void>& done) {
            Q_EMIT busyChanged({});
            if (check(done))
                Q_EMIT exported(name, path);
        });
}

void SessionCatalog::emptyOldTrash() {
    m_engine.read<void>(
        this, [](Application& application, const std::stop_token&) { return application.emptyTrash(30); },
        [this](const Result<void>& done) { check(done); });
}

} // namespace memlong::ui
