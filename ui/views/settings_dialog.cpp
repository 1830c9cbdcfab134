#include "ui/views/settings_dialog.h"

#include <thread>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFontComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QScrollArea>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

namespace memlong::ui {
namespace {

QLabel* hint(const QString& text) {
    auto* const label = new QLabel(text);
    label->setObjectName(QStringLiteral("hint"));
    label->setWordWrap(true);
    return label;
}

QFormLayout* form(QWidget* page) {
    auto* const layout = new QFormLayout(page);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setHorizontalSpacing(24);
    layout->setVerticalSpacing(12);
    layout->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    layout->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    return layout;
}

QSpinBox* number(int value, int least, int most) {
    auto* const box = new QSpinBox;
    box->setRange(least, most);
    box->setValue(value);
    return box;
}

QDoubleSpinBox* real(double value, double least, double most) {
    auto* const box = new QDoubleSpinBox;
    box->setRange(least, most);
    box->setSingleStep(0.05);
    box->setDecimals(2);
    box->setValue(value);
    return box;
}

void choose(QComboBox* box, const QVariant& value) {
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

} // namespace

SettingsDialog::SettingsDialog(const DesktopSettings& settings, std::optional<quint64> budgetTokens,
                               QWidget* parent)
    : QDialog(parent), m_settings(settings) {
    setWindowTitle(tr("Settings"));
    resize(600, 560);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(answersPage(), tr("Answers"));
    m_tabs->addTab(documentsPage(budgetTokens), tr("Documents and memory"));
    m_tabs->addTab(programPage(), tr("Program"));
    auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 16);
    layout->addWidget(m_tabs, 1);
    auto* const row = new QVBoxLayout;
    row->setContentsMargins(24, 0, 24, 0);
    row->addWidget(buttons);
    layout->addLayout(row);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    for (QComboBox* const box : {m_mode, m_retrieval, m_chunk, m_theme, m_language})
        connect(box, &QComboBox::activated, this, &SettingsDialog::apply);
    for (QSpinBox* const box : {m_passages, m_maxTokens, m_topK, m_seed, m_threads, m_fontSize})
        connect(box, &QSpinBox::valueChanged, this, &SettingsDialog::apply);
    for (QDoubleSpinBox* const box : {m_temperature, m_topP, m_penalty})
        connect(box, &QDoubleSpinBox::valueChanged, this, &SettingsDialog::apply);
    for (QCheckBox* const box : {m_history, m_notifications, m_ownFont})
        connect(box, &QCheckBox::toggled, this, &SettingsDialog::apply);
    connect(m_font, &QFontComboBox::currentFontChanged, this, &SettingsDialog::apply);
    connect(m_ocrLanguage, &QLineEdit::textEdited, this, &SettingsDialog::apply);
}

QWidget* SettingsDialog::answersPage() {
    auto* const page = new QWidget;
    QFormLayout* const layout = form(page);
    m_mode = new QComboBox;
    m_mode->addItem(tr("Automatic"), QStringLiteral("auto"));
    m_mode->addItem(tr("Memory"), QStringLiteral("memory"));
    m_mode->addItem(tr("Passages in the prompt"), QStringLiteral("context"));
    m_mode->addItem(tr("Memory and passages"), QStringLiteral("both"));
    m_mode->addItem(tr("Quotes only"), QStringLiteral("quotes"));
    choose(m_mode, m_settings.answerMode);
    m_retrieval = new QComboBox;
    m_retrieval->addItem(tr("By meaning and by words"), static_cast<int>(RetrievalMode::Hybrid));
    m_retrieval->addItem(tr("By meaning"), static_cast<int>(RetrievalMode::Dense));
    m_retrieval->addItem(tr("By words"), static_cast<int>(RetrievalMode::Bm25));
    choose(m_retrieval, static_cast<int>(m_settings.retrieval));
    m_passages = number(m_settings.passages, 1, 64);
    m_maxTokens = number(m_settings.maxTokens, 1, 8192);
    m_maxTokens->setSingleStep(64);
    m_temperature = real(m_settings.temperature, 0, 2);
    m_topP = real(m_settings.topP, 0.01, 1);
    m_topK = number(m_settings.topK, 0, 1000);
    m_topK->setSpecialValueText(tr("no limit"));
    m_penalty = real(m_settings.repetitionPenalty, 1, 2);
    m_seed = number(static_cast<int>(m_settings.seed), 0, 2147483647);
    m_seed->setSpecialValueText(tr("random"));
    m_history = new QCheckBox(tr("Earlier questions and answers belong to the question"));
    m_history->setChecked(m_settings.useHistory);
    layout->addRow(tr("Answer from"), m_mode);
    layout->addRow(tr("Find passages"), m_retrieval);
    layout->addRow(tr("Passages for an answer"), m_passages);
    layout->addRow(tr("Longest answer, in tokens"), m_maxTokens);
    layout->addRow(QString(), m_history);
    layout->addRow(tr("Temperature"), m_temperature);
    layout->addRow(tr("Top p"), m_topP);
    layout->addRow(tr("Top k"), m_topK);
    layout->addRow(tr("Repetition penalty"), m_penalty);
    layout->addRow(tr("Seed"), m_seed);
    layout->addRow(hint(tr("With temperature 0 the same question gets the same answer.")));
    return page;
}

QWidget* SettingsDialog::documentsPage(std::optional<quint64> budgetTokens) {
    auto* const page = new QWidget;
    QFormLayout* const layout = form(page);
    m_chunk = new QComboBox;
    m_chunk->addItem(tr("256 tokens – more exact"), 256);
    m_chunk->addItem(tr("512 tokens – more context"), 512);
    choose(m_chunk, m_settings.chunkTokens);
    layout->addRow(tr("Passages of new sessions"), m_chunk);
    layout->addRow(hint(tr("A session keeps the size that it was made with; nothing is read again.")));
    m_ocrLanguage = new QLineEdit(m_settings.ocrLanguage);
    m_ocrLanguage->setPlaceholderText(QStringLiteral("eng"));
    m_ocrLanguage->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[A-Za-z0-9_/]+(\\+[A-Za-z0-9_/]+)*")), m_ocrLanguage));
    layout->addRow(tr("Language of scanned pages"), m_ocrLanguage);
    layout->addRow(
        hint(tr("What text recognition reads, by the names of Tesseract: eng, deu or chi_sim; deu+fra for "
                "two. It has to be installed.")));
    auto* const budget = new QSpinBox;
    budget->setAccessibleName(tr("Memory budget"));
    budget->setRange(512, 100000000);
    budget->setSingleStep(4096);
    budget->setGroupSeparatorShown(true);
    budget->setSuffix(tr(" tokens"));
    budget->setEnabled(budgetTokens.has_value());
    budget->setValue(static_cast<int>(budgetTokens.value_or(32768)));
    layout->addRow(tr("Memory budget of this session"), budget);
    layout->addRow(hint(
        tr("What does not fit stays on disk, can be found as before, and comes back when it is needed.")));
    connect(budget, &QSpinBox::editingFinished, this, [this, budget, last = budget->value()]() mutable {
        if (budget->value() != last) {
            last = budget->value();
            Q_EMIT budgetChanged(static_cast<quint64>(last));
        }
    });
    return page;
}

QWidget* SettingsDialog::programPage() {
    auto* const page = new QWidget;
    QFormLayout* const layout = form(page);
    m_theme = new QComboBox;
    m_theme->addItem(tr("Like the desktop"), QStringLiteral("system"));
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    choose(m_theme, m_settings.theme);
    m_language = new QComboBox;
    m_language->addItem(tr("Like the desktop"), QString());
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
    m_language->addItem(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
    choose(m_language, m_settings.language);
    m_ownFont = new QCheckBox(tr("Another font than the desktop's"));
    m_ownFont->setChecked(!m_settings.fontFamily.isEmpty());
    m_font = new QFontComboBox;
    if (!m_settings.fontFamily.isEmpty())
        m_font->setCurrentFont(QFont(m_settings.fontFamily));
    m_font->setEnabled(m_ownFont->isChecked());
    connect(m_ownFont, &QCheckBox::toggled, m_font, &QWidget::setEnabled);
    m_fontSize =
        number(m_settings.fontSize, DesktopSettings::kLeastFontSize - 1, 32); // the least: the desktop's
    m_fontSize->setKeyboardTracking(false);
    m_fontSize->setSpecialValueText(tr("Like the desktop"));
    m_fontSize->setSuffix(tr(" pt"));
    m_threads =
        number(m_settings.threads, 0, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
    m_threads->setSpecialValueText(tr("All"));
    m_notifications = new QCheckBox(tr("Tell me when documents are ready and the window is not in front"));
    m_notifications->setChecked(m_settings.notifications);
    layout->addRow(tr("Theme"), m_theme);
    layout->addRow(tr("Language"), m_language);
    layout->addRow(hint(tr("Another language takes effect with the next start.")));
    layout->addRow(QString(), m_ownFont);
    layout->addRow(tr("Font"), m_font);
    layout->addRow(tr("Font size"), m_fontSize);
    layout->addRow(tr("Processors to use"), m_threads);
    layout->addRow(QString(), m_notifications);
    return page;
}

void SettingsDialog::apply() {
    m_settings.answerMode = m_mode->currentData().toString();
    m_settings.retrieval = static_cast<RetrievalMode>(m_retrieval->currentData().toInt());
    m_settings.passages = m_passages->value();
    m_settings.maxTokens = m_maxTokens->value();
    m_settings.useHistory = m_history->isChecked();
    m_settings.temperature = m_temperature->value();
    m_settings.topP = m_topP->value();
    m_settings.topK = m_topK->value();
    m_settings.repetitionPenalty = m_penalty->value();
    m_settings.seed = static_cast<quint64>(m_seed->value());
    m_settings.chunkTokens = m_chunk->currentData().toInt();
    if (m_ocrLanguage->text().isEmpty() || m_ocrLanguage->hasAcceptableInput()) // "deu+" is half typed
        m_settings.ocrLanguage = m_ocrLanguage->text();
    m_settings.theme = m_theme->currentData().toString();
    m_settings.language = m_language->currentData().toString();
    m_settings.fontFamily = m_ownFont->isChecked() ? m_font->currentFont().family() : QString();
    m_settings.fontSize = m_fontSize->value() < DesktopSettings::kLeastFontSize ? 0 : m_fontSize->value();
    m_settings.threads = m_threads->value();
    m_settings.notifications = m_notifications->isChecked();
    Q_EMIT settingsChanged(m_settings);
}

} // namespace memlong::ui
