// The retrieved chunks of an answer in a table, the answer in their colours, and the text of one of them.
#pragma once

#include <optional>
#include <vector>

#include <QStackedWidget>

#include "ui/views/inspected_answer.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace memlong::ui {

class MarkdownView;
class RetrievedModel;
struct TintedPart;

class RetrievedPane : public QStackedWidget {
    Q_OBJECT
public:
    explicit RetrievedPane(QWidget* parent = nullptr);

    void clear();
    void showAnswer(const InspectedAnswer& answer);
    /// Where they are pinned.
    void setMemory(const std::vector<MemoryChunkInfo>& chunks);
    /// Chooses the chunk that this place of the answer leant on most and names the others; away from any
    /// part, chooses none. False then.
    bool showPosition(int codePoint);
    /// "Treasure Island, page 7" of a retrieved chunk; empty when it is none.
    QString placeOf(memlong::Id chunk) const;

Q_SIGNALS:
    void tintsChanged(const std::vector<memlong::ui::TintedPart>& parts);
    void askAgainMasked(const std::vector<memlong::Id>& chunks);
    void pageRequested(memlong::Id document, int page, std::uint64_t charBegin, std::uint64_t charEnd);
    void pinRequested(const std::vector<memlong::Id>& chunks, bool pinned);
    void citationActivated(int number);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildAnswer();
    QWidget* buildTable();
    QWidget* buildChunk();
    void connectParts();
    const SearchResult* selected() const;
    bool isPinned(memlong::Id chunk) const;
    void updateTints();
    void updateNote(const std::optional<AttendedPart>& part);
    void updateChunk();
    void updateMask();

    InspectedAnswer m_answer;
    std::vector<memlong::Id> m_pinned; // sorted
    QWidget *m_empty = nullptr, *m_page = nullptr;
    QLabel *m_question = nullptr, *m_details = nullptr, *m_note = nullptr, *m_chunkTitle = nullptr;
    MarkdownView* m_answerView = nullptr;
    RetrievedModel* m_model = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    QTableView* m_table = nullptr;
    QPlainTextEdit* m_chunkText = nullptr;
    QPushButton *m_openPage = nullptr, *m_pin = nullptr, *m_showAll = nullptr, *m_askAgain = nullptr;
};

} // namespace memlong::ui
