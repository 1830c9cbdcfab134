// The memory bank as a map of the books: one cell a chunk.
#pragma once

#include <set>
#include <vector>

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QElapsedTimer>

#include "app/services/types.h"

namespace memlong::ui {

/// Cells in document order under their document's title; darker the more often a chunk was retrieved.
/// Archived chunks are hatched, pinned ones framed. Chunks that were evicted or came back since the last
/// setChunks() flash. Only visible cells are painted.
class BookMap : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit BookMap(QWidget* parent = nullptr);

    /// Keeps selection and scroll position.
    void setChunks(std::vector<MemoryChunkInfo> chunks);
    const std::vector<MemoryChunkInfo>& chunks() const { return m_chunks; }

    std::vector<memlong::Id> selectedChunks() const;
    void selectChunk(memlong::Id chunk);          // and brings it into view
    void setMarked(std::set<memlong::Id> chunks); // those of the answer being looked at

    QSize sizeHint() const override;
    QString describe(const MemoryChunkInfo& chunk) const; // as in the tooltip, plain text

Q_SIGNALS:
    void currentChunkChanged(memlong::Id chunk);
    void chunkActivated(memlong::Id chunk);
    void pinRequested(const std::vector<memlong::Id>& chunks, bool pinned);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct Section {
        std::size_t first = 0, count = 0;
        int top = 0; // of its heading, in content pixels
        int height = 0;
        QString title;
    };
    void layOut();
    QRect cellRect(std::size_t index) const; // content coordinates
    int cellAt(const QPoint& content) const; // -1: none
    const Section* sectionOf(std::size_t index) const;
    void setCurrent(int index, Qt::KeyboardModifiers modifiers);
    void ensureVisible(int index);
    void announce();
    void requestPin(bool pinned);
    QColor cellColour(const MemoryChunkInfo& chunk) const;

    std::vector<MemoryChunkInfo> m_chunks;
    std::vector<Section> m_sections;
    std::set<std::size_t> m_selection;
    std::set<memlong::Id> m_marked;
    std::set<memlong::Id> m_flashing;
    QElapsedTimer m_flashClock;
    QBasicTimer m_flashTimer;
    std::uint64_t m_mostTriggers = 0;
    int m_current = -1, m_anchor = -1;
    int m_columns = 1;
    int m_contentHeight = 0;
};

} // namespace memlong::ui
