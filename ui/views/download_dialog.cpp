#include "ui/views/download_dialog.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/widgets/figures.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {

struct DownloadDialog::Parts {
    Step step = Step::Naming;
    ModelListing listing;

    QLineEdit *repository = nullptr, *revision = nullptr, *name = nullptr;
    QLabel* unfinishedTitle = nullptr;
    QListWidget* unfinished = nullptr;
    std::vector<DownloadRequest> requests;
    QWidget* listed = nullptr;
    QLabel *about = nullptr, *room = nullptr;
    QTreeWidget* files = nullptr;
    QProgressBar* bar = nullptr;
    QLabel *status = nullptr, *problem = nullptr;
    QPushButton *look = nullptr, *fetch = nullptr, *pause = nullptr, *discard = nullptr, *close = nullptr;

    void fill(const DownloadRequest& request) {
        repository->setText(QString::fromStdString(request.repository));
        revision->setText(QString::fromStdString(request.revision));
        name->setText(QString::fromStdString(request.name));
    }
    bool fits() const {
        return listing.bytesFree == 0 ||
               listing.bytes - std::min(listing.bytesPresent, listing.bytes) <= listing.bytesFree;
    }
};

DownloadDialog::DownloadDialog(QWidget* parent) : QDialog(parent), m_parts(std::make_unique<Parts>()) {
    Parts& p = *m_parts;
    setWindowTitle(tr("Download a model"));
    setMinimumSize(560, 440);
    auto* intro =
        new QLabel(tr("From the Hugging Face hub. Nothing is fetched before you say so, and nothing of "
                      "yours is sent there."));
    intro->setWordWrap(true);
    intro->setForegroundRole(QPalette::PlaceholderText);

    p.repository = new QLineEdit;
    p.repository->setPlaceholderText(tr("owner/name, or the address of its page"));
    p.revision = new QLineEdit(QStringLiteral("main"));
    p.name = new QLineEdit;
    p.name->setPlaceholderText(tr("as on the hub"));
    p.look = new QPushButton(tr("Look"));
    p.look->setToolTip(tr("Ask the hub what this model consists of"));
    auto* repositoryRow = new QHBoxLayout;
    repositoryRow->addWidget(p.repository, 1);
    repositoryRow->addWidget(p.look);
    auto* form = new QFormLayout;
    form->addRow(tr("&Model:"), repositoryRow);
    form->addRow(tr("&Revision:"), p.revision);
    form->addRow(tr("&Name here:"), p.name);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    if (auto* label = qobject_cast<QLabel*>(form->labelForField(repositoryRow)))
        label->setBuddy(p.repository);

    p.unfinishedTitle = new QLabel(tr("Unfinished downloads"));
    p.unfinished = new QListWidget;
    p.unfinished->setMaximumHeight(92);
    p.unfinished->setAccessibleName(p.unfinishedTitle->text());

    p.about = new QLabel;
    p.about->setWordWrap(true);
    p.about->setTextFormat(Qt::PlainText);
    p.room = new QLabel;
    p.room->setWordWrap(true);
    p.files = new QTreeWidget;
    p.files->setRootIsDecorated(false);
    p.files->setHeaderLabels({tr("File"), tr("Size")});
    p.files->headerItem()->setTextAlignment(1, Qt::AlignTrailing | Qt::AlignVCenter);
    p.files->header()->setStretchLastSection(false);
    p.files->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    p.files->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    p.files->setAccessibleName(tr("Files of the model"));
    p.listed = new QWidget;
    auto* listedColumn = new QVBoxLayout(p.listed);
    listedColumn->setContentsMargins(0, 0, 0, 0);
    listedColumn->addWidget(p.about);
    listedColumn->addWidget(p.files, 1);
    listedColumn->addWidget(p.room);

    p.bar = new QProgressBar;
    p.bar->setRange(0, 1000);
    p.bar->setAccessibleName(tr("Progress of the download"));
    p.status = new QLabel;
    p.status->setWordWrap(true);
    p.problem = new QLabel;
    p.problem->setWordWrap(true);
    p.problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.problem->setTextFormat(Qt::PlainText);

    auto* buttons = new QDialogButtonBox;
    p.fetch = buttons->addButton(tr("Download"), QDialogButtonBox::AcceptRole);
    p.fetch->setIcon(lineIcon("download"));
    p.pause = buttons->addButton(tr("Pause"), QDialogButtonBox::ActionRole);
    p.pause->setIcon(lineIcon("pause"));
    p.discard = buttons->addButton(tr("Discard"), QDialogButtonBox::DestructiveRole);
    p.discard->setIcon(lineIcon("remove"));
    p.close = buttons->addButton(QDialogButtonBox::Close);
    p.close->setAutoDefault(false);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(intro);
    column->addLayout(form);
    column->addWidget(p.unfinishedTitle);
    column->addWidget(p.unfinished);
    column->addWidget(p.listed, 1);
    column->addWidget(p.bar);
    column->addWidget(p.status);
    column->addWidget(p.problem);
    column->addStretch(0);
    column->addWidget(buttons);

    const auto look = [this, &p] {
        if (p.repository->text().trimmed().isEmpty())
            return;
        p.problem->clear();
        p.problem->hide();
        showStep(Step::Asking);
        Q_EMIT listingRequested(request());
    };
    connect(p.look, &QPushButton::clicked, this, look);
    connect(p.repository, &QLineEdit::returnPressed, this, look);
    connect(p.repository, &QLineEdit::textEdited, this, [this] { showStep(Step::Naming); });
    connect(p.revision, &QLineEdit::textEdited, this, [this] { showStep(Step::Naming); });
    connect(p.unfinished, &QListWidget::itemActivated, this, [&p, look](QListWidgetItem* item) {
        p.fill(p.requests[static_cast<std::size_t>(p.unfinished->row(item))]);
        look();
    });
    connect(p.fetch, &QPushButton::clicked, this, [this, &p] {
        p.problem->hide();
        showStep(Step::Fetching);
        Q_EMIT downloadRequested(request());
    });
    connect(p.pause, &QPushButton::clicked, this, [this, &p] {
        if (p.step == Step::Paused) {
            showStep(Step::Fetching);
            Q_EMIT downloadRequested(request());
        } else {
            showStep(Step::Pausing);
            Q_EMIT pauseRequested();
        }
    });
    connect(p.discard, &QPushButton::clicked, this, [this, &p] {
        if (QMessageBox::question(
                this, tr("Discard the download?"),
                tr("What has been fetched so far (%1) is deleted.").arg(bytesText(p.listing.bytesPresent))) !=
            QMessageBox::Yes)
            return;
        Q_EMIT discardRequested(request());
        p.listing.bytesPresent = 0;
        showStep(p.listing.files.empty() ? Step::Naming : Step::Listed);
    });
    connect(p.close, &QPushButton::clicked, this, &QDialog::close);
    setUnfinished({});
    p.problem->hide();
    showStep(Step::Naming);
}

DownloadDialog::~DownloadDialog() = default;

DownloadRequest DownloadDialog::request() const {
    return {m_parts->repository->text().trimmed().toStdString(),
            m_parts->revision->text().trimmed().toStdString(), m_parts->name->text().trimmed().toStdString()};
}

void DownloadDialog::showStep(Step step) {
    Parts& p = *m_parts;
    p.step = step;
    const bool busy = step == Step::Fetching || step == Step::Pausing || step == Step::Paused;
    for (QLineEdit* edit : {p.repository, p.revision, p.name})
        edit->setEnabled(!busy && step != Step::Asking);
    p.look->setEnabled(!busy && step != Step::Asking);
    p.unfinished->setEnabled(!busy);
    const bool naming = step == Step::Naming || step == Step::Asking;
    p.unfinishedTitle->setVisible(naming && !p.requests.empty());
    p.unfinished->setVisible(naming && !p.requests.empty());
    p.listed->setVisible(!naming && !p.listing.files.empty());
    p.bar->setVisible(step == Step::Asking || busy);
    if (step == Step::Asking)
        p.bar->setRange(0, 0);
    p.fetch->setVisible(naming || step == Step::Listed);
    p.fetch->setEnabled(step == Step::Listed && p.fits() && !p.listing.files.empty());
    p.fetch->setText(p.listing.bytesPresent > 0 && step == Step::Listed ? tr("Go on") : tr("Download"));
    p.pause->setVisible(busy);
    p.pause->setEnabled(step != Step::Pausing);
    p.pause->setText(step == Step::Paused ? tr("Resume") : tr("Pause"));
    p.pause->setIcon(lineIcon(step == Step::Paused ? "resume" : "pause"));
    p.discard->setVisible(step == Step::Paused || (step == Step::Listed && p.listing.bytesPresent > 0));
    (naming ? p.look : busy ? p.pause : p.fetch)->setDefault(true);
    switch (step) {
    case Step::Asking:
        p.status->setText(tr("Asking the hub…"));
        break;
    case Step::Pausing:
        p.status->setText(tr("Pausing…"));
        break;
    case Step::Paused:
        p.status->setText(tr("Paused. What has been fetched is kept, also when you close this window."));
        break;
    case Step::Fetching:
        if (p.bar->maximum() == 0)
            p.bar->setRange(0, 1000);
        p.status->setText(tr("Connecting…"));
        break;
    case Step::Naming:
    case Step::Listed:
        p.status->clear();
        break;
    case Step::Finished:
        break;
    }
    p.status->setVisible(!p.status->text().isEmpty());
}

void DownloadDialog::setRepository(const QString& repository) {
    if (m_parts->step == Step::Naming)
        m_parts->repository->setText(repository);
}

void DownloadDialog::setListing(const ModelListing& listing) {
    Parts& p = *m_parts;
    p.listing = listing;
    p.repository->setText(QString::fromStdString(listing.repository));
    if (p.name->text().isEmpty())
        p.name->setPlaceholderText(QString::fromStdString(listing.repository).section(QLatin1Char('/'), -1));
    QString about = listing.licence.empty()
                        ? tr("The licence is not stated: read the model's page before you use it.")
                        : tr("Licence: %1").arg(QString::fromStdString(listing.licence));
    if (!listing.description.empty())
        about = QString::fromStdString(listing.description) + QStringLiteral(" · ") + about;
    p.about->setText(about);
    p.files->clear();
    for (const ModelFile& file : listing.files) {
        auto* item = new QTreeWidgetItem(p.files, {QString::fromStdString(file.path), bytesText(file.bytes)});
        item->setTextAlignment(1, Qt::AlignTrailing | Qt::AlignVCenter);
    }
    QString room =
        tr("%1 to download").arg(bytesText(listing.bytes - std::min(listing.bytesPresent, listing.bytes)));
    if (listing.bytesPresent > 0)
        room = tr("%1, %2 are here already").arg(room, bytesText(listing.bytesPresent));
    if (listing.bytesFree > 0)
        room = tr("%1; %2 are free on the disk").arg(room, bytesText(listing.bytesFree));
    if (!p.fits())
        room += QLatin1Char('\n') + tr("That does not fit. Free some space, then look again.");
    p.room->setText(room);
    showStep(Step::Listed);
}

void DownloadDialog::setProgress(const DownloadProgress& progress) {
    Parts& p = *m_parts;
    if (p.step != Step::Fetching)
        return;
    const Progress& at = progress.progress;
    p.bar->setRange(0, at.total == 0 ? 0 : 1000);
    if (at.total > 0)
        p.bar->setValue(
            static_cast<int>(static_cast<double>(at.done) / static_cast<double>(at.total) * 1000));
    if (at.stage == "downloading")
        p.listing.bytesPresent = at.done;
    QStringList parts;
    if (at.stage == "checking")
        parts << tr("Checking %1").arg(QString::fromStdString(progress.file));
    else if (at.stage == "adding" || at.stage == "copying")
        parts << tr("Adding the model");
    else
        parts << tr("%1 of %2").arg(bytesText(at.done), bytesText(at.total));
    if (progress.bytesPerSecond > 0 && at.stage == "downloading") {
        parts << tr("%1/s").arg(bytesText(static_cast<std::uint64_t>(progress.bytesPerSecond)));
        if (const QString left = secondsLeftText(progress.secondsLeft); !left.isEmpty())
            parts << left;
    }
    p.status->setText(parts.join(QStringLiteral(" · ")));
    p.status->show();
}

void DownloadDialog::setUnderWay(const DownloadRequest& request,
                                 const std::optional<DownloadProgress>& progress) {
    m_parts->fill(request);
    showStep(Step::Fetching);
    if (progress)
        setProgress(*progress);
}

void DownloadDialog::setPaused() {
    showStep(Step::Paused);
}

void DownloadDialog::setFinished(const ModelEntry& model) {
    Parts& p = *m_parts;
    showStep(Step::Finished);
    p.status->setText(tr("“%1” is ready to use.").arg(QString::fromStdString(model.name)));
    p.status->show();
    p.close->setDefault(true);
}

void DownloadDialog::setProblem(const QString& problem) {
    Parts& p = *m_parts;
    p.problem->setText(problem);
    p.problem->setVisible(!problem.isEmpty());
    if (p.step == Step::Asking)
        showStep(Step::Naming);
    else if (p.step == Step::Fetching || p.step == Step::Pausing)
        showStep(Step::Paused);
}

void DownloadDialog::setUnfinished(const std::vector<DownloadRequest>& requests) {
    Parts& p = *m_parts;
    p.requests = requests;
    p.unfinished->clear();
    for (const DownloadRequest& one : requests)
        p.unfinished->addItem(QString::fromStdString(one.repository));
    if (p.step == Step::Naming)
        showStep(Step::Naming);
}

} // namespace memlong::ui
