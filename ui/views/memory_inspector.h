// What an answer leant on: its retrieved chunks, masking and asking again, and the whole memory as a map.
#pragma once

#include <vector>

#include <QTabWidget>

#include "ui/views/inspected_answer.h"

namespace memlong::ui {

class ComparePane;
class MemoryPane;
class RetrievedPane;
struct TintedPart;

class MemoryInspector : public QTabWidget {
    Q_OBJECT
public:
    explicit MemoryInspector(QWidget* parent = nullptr);

    void clear();
    void showAnswer(const InspectedAnswer& answer);
    /// An answer without `masked` is on its way, to stand beside the one that is shown; with
    /// `askedAlike` false beside another one, which is on its way as well.
    void beginMaskedAnswer(const std::vector<memlong::Id>& masked, bool askedAlike = true);
    /// The other one: with all chunks, asked as the masked one is.
    void showUnmaskedAnswer(const AskReport& report);
    void appendMaskedText(const QString& piece);
    void showMaskedAnswer(const AskReport& report);
    void setMaskedProblem(const QString& problem);
    void setMemory(const std::vector<MemoryChunkInfo>& chunks, const BankSummary& bank);
    /// In the chat the reader pointed at this place of the answer: shows what it leant on.
    void showPosition(int codePoint);

    void showMap();             // the tab with the book map
    bool hasComparison() const; // both answers are complete

Q_SIGNALS:
    /// Of the answer that is shown: by all chunks, or by the one that was chosen from the list.
    void tintsChanged(const std::vector<memlong::ui::TintedPart>& parts);
    void askAgainMasked(const std::vector<memlong::Id>& chunks);
    void pageRequested(memlong::Id document, int page, std::uint64_t charBegin, std::uint64_t charEnd);
    void pinRequested(const std::vector<memlong::Id>& chunks, bool pinned);
    void budgetRequested(std::uint64_t tokens);
    /// From the map, which does not know the chunk's place in the text.
    void chunkActivated(memlong::Id chunk, memlong::Id document, int page);
    void citationActivated(int number);

private:
    InspectedAnswer m_answer;
    RetrievedPane* m_retrieved = nullptr;
    ComparePane* m_compare = nullptr;
    MemoryPane* m_memory = nullptr;
};

} // namespace memlong::ui
