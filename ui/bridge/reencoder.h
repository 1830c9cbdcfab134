// Reads the passages of a session again for another retriever or decoder, in the background. What is there
// stays in use until the new is complete. On the UI thread.
#pragma once

#include <QObject>
#include <QString>

#include "ui/bridge/background_tasks.h"
#include "ui/bridge/engine.h"

namespace memlong::ui {

class Reencoder : public QObject {
    Q_OBJECT
public:
    Reencoder(Engine& engine, BackgroundTasks& tasks, QObject* parent = nullptr);

    bool isBusy() const { return m_task != 0; }
    /// The session's embeddings are made anew by `retriever`, which is its own from then on.
    void changeRetriever(const QString& session, const QString& retriever);
    /// What lacks keys and values of the decoder in use, or embeddings of the session's retriever, gets them.
    /// Goes on where it was cancelled.
    void complete(const QString& session);
    void cancel() { m_tasks.cancel(m_task); }

Q_SIGNALS:
    void finished(const QString& session);
    void cancelled(const QString& session);
    void failed(const QString& session, const QString& message);

private:
    void start(const QString& session, std::function<Result<void>(EngineAccess&)> work);
    std::function<void(const IngestProgress&)> onProgress();
    void onEnd(const QString& session, const Result<void>& done);

    Engine& m_engine;
    BackgroundTasks& m_tasks;
    quint64 m_task = 0;
};

} // namespace memlong::ui
