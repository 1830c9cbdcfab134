// A document without pictures: its text, loaded page by page around the place being read.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include <QPlainTextEdit>

#include "app/services/page_types.h"

namespace memlong::ui {

/// Asks for one page at a time, and keeps at most kMostPages of them.
class TextView : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit TextView(QWidget* parent = nullptr);

    void setPageCount(int pages);
    /// More of the same text is there by now; the place and the marks stay.
    void setMorePages(int pages);
    int pageCount() const { return m_pages; }
    int page() const;
    void goToPage(int page);
    void setPageText(const PageText& text);

    void setHighlights(std::vector<CharacterRange> ranges);
    void setCurrentMatch(std::optional<CharacterRange> range);
    void showRange(CharacterRange range, int page);

    /// UTF-16 position in the widget's document; nothing while that part is not loaded.
    std::optional<int> positionOf(std::uint64_t codePoint) const;
    void zoom(int steps);

    static constexpr int kMostPages = 60;

Q_SIGNALS:
    void pageTextNeeded(int page);
    void pageChanged(int page);
    void menuRequested(const QPoint& globalPosition);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Loaded {
        int page = 0;
        std::uint64_t begin = 0; // code points
        QString text;
    };
    int startOf(std::size_t index) const; // UTF-16 position of a loaded page
    std::optional<std::size_t> loadedAt(int position) const;
    void add(Loaded loaded);
    void trim();
    void askForMore();
    void showPending();
    void updateHighlights();
    void updateCurrentPage();
    void setTextMargins();

    int m_pages = 0;
    int m_current = 0;
    std::deque<Loaded> m_loaded; // neighbouring pages, ascending
    int m_awaited = 0;           // page asked for; 0: none
    bool m_changing = false;
    std::vector<CharacterRange> m_highlights;
    std::optional<CharacterRange> m_match;
    std::optional<CharacterRange> m_pendingRange;
    int m_pendingPage = 0;
};

} // namespace memlong::ui
