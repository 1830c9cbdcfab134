// Getting a model from the Hugging Face hub, step by step: name it, look at what it is, fetch it.
#pragma once

#include <memory>
#include <optional>

#include <QDialog>

#include "app/services/model_download.h"

namespace memlong::ui {

class DownloadDialog : public QDialog {
    Q_OBJECT
public:
    explicit DownloadDialog(QWidget* parent = nullptr);
    ~DownloadDialog() override;

    void setRepository(const QString& repository);
    void setListing(const ModelListing& listing);
    void setProgress(const DownloadProgress& progress);
    /// A download that goes on since before this dialog was opened.
    void setUnderWay(const DownloadRequest& request, const std::optional<DownloadProgress>& progress);
    void setPaused();
    void setFinished(const ModelEntry& model);
    void setProblem(const QString& problem);
    void setUnfinished(const std::vector<DownloadRequest>& requests);

Q_SIGNALS:
    void listingRequested(const memlong::DownloadRequest& request);
    void downloadRequested(const memlong::DownloadRequest& request);
    void pauseRequested();
    void discardRequested(const memlong::DownloadRequest& request);

private:
    enum class Step { Naming, Asking, Listed, Fetching, Pausing, Paused, Finished };
    void showStep(Step step);
    DownloadRequest request() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace memlong::ui
