#include "ui/views/models_dialog.h"

#include <QDialogButtonBox>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/views/models_view.h"

namespace memlong::ui {

ModelsDialog::ModelsDialog(Engine& engine, BackgroundTasks& tasks, ModelDownloads& downloads,
                           const DesktopSettings& settings, const SessionDetails& session, QWidget* parent)
    : QDialog(parent), m_engine(engine), m_tasks(tasks), m_settings(settings),
      m_retriever(toQt(session.retriever)), m_reranker(toQt(session.reranker)) {
    setWindowTitle(tr("Models"));
    resize(820, 600);
    m_view = new ModelsView;
    auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(m_view, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_view, &ModelsView::decoderChosen, this,
            [this](const QString& name) { change(&DesktopSettings::model, name); });
    connect(m_view, &ModelsView::retrieverChosen, this, [this](const QString& name) {
        accept(); // what follows shows in the window
        Q_EMIT retrieverChosen(name);
    });
    connect(m_view, &ModelsView::rerankerChosen, this,
            [this](const QString& name) { change(&DesktopSettings::reranker, name); });
    connect(m_view, &ModelsView::cancelRequested, this, [this] { m_tasks.cancel(m_import); });
    connect(m_view, &ModelsView::deviceChosen, this,
            [this](const QString& device) { change(&DesktopSettings::device, device); });
    connect(m_view, &ModelsView::precisionChosen, this,
            [this](const QString& precision) { change(&DesktopSettings::precision, precision); });
    connect(m_view, &ModelsView::adapterChosen, this,
            [this](const QString& folder) { change(&DesktopSettings::adapter, folder); });
    connect(m_view, &ModelsView::importRequested, this, &ModelsDialog::importModel);
    connect(m_view, &ModelsView::removeRequested, this, &ModelsDialog::removeModel);
    connect(&tasks, &BackgroundTasks::changed, this, &ModelsDialog::showImport);
    connectDownloads(downloads);
    showChoices();
    refresh();
}

void ModelsDialog::connectDownloads(ModelDownloads& downloads) {
    connect(m_view, &ModelsView::listingRequested, &downloads, &ModelDownloads::list);
    connect(m_view, &ModelsView::downloadRequested, &downloads, &ModelDownloads::start);
    connect(m_view, &ModelsView::downloadPauseRequested, &downloads, &ModelDownloads::pause);
    connect(m_view, &ModelsView::downloadDiscardRequested, &downloads, &ModelDownloads::discard);
    connect(&downloads, &ModelDownloads::listed, m_view, &ModelsView::setListing);
    connect(&downloads, &ModelDownloads::progressed, m_view, &ModelsView::setDownloadProgress);
    connect(&downloads, &ModelDownloads::paused, m_view, &ModelsView::setDownloadPaused);
    connect(&downloads, &ModelDownloads::failed, m_view, &ModelsView::setDownloadProblem);
    connect(&downloads, &ModelDownloads::unfinishedFound, m_view, &ModelsView::setUnfinishedDownloads);
    connect(&downloads, &ModelDownloads::finished, this, [this](const ModelEntry& model) {
        m_view->setDownloadFinished(model);
        refresh();
    });
    if (downloads.underWay())
        m_view->setDownloadUnderWay(downloads.underWay()->request, downloads.underWay()->progress);
    downloads.findUnfinished();
}

void ModelsDialog::refresh() {
    using Models = std::vector<ModelEntry>;
    m_engine.read<Models>(
        this, [](Application& application, const std::stop_token&) { return application.models(); },
        [this](const Result<Models>& models) {
            if (models)
                m_view->setModels(*models);
            else
                m_view->setProblem(toQt(models.error().message));
        });
}

void ModelsDialog::showChoices() {
    ModelChoices choices;
    choices.decoder = m_settings.model;
    choices.retriever = m_retriever.isEmpty() ? QStringLiteral("builtin") : m_retriever;
    choices.reranker = m_settings.reranker.isEmpty() ? m_reranker : m_settings.reranker;
    choices.device = m_settings.device.isEmpty() ? QStringLiteral("auto") : m_settings.device;
    choices.precision = m_settings.precision.isEmpty() ? QStringLiteral("auto") : m_settings.precision;
    choices.adapter = m_settings.adapter;
    choices.devices = {QStringLiteral("auto"), QStringLiteral("cpu"), QStringLiteral("cuda")};
    choices.precisions = {QStringLiteral("auto"), QStringLiteral("f32"), QStringLiteral("bf16"),
                          QStringLiteral("int8")};
    m_view->setChoices(choices);
}

void ModelsDialog::change(QString DesktopSettings::*field, const QString& value) {
    m_settings.*field = value;
    showChoices();
    Q_EMIT settingsChanged(m_settings);
}

void ModelsDialog::importModel(const QString& source, const QString& name, const QString& tokenizer,
                               bool link) {
    Application::ImportRequest request;
    request.source = pathFromQt(source);
    request.name = fromQt(name);
    request.tokenizer = pathFromQt(tokenizer);
    request.link = link;
    m_view->setProblem({});
    const QPointer<ModelsDialog> self(this);
    BackgroundTasks* const tasks = &m_tasks; // outlives the dialog
    const quint64 task = tasks->begin(tr("Adding a model …"));
    m_import = task;
    tasks->setStop(task, m_engine.copy<ModelEntry>(
                             tasks,
                             [request, report = tasks->reporter(task)](Application& application,
                                                                       const std::stop_token& stop) {
                                 return application.importModel(request, report, stop);
                             },
                             [self, tasks, task](const Result<ModelEntry>& model) {
                                 tasks->end(task);
                                 const bool problem = !model && model.error().code != ErrorCode::Cancelled;
                                 if (self) {
                                     self->m_view->setProgress({});
                                     if (problem)
                                         self->m_view->setProblem(toQt(model.error().message));
                                     self->refresh();
                                 } else if (problem) {
                                     Q_EMIT tasks->failed(toQt(model.error().message));
                                 }
                             }));
}

void ModelsDialog::showImport() {
    for (const BackgroundTasks::Task& task : m_tasks.tasks())
        if (task.id == m_import)
            m_view->setProgress(task.progress);
}

void ModelsDialog::removeModel(const QString& name) {
    m_engine.run<void>(
        this, [text = fromQt(name)](EngineAccess& access) { return access.application().removeModel(text); },
        [this](const Result<void>& done) {
            if (!done)
                m_view->setProblem(toQt(done.error().message));
            refresh();
        });
}

} // namespace memlong::ui
