// An answer: quotes first, then the generated text, then how it came about.
#pragma once

#include <vector>

#include <QWidget>

#include "ui/bridge/conversation.h"
#include "ui/models/cited_text.h"

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;
class QFrame;
class QProgressBar;

namespace memlong::ui {

class MarkdownView;
struct TintedPart;

class AnswerWidget : public QWidget {
    Q_OBJECT
public:
    explicit AnswerWidget(const ChatEntry& entry, QWidget* parent = nullptr);

    void setEntry(const ChatEntry& entry);
    void appendText(const QString& piece);
    void setActionsEnabled(bool enabled);
    void setInspected(bool inspected);
    /// Colours of the answer as it was generated, without citations.
    void setTints(const std::vector<TintedPart>& parts);

Q_SIGNALS:
    void placeClicked(int position); // in the answer as it was generated
    void quoteActivated(const memlong::Quote& quote);
    void copyRequested();
    void regenerateRequested();
    void inspectRequested();
    void removeRequested();

private:
    void showQuotes(const std::vector<Quote>& quotes);
    void updateFooter();

    ChatEntry m_entry;
    CitedText m_cited; // what is shown
    QLabel* m_status = nullptr;
    QProgressBar* m_busy = nullptr;
    QLabel* m_quotesTitle = nullptr;
    QVBoxLayout* m_quotes = nullptr;
    QPushButton* m_more = nullptr;
    std::vector<QWidget*> m_extraCards;
    std::vector<std::pair<Id, std::uint64_t>> m_shown; // the quotes that the cards are of
    MarkdownView* m_text = nullptr;
    QFrame* m_banner = nullptr;
    QLabel* m_bannerText = nullptr;
    QLabel* m_note = nullptr;
    QWidget* m_footer = nullptr;
    QToolButton *m_copy = nullptr, *m_again = nullptr, *m_inspect = nullptr, *m_remove = nullptr;
};

} // namespace memlong::ui
