#include "ui/widgets/text_view.h"

#include <algorithm>

#include <QContextMenuEvent>
#include <QScrollBar>
#include <QTextBlock>

#include "ui/widgets/text_offsets.h"

namespace memlong::ui {
namespace {

constexpr int kWidestColumn = 78; // characters a line: longer lines are hard to read

QColor highlightColour(const QPalette& palette, bool current) {
    const bool dark = palette.color(QPalette::Base).lightness() < 128;
    if (current)
        return dark ? QColor(150, 84, 10) : QColor(255, 190, 110);
    return dark ? QColor(104, 88, 14) : QColor(255, 236, 140);
}

} // namespace

TextView::TextView(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setAccessibleName(tr("Text of the document"));
    document()->setDocumentMargin(16);
}

void TextView::setPageCount(int pages) {
    m_pages = std::max(pages, 0);
    m_loaded.clear();
    m_awaited = 0;
    m_current = m_pages > 0 ? 1 : 0;
    m_highlights.clear();
    m_match.reset();
    m_pendingRange.reset();
    m_pendingPage = 0;
    clear();
    if (m_pages > 0)
        goToPage(1);
}

void TextView::setMorePages(int pages) {
    const int page = m_pendingPage != 0 ? m_pendingPage : m_current;
    m_pages = std::max(pages, 0);
    m_loaded.clear(); // the last ones may have been cut short
    goToPage(page);
}

int TextView::page() const {
    return m_current;
}

int TextView::startOf(std::size_t index) const {
    qsizetype at = 0;
    for (std::size_t i = 0; i < index; ++i)
        at += m_loaded[i].text.size();
    return static_cast<int>(at);
}

std::optional<std::size_t> TextView::loadedAt(int position) const {
    qsizetype end = 0;
    for (std::size_t i = 0; i < m_loaded.size(); ++i) {
        end += m_loaded[i].text.size();
        if (position < end)
            return i;
    }
    return m_loaded.empty() ? std::nullopt : std::optional(m_loaded.size() - 1);
}

std::optional<int> TextView::positionOf(std::uint64_t codePoint) const {
    int start = 0;
    for (const Loaded& loaded : m_loaded) {
        if (codePoint >= loaded.begin) {
            const int units = utf16Offset(loaded.text, static_cast<qsizetype>(codePoint - loaded.begin));
            if (units < loaded.text.size())
                return start + units;
        }
        start += static_cast<int>(loaded.text.size());
    }
    return std::nullopt;
}

void TextView::goToPage(int page) {
    if (m_pages == 0)
        return;
    m_pendingPage = std::clamp(page, 1, m_pages);
    m_pendingRange.reset();
    const bool near = !m_loaded.empty() && m_pendingPage >= m_loaded.front().page - 1 &&
                      m_pendingPage <= m_loaded.back().page + 1;
    if (!near) {
        m_loaded.clear();
        m_awaited = 0; // it would not fit
        m_changing = true;
        clear();
        m_changing = false;
    }
    showPending();
    askForMore();
}

void TextView::showRange(CharacterRange range, int page) {
    goToPage(page);
    m_pendingPage = std::clamp(page, 1, std::max(m_pages, 1));
    m_pendingRange = range;
    showPending();
}

/// Scrolls to what was asked for once it is loaded.
void TextView::showPending() {
    if (m_pendingPage == 0 || m_loaded.empty())
        return;
    std::size_t index = 0;
    while (index < m_loaded.size() && m_loaded[index].page != m_pendingPage)
        ++index;
    if (index == m_loaded.size())
        return;
    int position = startOf(index);
    if (m_pendingRange)
        if (const auto place = positionOf(m_pendingRange->begin))
            position = *place;
    QTextCursor cursor(document());
    cursor.setPosition(position);
    setTextCursor(cursor);
    const QTextBlock block = document()->findBlock(position);
    const int line =
        block.firstLineNumber() +
        std::max(0, block.layout()->lineForTextPosition(position - block.position()).lineNumber());
    const int above =
        m_pendingRange ? viewport()->height() / std::max(1, fontMetrics().lineSpacing()) / 4 : 0;
    verticalScrollBar()->setValue(std::max(0, line - above));
    if (m_current != m_pendingPage) {
        m_current = m_pendingPage;
        Q_EMIT pageChanged(m_current);
    }
    if (!m_pendingRange || positionOf(m_pendingRange->begin)) {
        m_pendingPage = 0;
        m_pendingRange.reset();
    }
}

void TextView::setPageText(const PageText& text) {
    if (text.page != m_awaited)
        return;
    m_awaited = 0;
    add({text.page, text.begin, QString::fromStdString(text.text)});
    trim();
    updateHighlights();
    showPending();
    askForMore();
}

void TextView::add(Loaded loaded) {
    const bool before = !m_loaded.empty() && loaded.page < m_loaded.front().page;
    const bool fits = m_loaded.empty() || loaded.page == m_loaded.front().page - 1 ||
                      loaded.page == m_loaded.back().page + 1;
    if (!fits)
        return;
    m_changing = true;
    QTextCursor cursor(document());
    if (before) {
        const int lines = document()->lineCount();
        const int scroll = verticalScrollBar()->value();
        cursor.setPosition(0);
        cursor.insertText(loaded.text);
        m_loaded.push_front(std::move(loaded));
        verticalScrollBar()->setValue(scroll + document()->lineCount() - lines);
    } else {
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(loaded.text);
        m_loaded.push_back(std::move(loaded));
    }
    m_changing = false;
}

/// Drops pages at the end that is farther from the view.
void TextView::trim() {
    while (static_cast<int>(m_loaded.size()) > kMostPages) {
        const int wanted = m_pendingPage != 0 ? m_pendingPage : m_current;
        const bool dropFirst = wanted - m_loaded.front().page > m_loaded.back().page - wanted;
        m_changing = true;
        QTextCursor cursor(document());
        if (dropFirst) {
            const int lines = document()->lineCount();
            const int scroll = verticalScrollBar()->value();
            cursor.setPosition(0);
            cursor.setPosition(static_cast<int>(m_loaded.front().text.size()), QTextCursor::KeepAnchor);
            cursor.removeSelectedText();
            m_loaded.pop_front();
            verticalScrollBar()->setValue(scroll + document()->lineCount() - lines);
        } else {
            cursor.setPosition(startOf(m_loaded.size() - 1));
            cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
            cursor.removeSelectedText();
            m_loaded.pop_back();
        }
        m_changing = false;
    }
}

void TextView::askForMore() {
    if (m_awaited != 0 || m_pages == 0)
        return;
    int wanted = 0;
    if (m_loaded.empty()) {
        wanted = m_pendingPage != 0 ? m_pendingPage : 1;
    } else {
        const QScrollBar* bar = verticalScrollBar();
        const int visible = std::max(1, bar->pageStep());
        // Two screens on either side; below first, since reading goes that way.
        if (m_loaded.back().page < m_pages && bar->maximum() - bar->value() < 2 * visible)
            wanted = m_loaded.back().page + 1;
        else if (m_loaded.front().page > 1 && bar->value() < 2 * visible)
            wanted = m_loaded.front().page - 1;
        if (m_pendingPage != 0 && m_pendingPage > m_loaded.back().page)
            wanted = m_loaded.back().page + 1;
        else if (m_pendingPage != 0 && m_pendingPage < m_loaded.front().page)
            wanted = m_loaded.front().page - 1;
    }
    if (wanted == 0)
        return;
    m_awaited = wanted;
    Q_EMIT pageTextNeeded(wanted);
}

void TextView::setHighlights(std::vector<CharacterRange> ranges) {
    m_highlights = std::move(ranges);
    updateHighlights();
}

void TextView::setCurrentMatch(std::optional<CharacterRange> range) {
    m_match = range;
    updateHighlights();
}

void TextView::updateHighlights() {
    QList<QTextEdit::ExtraSelection> selections;
    if (!m_loaded.empty()) {
        const std::uint64_t first = m_loaded.front().begin;
        const int end = document()->characterCount() - 1;
        const auto mark = [&](const CharacterRange& range, bool current) {
            if (range.end <= first)
                return;
            const auto begin = positionOf(std::max(range.begin, first));
            if (!begin)
                return;
            QTextEdit::ExtraSelection selection;
            selection.cursor = QTextCursor(document());
            selection.cursor.setPosition(*begin);
            selection.cursor.setPosition(positionOf(range.end).value_or(end), QTextCursor::KeepAnchor);
            selection.format.setBackground(highlightColour(palette(), current));
            selections.push_back(selection);
        };
        for (const CharacterRange& range : m_highlights)
            mark(range, false);
        if (m_match)
            mark(*m_match, true);
    }
    setExtraSelections(selections);
}

void TextView::updateCurrentPage() {
    if (m_changing || m_loaded.empty() || m_pendingPage != 0)
        return;
    const auto index =
        loadedAt(cursorForPosition(QPoint(viewport()->width() / 2, viewport()->height() / 3)).position());
    if (!index || m_loaded[*index].page == m_current)
        return;
    m_current = m_loaded[*index].page;
    Q_EMIT pageChanged(m_current);
}

void TextView::zoom(int steps) {
    if (steps == 0)
        setFont(QFont());
    else
        zoomIn(steps);
    setTextMargins();
}

void TextView::setTextMargins() {
    const int wanted = fontMetrics().averageCharWidth() * kWidestColumn + 32;
    const int room = width() - verticalScrollBar()->sizeHint().width();
    const int side = std::max(0, (room - wanted) / 2);
    setViewportMargins(side, 0, side, 0);
}

void TextView::resizeEvent(QResizeEvent* event) {
    setTextMargins();
    QPlainTextEdit::resizeEvent(event);
    askForMore();
}

void TextView::showEvent(QShowEvent* event) {
    QPlainTextEdit::showEvent(event);
    askForMore();
}

void TextView::scrollContentsBy(int dx, int dy) {
    QPlainTextEdit::scrollContentsBy(dx, dy);
    if (m_changing)
        return;
    updateCurrentPage();
    askForMore();
}

void TextView::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateHighlights();
}

void TextView::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuRequested(event->globalPos());
}

} // namespace memlong::ui
