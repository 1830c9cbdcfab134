#include "ui/views/memory_inspector.h"

#include <optional>
#include <set>

#include "ui/views/compare_pane.h"
#include "ui/views/memory_pane.h"
#include "ui/views/retrieved_pane.h"

namespace memlong::ui {

MemoryInspector::MemoryInspector(QWidget* parent) : QTabWidget(parent) {
    setAccessibleName(tr("Memory inspector"));
    setDocumentMode(true);
    m_retrieved = new RetrievedPane;
    m_compare = new ComparePane;
    m_memory = new MemoryPane;
    addTab(m_retrieved, tr("Retrieved"));
    addTab(m_compare, tr("Compare"));
    addTab(m_memory, tr("Memory"));
    connect(m_retrieved, &RetrievedPane::tintsChanged, this, &MemoryInspector::tintsChanged);
    connect(m_retrieved, &RetrievedPane::askAgainMasked, this, &MemoryInspector::askAgainMasked);
    connect(m_retrieved, &RetrievedPane::pageRequested, this, &MemoryInspector::pageRequested);
    connect(m_retrieved, &RetrievedPane::pinRequested, this, &MemoryInspector::pinRequested);
    connect(m_retrieved, &RetrievedPane::citationActivated, this, &MemoryInspector::citationActivated);
    connect(m_compare, &ComparePane::citationActivated, this, &MemoryInspector::citationActivated);
    connect(m_memory, &MemoryPane::pinRequested, this, &MemoryInspector::pinRequested);
    connect(m_memory, &MemoryPane::budgetRequested, this, &MemoryInspector::budgetRequested);
    connect(m_memory, &MemoryPane::chunkActivated, this, &MemoryInspector::chunkActivated);
    clear();
}

void MemoryInspector::clear() {
    m_answer = {};
    m_retrieved->clear();
    m_compare->clear();
    m_memory->setMarked({});
    setMemory({}, {});
}

void MemoryInspector::showAnswer(const InspectedAnswer& answer) {
    if (answer.message == 0 || answer.message != m_answer.message)
        m_compare->clear();
    m_answer = answer;
    m_retrieved->showAnswer(answer);
    std::set<memlong::Id> marked;
    for (const SearchResult& result : answer.report.search.results)
        marked.insert(result.chunk);
    m_memory->setMarked(std::move(marked));
}

void MemoryInspector::beginMaskedAnswer(const std::vector<memlong::Id>& masked, bool askedAlike) {
    QStringList places;
    for (const memlong::Id chunk : masked)
        places << m_retrieved->placeOf(chunk);
    m_compare->begin(askedAlike ? std::optional(m_answer.report) : std::nullopt, places);
    setCurrentWidget(m_compare);
}

void MemoryInspector::showUnmaskedAnswer(const AskReport& report) {
    m_compare->setBefore(report);
}

void MemoryInspector::appendMaskedText(const QString& piece) {
    m_compare->appendText(piece);
}

void MemoryInspector::showMaskedAnswer(const AskReport& report) {
    m_compare->finish(report);
}

void MemoryInspector::setMaskedProblem(const QString& problem) {
    m_compare->setProblem(problem);
}

void MemoryInspector::setMemory(const std::vector<MemoryChunkInfo>& chunks, const BankSummary& bank) {
    m_retrieved->setMemory(chunks);
    m_memory->setMemory(chunks, bank);
}

void MemoryInspector::showPosition(int codePoint) {
    if (m_retrieved->showPosition(codePoint))
        setCurrentWidget(m_retrieved);
}

void MemoryInspector::showMap() {
    setCurrentWidget(m_memory);
    m_memory->focusMap();
}

bool MemoryInspector::hasComparison() const {
    return m_compare->isComplete();
}

} // namespace memlong::ui
