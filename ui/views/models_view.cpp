#include "ui/views/models_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/views/download_dialog.h"
#include "ui/views/import_dialog.h"
#include "ui/views/models_model.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/table_delegate.h"

namespace memlong::ui {

struct ModelsView::Parts {
    ModelChoices choices;
    ModelsModel* model = nullptr;
    QSortFilterProxyModel* sorted = nullptr;
    QTableView* table = nullptr;
    QLabel *name = nullptr, *about = nullptr, *place = nullptr;
    QPushButton *use = nullptr, *remove = nullptr, *import = nullptr, *download = nullptr;
    QComboBox *device = nullptr, *precision = nullptr;
    QLineEdit* adapter = nullptr;
    QToolButton *chooseAdapter = nullptr, *clearAdapter = nullptr;
    QWidget* busy = nullptr;
    QProgressBar* bar = nullptr;
    QLabel *busyText = nullptr, *problem = nullptr;
    DownloadDialog* dialog = nullptr;
    std::vector<DownloadRequest> unfinished;

    const ModelEntry* selected() const {
        const QModelIndexList rows = table->selectionModel()->selectedRows();
        return rows.isEmpty()
                   ? nullptr
                   : &model->models()[static_cast<std::size_t>(sorted->mapToSource(rows.front()).row())];
    }
    bool isUsed(const ModelEntry& entry) const { return model->inUse(entry); }
    static bool canBeLeft(const ModelEntry& entry) { return entry.kind == "reranker"; }
    void update() {
        const ModelEntry* entry = selected();
        use->setEnabled(entry && (!isUsed(*entry) || canBeLeft(*entry)));
        remove->setEnabled(entry && !entry->builtin && !isUsed(*entry));
        remove->setToolTip(entry && entry->builtin   ? ModelsView::tr("It comes with the program")
                           : entry && isUsed(*entry) ? ModelsView::tr("It is in use")
                                                     : QString());
        if (!entry) {
            name->setText(ModelsView::tr("Choose a model to see what it can do."));
            about->clear();
            place->clear();
            use->setText(ModelsView::tr("Use this model"));
            return;
        }
        name->setText(QString::fromStdString(entry->name));
        QStringList lines;
        lines << abilities(*entry);
        if (!entry->description.empty())
            lines << QString::fromStdString(entry->description);
        about->setText(lines.join(QLatin1Char('\n')));
        place->setText(QStringLiteral("%1 · %2").arg(QString::fromStdString(entry->architecture),
                                                     QString::fromStdString(entry->folder.string())));
        use->setText(isUsed(*entry)
                         ? canBeLeft(*entry) ? ModelsView::tr("Go without it") : ModelsView::tr("In use")
                     : entry->kind == "retriever" ? ModelsView::tr("Use this retriever")
                     : entry->kind == "reranker"  ? ModelsView::tr("Use this reranker")
                                                  : ModelsView::tr("Use this model"));
    }
    static void fill(QComboBox* box, const QStringList& values, const QString& current,
                     QString (*label)(const QString&)) {
        const QSignalBlocker block(box);
        box->clear();
        for (const QString& value : values)
            box->addItem(label(value), value);
        if (!current.isEmpty() && !values.contains(current))
            box->addItem(label(current), current);
        box->setCurrentIndex(std::max(0, box->findData(current)));
    }
    static QString deviceLabel(const QString& device) {
        if (device == QLatin1String("auto"))
            return ModelsView::tr("Automatic");
        if (device == QLatin1String("cpu"))
            return ModelsView::tr("Processor (CPU)");
        if (device.startsWith(QLatin1String("cuda")))
            return device.contains(QLatin1Char(':'))
                       ? ModelsView::tr("Graphics card %1 (CUDA)").arg(device.section(QLatin1Char(':'), 1))
                       : ModelsView::tr("Graphics card (CUDA)");
        return device;
    }
    static QString precisionLabel(const QString& precision) {
        if (precision == QLatin1String("auto"))
            return ModelsView::tr("Automatic");
        if (precision == QLatin1String("f32"))
            return ModelsView::tr("32 bit (exact)");
        if (precision == QLatin1String("bf16"))
            return ModelsView::tr("16 bit (bf16)");
        if (precision == QLatin1String("f16"))
            return ModelsView::tr("16 bit (f16)");
        if (precision == QLatin1String("int8"))
            return ModelsView::tr("8 bit (smallest)");
        return precision;
    }
};

ModelsView::ModelsView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    Parts& p = *m_parts;
    setAccessibleName(tr("Models"));
    p.model = new ModelsModel(this);
    p.sorted = new QSortFilterProxyModel(this);
    p.sorted->setSourceModel(p.model);
    p.sorted->setSortRole(ModelsModel::kSortRole);
    p.sorted->setSortLocaleAware(true);
    p.table = new QTableView;
    p.table->setModel(p.sorted);
    p.table->setSortingEnabled(true);
    p.table->sortByColumn(ModelsModel::Use, Qt::AscendingOrder);
    p.table->setSelectionBehavior(QAbstractItemView::SelectRows);
    p.table->setSelectionMode(QAbstractItemView::SingleSelection);
    p.table->setShowGrid(false);
    p.table->setItemDelegate(new PaddedDelegate(p.table));
    p.table->setTabKeyNavigation(false);
    p.table->setWordWrap(false);
    p.table->verticalHeader()->hide();
    p.table->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 12);
    p.table->horizontalHeader()->setHighlightSections(false);
    p.table->horizontalHeader()->setStretchLastSection(false);
    p.table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    p.table->horizontalHeader()->setSectionResizeMode(ModelsModel::Name, QHeaderView::Stretch);
    p.table->setAccessibleName(tr("Models"));

    p.import = new QPushButton(lineIcon("folder"), tr("Add from this computer…"));
    p.download = new QPushButton(lineIcon("download"), tr("Download…"));
    auto* top = new QHBoxLayout;
    top->addWidget(p.import);
    top->addWidget(p.download);
    top->addStretch(1);

    p.name = new QLabel;
    QFont bold = p.name->font();
    bold.setBold(true);
    p.name->setFont(bold);
    p.name->setTextFormat(Qt::PlainText);
    p.about = new QLabel;
    p.about->setWordWrap(true);
    p.about->setTextFormat(Qt::PlainText);
    p.place = new QLabel;
    p.place->setForegroundRole(QPalette::PlaceholderText);
    p.place->setTextFormat(Qt::PlainText);
    p.place->setWordWrap(true);
    p.place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.use = new QPushButton(lineIcon("check"), {});
    p.remove = new QPushButton(lineIcon("remove"), tr("Remove…"));
    auto* actions = new QHBoxLayout;
    actions->addWidget(p.use);
    actions->addWidget(p.remove);
    actions->addStretch(1);

    p.device = new QComboBox;
    p.precision = new QComboBox;
    p.adapter = new QLineEdit;
    p.adapter->setReadOnly(true);
    p.adapter->setPlaceholderText(tr("none"));
    p.chooseAdapter = new QToolButton;
    p.chooseAdapter->setIcon(lineIcon("folder"));
    p.chooseAdapter->setToolTip(tr("Choose the folder of a PEFT adapter (LoRA)"));
    p.chooseAdapter->setAccessibleName(p.chooseAdapter->toolTip());
    p.clearAdapter = new QToolButton;
    p.clearAdapter->setIcon(lineIcon("close"));
    p.clearAdapter->setToolTip(tr("Use no adapter"));
    p.clearAdapter->setAccessibleName(p.clearAdapter->toolTip());
    auto* adapterRow = new QHBoxLayout;
    adapterRow->addWidget(p.adapter, 1);
    adapterRow->addWidget(p.chooseAdapter);
    adapterRow->addWidget(p.clearAdapter);
    auto* form = new QFormLayout;
    form->addRow(tr("&Device:"), p.device);
    form->addRow(tr("&Precision:"), p.precision);
    auto* adapterLabel = new QLabel(tr("&Adapter:"));
    adapterLabel->setBuddy(p.adapter);
    form->addRow(adapterLabel, adapterRow);

    p.busy = new QWidget;
    p.busyText = new QLabel;
    p.bar = new QProgressBar;
    p.bar->setMaximumWidth(260);
    p.bar->setTextVisible(false);
    p.bar->setAccessibleName(tr("Progress"));
    auto* busyRow = new QHBoxLayout(p.busy);
    busyRow->setContentsMargins(0, 0, 0, 0);
    busyRow->addWidget(p.busyText);
    busyRow->addWidget(p.bar, 1);
    auto* cancel = new QPushButton(tr("Cancel"));
    busyRow->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &ModelsView::cancelRequested);
    p.busy->hide();
    p.problem = new QLabel;
    p.problem->setWordWrap(true);
    p.problem->setTextFormat(Qt::PlainText);
    p.problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.problem->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addLayout(top);
    column->addWidget(p.table, 1);
    column->addWidget(p.busy);
    column->addWidget(p.problem);
    column->addWidget(p.name);
    column->addWidget(p.about);
    column->addWidget(p.place);
    column->addLayout(actions);
    column->addSpacing(6);
    column->addLayout(form);

    connect(p.table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [&p] { p.update(); });
    const auto use = [this, &p] {
        const ModelEntry* entry = p.selected();
        if (!entry || (p.isUsed(*entry) && !Parts::canBeLeft(*entry)))
            return;
        if (entry->kind == "reranker")
            Q_EMIT rerankerChosen(p.isUsed(*entry) ? QStringLiteral("none")
                                                   : QString::fromStdString(entry->name));
        else if (entry->kind == "retriever")
            Q_EMIT retrieverChosen(QString::fromStdString(entry->name));
        else
            Q_EMIT decoderChosen(QString::fromStdString(entry->name));
    };
    connect(p.use, &QPushButton::clicked, this, use);
    connect(p.table, &QTableView::activated, this, use);
    connect(p.remove, &QPushButton::clicked, this, [this, &p] {
        const ModelEntry* entry = p.selected();
        if (entry && QMessageBox::question(this, tr("Remove the model?"),
                                           tr("“%1” (%2) is deleted from this computer.")
                                               .arg(QString::fromStdString(entry->name),
                                                    bytesText(entry->bytes))) == QMessageBox::Yes)
            Q_EMIT removeRequested(QString::fromStdString(entry->name));
    });
    connect(p.import, &QPushButton::clicked, this, [this] {
        ImportDialog dialog(this);
        if (dialog.exec() == QDialog::Accepted)
            Q_EMIT importRequested(dialog.source(), dialog.name(), dialog.tokenizer(), dialog.link());
    });
    connect(p.download, &QPushButton::clicked, this, [this] { openDownloadDialog(); });
    connect(p.device, &QComboBox::activated, this,
            [this, &p] { Q_EMIT deviceChosen(p.device->currentData().toString()); });
    connect(p.precision, &QComboBox::activated, this,
            [this, &p] { Q_EMIT precisionChosen(p.precision->currentData().toString()); });
    connect(p.chooseAdapter, &QToolButton::clicked, this, [this, &p] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Folder of an adapter"), p.adapter->text());
        if (!folder.isEmpty())
            Q_EMIT adapterChosen(folder);
    });
    connect(p.clearAdapter, &QToolButton::clicked, this, [this] { Q_EMIT adapterChosen(QString()); });
    setChoices({});
}

ModelsView::~ModelsView() = default;

void ModelsView::setModels(const std::vector<ModelEntry>& models) {
    Parts& p = *m_parts;
    const ModelEntry* before = p.selected();
    const QString selected = before ? QString::fromStdString(before->name) : p.choices.decoder;
    p.model->setModels(models);
    if (const int row = p.model->rowOf(selected); row >= 0)
        p.table->selectRow(p.sorted->mapFromSource(p.model->index(row, 0)).row());
    p.update();
}

void ModelsView::setChoices(const ModelChoices& choices) {
    Parts& p = *m_parts;
    p.choices = choices;
    p.model->setInUse(choices.decoder, choices.retriever, choices.reranker);
    Parts::fill(p.device, choices.devices, choices.device, Parts::deviceLabel);
    Parts::fill(p.precision, choices.precisions, choices.precision, Parts::precisionLabel);
    p.adapter->setText(choices.adapter);
    p.clearAdapter->setEnabled(!choices.adapter.isEmpty());
    p.update();
}

void ModelsView::setProgress(const Progress& progress) {
    Parts& p = *m_parts;
    p.busy->setVisible(!progress.stage.empty());
    const QString stage = progress.stage == "copying"    ? tr("Copying the model…")
                          : progress.stage == "checking" ? tr("Checking the model…")
                          : progress.stage == "loading"  ? tr("Loading the model…")
                                                         : QString::fromStdString(progress.stage);
    p.busyText->setText(stage);
    p.bar->setRange(0, progress.total == 0 ? 0 : 1000);
    if (progress.total > 0)
        p.bar->setValue(static_cast<int>(static_cast<double>(progress.done) /
                                         static_cast<double>(progress.total) * 1000));
}

void ModelsView::setProblem(const QString& problem) {
    m_parts->problem->setText(problem);
    m_parts->problem->setVisible(!problem.isEmpty());
}

DownloadDialog& ModelsView::downloadDialog() {
    Parts& p = *m_parts;
    if (!p.dialog) {
        p.dialog = new DownloadDialog(this);
        connect(p.dialog, &DownloadDialog::listingRequested, this, &ModelsView::listingRequested);
        connect(p.dialog, &DownloadDialog::downloadRequested, this, &ModelsView::downloadRequested);
        connect(p.dialog, &DownloadDialog::pauseRequested, this, &ModelsView::downloadPauseRequested);
        connect(p.dialog, &DownloadDialog::discardRequested, this, &ModelsView::downloadDiscardRequested);
        p.dialog->setUnfinished(p.unfinished);
    }
    return *p.dialog;
}

void ModelsView::openDownloadDialog(const QString& repository) {
    DownloadDialog& dialog = downloadDialog();
    if (!repository.isEmpty())
        dialog.setRepository(repository);
    dialog.show();
    dialog.raise();
    dialog.activateWindow();
}

void ModelsView::setDownloadUnderWay(const DownloadRequest& request,
                                     const std::optional<DownloadProgress>& progress) {
    downloadDialog().setUnderWay(request, progress);
}

void ModelsView::setListing(const ModelListing& listing) {
    if (m_parts->dialog)
        m_parts->dialog->setListing(listing);
}

void ModelsView::setDownloadProgress(const DownloadProgress& progress) {
    if (m_parts->dialog)
        m_parts->dialog->setProgress(progress);
}

void ModelsView::setDownloadPaused() {
    if (m_parts->dialog)
        m_parts->dialog->setPaused();
}

void ModelsView::setDownloadFinished(const ModelEntry& model) {
    if (m_parts->dialog)
        m_parts->dialog->setFinished(model);
}

void ModelsView::setDownloadProblem(const QString& problem) {
    if (m_parts->dialog)
        m_parts->dialog->setProblem(problem);
}

void ModelsView::setUnfinishedDownloads(const std::vector<DownloadRequest>& requests) {
    m_parts->unfinished = requests;
    if (m_parts->dialog)
        m_parts->dialog->setUnfinished(requests);
}

} // namespace memlong::ui
