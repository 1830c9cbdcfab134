// What an answer leant on: its retrieved chunks, masking and asking again, and the whole memory as a map.
#pragma once

#include <memory>
#include <vector>

#include <QWidget>

#include "app/services/types.h"

namespace memlong::ui {

struct TintedPart;

struct InspectedAnswer {
    memlong::Id message = 0; // 0: not stored
    QString question;
    AskReport report;
};

class MemoryInspector : public QWidget {
    Q_OBJECT
public:
    explicit MemoryInspector(QWidget* parent = nullptr);
    ~MemoryInspector() override;

    void clear();
    void showAnswer(const InspectedAnswer& answer);
    /// The answer without `masked`, beside the one being shown.
    void showMaskedAnswer(const InspectedAnswer& answer, const std::vector<memlong::Id>& masked);
    /// While it is in the making: grows with each piece.
    void beginMaskedAnswer(const std::vector<memlong::Id>& masked);
    void appendMaskedText(const QString& piece);
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

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace memlong::ui
