// The whole memory as a map, its budget, and the chunk that is chosen there.
#pragma once

#include <set>
#include <vector>

#include <QWidget>

#include "app/services/types.h"

class QLabel;
class QPushButton;

namespace memlong::ui {

class BookMap;
class BudgetGauge;

class MemoryPane : public QWidget {
    Q_OBJECT
public:
    explicit MemoryPane(QWidget* parent = nullptr);

    void setMemory(const std::vector<MemoryChunkInfo>& chunks, const BankSummary& bank);
    void setMarked(std::set<memlong::Id> chunks); // those of the answer that is inspected
    void focusMap();

Q_SIGNALS:
    void pinRequested(const std::vector<memlong::Id>& chunks, bool pinned);
    void budgetRequested(std::uint64_t tokens);
    void chunkActivated(memlong::Id chunk, memlong::Id document, int page);

private:
    const MemoryChunkInfo* find(memlong::Id chunk) const;
    void open(memlong::Id chunk);
    void updateChunk(memlong::Id chunk);

    std::vector<MemoryChunkInfo> m_chunks;
    BudgetGauge* m_gauge = nullptr;
    BookMap* m_map = nullptr;
    QLabel *m_details = nullptr, *m_snippet = nullptr;
    QPushButton *m_pin = nullptr, *m_unpin = nullptr, *m_open = nullptr;
};

} // namespace memlong::ui
