#include "ui/bridge/model_downloads.h"

#include <QPointer>

#include "ui/bridge/text.h"

namespace memlong::ui {

ModelDownloads::ModelDownloads(Engine& engine, DownloadServer server, QObject* parent)
    : QObject(parent), m_engine(engine), m_server(std::move(server)),
      m_thread(std::make_unique<JobThread>()) {}

ModelDownloads::~ModelDownloads() {
    m_thread.reset();
}

template <class T>
std::stop_source ModelDownloads::run(std::function<Result<T>(ModelDownload&, std::stop_token)> work,
                                     std::function<void(Result<T>)> done) {
    const QPointer<ModelDownloads> self(this);
    return m_thread->post(JobThread::Kind::Long,
                          [engine = &m_engine, self, options = m_engine.options(), server = m_server,
                           work = std::move(work), done = std::move(done)](const std::stop_token& stop) {
                              const auto perform = [&]() -> Result<T> {
                                  MEMLONG_ASSIGN(Application application, Application::open(options));
                                  ModelDownload download(application, server);
                                  return work(download, stop);
                              };
                              auto result = std::make_shared<Result<T>>(perform());
                              engine->deliver([self, done, result] {
                                  if (self)
                                      done(std::move(*result));
                              });
                          });
}

void ModelDownloads::list(const DownloadRequest& request) {
    m_listing.request_stop(); // only the newest is wanted
    m_listing =
        run<ModelListing>([request](ModelDownload& download,
                                    const std::stop_token& stop) { return download.list(request, stop); },
                          [this](const Result<ModelListing>& listing) {
                              if (listing)
                                  Q_EMIT listed(*listing);
                              else
                                  Q_EMIT failed(toQt(listing.error().message));
                          });
}

void ModelDownloads::start(const DownloadRequest& request) {
    m_underWay = {request, std::nullopt};
    const QPointer<ModelDownloads> self(this);
    const auto report = [engine = &m_engine, self](const DownloadProgress& progress) {
        engine->deliver([self, progress] {
            if (!self || !self->m_underWay)
                return;
            self->m_underWay->progress = progress;
            Q_EMIT self->progressed(progress);
        });
    };
    m_running = run<ModelEntry>(
        [request, report](ModelDownload& download, const std::stop_token& stop) {
            return download.download(request, report, stop);
        },
        [this](const Result<ModelEntry>& model) {
            m_underWay.reset();
            if (model)
                Q_EMIT finished(*model);
            else if (model.error().code == ErrorCode::Cancelled)
                Q_EMIT paused();
            else
                Q_EMIT failed(toQt(model.error().message));
        });
}

void ModelDownloads::pause() {
    m_running.request_stop();
}

void ModelDownloads::discard(const DownloadRequest& request) {
    run<void>(
        [request](ModelDownload& download, const std::stop_token&) { return download.discard(request); },
        [this](const Result<void>& done) {
            if (!done)
                Q_EMIT failed(toQt(done.error().message));
            findUnfinished();
        });
}

void ModelDownloads::findUnfinished() {
    using Requests = std::vector<DownloadRequest>;
    run<Requests>([](ModelDownload& download,
                     const std::stop_token&) -> Result<Requests> { return download.unfinished(); },
                  [this](const Result<Requests>& requests) {
                      if (requests)
                          Q_EMIT unfinishedFound(*requests);
                  });
}

} // namespace memlong::ui
