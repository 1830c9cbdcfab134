#include "ui/views/memory_pane.h"

#include <algorithm>

#include <QGridLayout>
#include <QPushButton>

#include "ui/views/inspector_labels.h"
#include "ui/widgets/book_map.h"
#include "ui/widgets/budget_gauge.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/map_legend.h"

namespace memlong::ui {

MemoryPane::MemoryPane(QWidget* parent) : QWidget(parent) {
    m_gauge = new BudgetGauge;
    m_map = new BookMap;
    m_details = headingLabel();
    m_details->setWordWrap(true);
    m_snippet = new QLabel;
    m_snippet->setWordWrap(true);
    m_snippet->setTextFormat(Qt::PlainText);
    m_snippet->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_open = new QPushButton(lineIcon("document"), tr("Show page"));
    m_pin = new QPushButton(lineIcon("pin"), tr("Pin"));
    m_unpin = new QPushButton(lineIcon("unpin"), tr("Unpin"));

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_gauge);
    auto* const legend = new QHBoxLayout;
    legend->setContentsMargins(8, 0, 8, 0);
    legend->addWidget(new MapLegend(m_map));
    column->addLayout(legend);
    column->addWidget(m_map, 1);
    auto* const chunk = new QGridLayout;
    chunk->setContentsMargins(10, 4, 10, 8);
    chunk->addWidget(m_details, 0, 0, 1, 4);
    chunk->addWidget(m_snippet, 1, 0, 1, 4);
    chunk->addWidget(m_open, 2, 0);
    chunk->addWidget(m_pin, 2, 1);
    chunk->addWidget(m_unpin, 2, 2);
    chunk->setColumnStretch(3, 1);
    column->addLayout(chunk);

    connect(m_map, &BookMap::pinRequested, this, &MemoryPane::pinRequested);
    connect(m_map, &BookMap::currentChunkChanged, this, &MemoryPane::updateChunk);
    connect(m_map, &BookMap::chunkActivated, this, &MemoryPane::open);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const auto chunks = m_map->selectedChunks(); !chunks.empty())
            open(chunks.front());
    });
    connect(m_pin, &QPushButton::clicked, this,
            [this] { Q_EMIT pinRequested(m_map->selectedChunks(), true); });
    connect(m_unpin, &QPushButton::clicked, this,
            [this] { Q_EMIT pinRequested(m_map->selectedChunks(), false); });
    connect(m_gauge, &BudgetGauge::changeBudgetRequested, this, &MemoryPane::budgetRequested);
}

void MemoryPane::setMemory(const std::vector<MemoryChunkInfo>& chunks, const BankSummary& bank) {
    m_chunks = chunks;
    m_map->setChunks(chunks);
    m_gauge->setBank(bank, static_cast<std::int64_t>(chunks.size()));
    const auto selected = m_map->selectedChunks();
    updateChunk(selected.empty() ? 0 : selected.front());
}

void MemoryPane::setMarked(std::set<memlong::Id> chunks) {
    m_map->setMarked(std::move(chunks));
}

void MemoryPane::focusMap() {
    m_map->setFocus();
}

const MemoryChunkInfo* MemoryPane::find(memlong::Id chunk) const {
    const auto found = std::ranges::find(m_chunks, chunk, &MemoryChunkInfo::chunk);
    return found == m_chunks.end() ? nullptr : &*found;
}

void MemoryPane::open(memlong::Id chunk) {
    if (const MemoryChunkInfo* const info = find(chunk))
        Q_EMIT chunkActivated(chunk, info->document, info->pageFirst);
}

void MemoryPane::updateChunk(memlong::Id chunk) {
    const MemoryChunkInfo* const info = find(chunk);
    m_open->setEnabled(info != nullptr);
    bool pinned = false, loose = false;
    for (const memlong::Id one : m_map->selectedChunks())
        if (const MemoryChunkInfo* const each = find(one))
            (each->pinned ? pinned : loose) = true;
    m_pin->setEnabled(loose);
    m_unpin->setEnabled(pinned);
    m_details->setText(info ? m_map->describe(*info) : tr("Choose a cell to see its chunk."));
    m_snippet->setText(info ? QString::fromStdString(info->snippet).simplified() : QString());
    m_snippet->setVisible(info != nullptr);
}

} // namespace memlong::ui
