#include "ui/views/import_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/icons.h"

namespace memlong::ui {

ImportDialog::ImportDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Add a model from this computer"));
    setMinimumWidth(520);
    auto* intro =
        new QLabel(tr("A folder as the Hugging Face hub has them (config.json with *.safetensors and a "
                      "tokenizer), for a language model or a retriever, or a llama2.c file (.bin). "
                      "Every tensor is checked before the model is added."));
    intro->setWordWrap(true);
    intro->setForegroundRole(QPalette::PlaceholderText);
    m_source = new QLineEdit;
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("as the folder"));
    m_tokenizer = new QLineEdit;
    auto* browse = new QPushButton(lineIcon("folder"), tr("Browse"));
    auto* menu = new QMenu(browse);
    menu->addAction(tr("Folder…"), this, [this] {
        const QString chosen =
            QFileDialog::getExistingDirectory(this, tr("Folder of a model"), m_source->text());
        if (!chosen.isEmpty())
            setSource(chosen);
    });
    menu->addAction(tr("llama2.c file…"), this, [this] {
        const QString chosen = QFileDialog::getOpenFileName(this, tr("llama2.c checkpoint"), m_source->text(),
                                                            tr("llama2.c checkpoints (*.bin)"));
        if (!chosen.isEmpty())
            setSource(chosen);
    });
    browse->setMenu(menu);
    auto* sourceRow = new QHBoxLayout;
    sourceRow->addWidget(m_source, 1);
    sourceRow->addWidget(browse);
    m_tokenizerRow = new QWidget;
    auto* browseTokenizer = new QPushButton(lineIcon("document"), tr("Browse…"));
    auto* tokenizerRow = new QHBoxLayout(m_tokenizerRow);
    tokenizerRow->setContentsMargins(0, 0, 0, 0);
    tokenizerRow->addWidget(m_tokenizer, 1);
    tokenizerRow->addWidget(browseTokenizer);
    m_tokenizerLabel = new QLabel(tr("&Tokenizer:"));
    m_tokenizerLabel->setBuddy(m_tokenizer);
    m_link = new QCheckBox(tr("Link to the folder, do not copy it"));
    m_link->setToolTip(tr("Saves space; the model is gone when the folder goes"));
    auto* form = new QFormLayout;
    auto* sourceLabel = new QLabel(tr("&Source:"));
    sourceLabel->setBuddy(m_source);
    form->addRow(sourceLabel, sourceRow);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(m_tokenizerLabel, m_tokenizerRow);
    form->addRow(QString(), m_link);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_add = buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(intro);
    column->addLayout(form);
    column->addStretch(1);
    column->addWidget(buttons);
    connect(m_source, &QLineEdit::textChanged, this, [this] { update(); });
    connect(browseTokenizer, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getOpenFileName(this, tr("Tokenizer"), m_source->text());
        if (!chosen.isEmpty())
            m_tokenizer->setText(chosen);
    });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    update();
}

void ImportDialog::setSource(const QString& path) {
    m_source->setText(path);
}

QString ImportDialog::source() const {
    return m_source->text().trimmed();
}

QString ImportDialog::name() const {
    return m_name->text().trimmed();
}

QString ImportDialog::tokenizer() const {
    return m_tokenizerRow->isVisibleTo(this) ? m_tokenizer->text().trimmed() : QString();
}

bool ImportDialog::link() const {
    return m_link->isEnabled() && m_link->isChecked();
}

/// A .bin file has its tokenizer in another file and is converted, so it cannot be linked.
void ImportDialog::update() {
    const bool file = source().endsWith(QLatin1String(".bin"));
    m_tokenizerLabel->setVisible(file);
    m_tokenizerRow->setVisible(file);
    m_link->setEnabled(!file);
    m_add->setEnabled(!source().isEmpty());
}

} // namespace memlong::ui
