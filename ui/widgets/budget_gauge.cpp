#include "ui/widgets/budget_gauge.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/figures.h"

namespace memlong::ui {

BudgetGauge::BudgetGauge(QWidget* parent) : QWidget(parent) {
    m_bar = new QProgressBar;
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(10);
    m_bar->setAccessibleName(tr("Memory in use"));
    m_figures = new QLabel;
    m_figures->setWordWrap(true);
    m_evictions = new QLabel;
    m_evictions->setForegroundRole(QPalette::PlaceholderText);
    auto* change = new QPushButton(tr("Change budget…"));
    change->setToolTip(
        tr("How many tokens may stay in memory; the rest stays in the archive and is still found"));
    connect(change, &QPushButton::clicked, this, &BudgetGauge::askForBudget);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(m_bar);
    column->addWidget(m_figures);
    column->addWidget(m_evictions);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 8, 8, 4);
    row->setSpacing(12);
    row->addLayout(column, 1);
    row->addWidget(change, 0, Qt::AlignTop);
    setBank({}, 0);
}

void BudgetGauge::setBank(const BankSummary& bank, std::int64_t chunks) {
    m_bank = bank;
    const double share = bank.budgetTokens == 0 ? 0
                                                : static_cast<double>(bank.residentTokens) /
                                                      static_cast<double>(bank.budgetTokens);
    m_bar->setValue(static_cast<int>(std::clamp(share, 0.0, 1.0) * 1000));
    const QString figures =
        tr("%1 of %2 tokens · %3 · %4 of %5 chunks")
            .arg(countText(static_cast<std::int64_t>(bank.residentTokens)),
                 countText(static_cast<std::int64_t>(bank.budgetTokens)), bytesText(bank.residentBytes),
                 countText(bank.residentChunks), countText(chunks));
    m_figures->setText(bank.budgetTokens == 0 ? tr("Nothing is in memory yet.") : figures);
    m_bar->setAccessibleDescription(m_figures->text());
    m_evictions->setText(tr("%n chunk(s) moved to the archive so far", nullptr,
                            static_cast<int>(std::min<std::uint64_t>(bank.evictions, 2000000000))));
    m_evictions->setVisible(bank.evictions > 0);
}

void BudgetGauge::askForBudget() {
    bool given = false;
    const int tokens = QInputDialog::getInt(
        this, tr("Memory budget"), tr("Tokens that may stay in memory:"),
        static_cast<int>(std::clamp<std::uint64_t>(m_bank.budgetTokens, 256, 2000000000)), 256, 2000000000,
        1024, &given);
    if (given && static_cast<std::uint64_t>(tokens) != m_bank.budgetTokens)
        Q_EMIT changeBudgetRequested(static_cast<std::uint64_t>(tokens));
}

} // namespace memlong::ui
