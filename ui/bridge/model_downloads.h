// One download of a model at a time, on a thread of its own. On the UI thread; results come as signals.
#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QString>

#include "app/services/model_download.h"
#include "ui/bridge/engine.h"

namespace memlong::ui {

class ModelDownloads : public QObject {
    Q_OBJECT
public:
    explicit ModelDownloads(Engine& engine, DownloadServer server = {}, QObject* parent = nullptr);
    ~ModelDownloads() override;

    /// What is being fetched, and how far it was at the last report.
    struct UnderWay {
        DownloadRequest request;
        std::optional<DownloadProgress> progress;
    };
    const std::optional<UnderWay>& underWay() const { return m_underWay; }

    void list(const DownloadRequest& request);
    /// Begins, or goes on where an earlier one stopped.
    void start(const DownloadRequest& request);
    /// What has arrived is kept.
    void pause();
    void discard(const DownloadRequest& request);
    void findUnfinished();

Q_SIGNALS:
    void listed(const memlong::ModelListing& listing);
    void progressed(const memlong::DownloadProgress& progress);
    void paused();
    void finished(const memlong::ModelEntry& model);
    void failed(const QString& problem);
    void unfinishedFound(const std::vector<memlong::DownloadRequest>& requests);

private:
    /// Does `work` on the thread, then `done` on the UI thread.
    template <class T>
    std::stop_source run(std::function<Result<T>(ModelDownload&, std::stop_token)> work,
                         std::function<void(Result<T>)> done);

    Engine& m_engine;
    DownloadServer m_server;
    std::optional<UnderWay> m_underWay;
    std::stop_source m_running, m_listing;
    std::unique_ptr<JobThread> m_thread; // last
};

} // namespace memlong::ui
