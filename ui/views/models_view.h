// The models there are, which are in use, and how to get more.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QWidget>

#include "app/services/model_download.h"
#include "app/services/types.h"

namespace memlong::ui {

class DownloadDialog;

struct ModelChoices {
    QString decoder, retriever, reranker; // names in use; empty: none
    QString device, precision; // as the command line has them: "auto", "cpu", "cuda", ...; "bf16", ...
    QString adapter;           // folder; empty: none
    QStringList devices;       // those that can be chosen
    QStringList precisions;
};

class ModelsView : public QWidget {
    Q_OBJECT
public:
    explicit ModelsView(QWidget* parent = nullptr);
    ~ModelsView() override;

    void setModels(const std::vector<ModelEntry>& models);
    void setChoices(const ModelChoices& choices);
    /// While a model is imported or loaded: a line and a bar; an empty stage ends it.
    void setProgress(const Progress& progress);
    void setProblem(const QString& problem); // empty: none

    // The download dialog, opened by the user.
    void openDownloadDialog(const QString& repository = {});
    void setListing(const ModelListing& listing);
    void setDownloadProgress(const DownloadProgress& progress);
    void setDownloadUnderWay(const DownloadRequest& request, const std::optional<DownloadProgress>& progress);
    void setDownloadPaused();
    void setDownloadFinished(const ModelEntry& model);
    void setDownloadProblem(const QString& problem);
    void setUnfinishedDownloads(const std::vector<DownloadRequest>& requests);

Q_SIGNALS:
    void cancelRequested(); // of what setProgress shows
    void decoderChosen(const QString& name);
    void retrieverChosen(const QString& name);
    void rerankerChosen(const QString& name); // "none": go without the one in use
    void deviceChosen(const QString& device);
    void precisionChosen(const QString& precision);
    void adapterChosen(const QString& folder);
    void importRequested(const QString& source, const QString& name, const QString& tokenizer, bool link);
    void removeRequested(const QString& name);
    void listingRequested(const memlong::DownloadRequest& request);
    void downloadRequested(const memlong::DownloadRequest& request); // also to go on
    void downloadPauseRequested();
    void downloadDiscardRequested(const memlong::DownloadRequest& request);

private:
    DownloadDialog& downloadDialog();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace memlong::ui
