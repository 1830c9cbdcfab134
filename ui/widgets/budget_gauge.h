// How full the memory bank is: tokens, bytes and chunks.
#pragma once

#include <QWidget>

#include "app/services/types.h"

class QLabel;
class QProgressBar;

namespace memlong::ui {

class BudgetGauge : public QWidget {
    Q_OBJECT
public:
    explicit BudgetGauge(QWidget* parent = nullptr);
    /// `chunks` are all chunks of the session, resident or not.
    void setBank(const BankSummary& bank, std::int64_t chunks);

Q_SIGNALS:
    void changeBudgetRequested(std::uint64_t tokens);

private:
    void askForBudget();

    QProgressBar* m_bar = nullptr;
    QLabel* m_figures = nullptr;
    QLabel* m_evictions = nullptr;
    BankSummary m_bank;
};

} // namespace memlong::ui
