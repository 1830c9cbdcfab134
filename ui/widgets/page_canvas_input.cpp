// What mouse and keyboard do on the pages: selecting, dragging, zooming, turning.
#include <algorithm>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>
#include <QWheelEvent>

#include "ui/widgets/page_canvas.h"

namespace memlong::ui {

bool PageCanvas::isSelected(int page, int index) const {
    if (!m_anchor || !m_end)
        return false;
    const auto [begin, end] = std::minmax(*m_anchor, *m_end);
    const Place place{page, index};
    return begin <= place && place < end;
}

/// A boundary between characters: index i stands before character i.
std::optional<PageCanvas::Place> PageCanvas::placeAt(const QPointF& point, bool nearest) const {
    const auto [first, last] = visiblePages();
    for (int page = first; page <= last && page > 0; ++page) {
        const QRectF frame = pageRect(page);
        if (!nearest && !frame.contains(point))
            continue;
        if (nearest && point.y() > frame.bottom() + kGap / 2 && page < last)
            continue;
        const auto kept = m_pictures.find(page);
        if (kept == m_pictures.end())
            return std::nullopt;
        const QPointF at((point.x() - frame.left()) / scale(), (point.y() - frame.top()) / scale());
        const auto& characters = kept->second.picture->characters;
        double best = 1e18;
        int found = -1;
        for (std::size_t i = 0; i < characters.size(); ++i) {
            const PageBox& box = characters[i].box;
            const double dx = std::max({box.left - at.x(), at.x() - box.right, 0.0});
            const double dy = std::max({box.top - at.y(), at.y() - box.bottom, 0.0});
            if (!nearest && (dx > 0 || dy > 0))
                continue;
            const double distance = dx + 6 * dy; // the line counts more than the column
            if (distance < best) {
                best = distance;
                const bool after = at.x() > (box.left + box.right) / 2;
                found = static_cast<int>(i) + (after ? 1 : 0);
            }
        }
        if (found < 0)
            return std::nullopt;
        return Place{page, found};
    }
    return std::nullopt;
}

void PageCanvas::setSelection(Place anchor, Place end) {
    m_anchor = anchor;
    m_end = end;
    viewport()->update();
    Q_EMIT selectionChanged();
}

void PageCanvas::clearSelection() {
    m_anchor.reset();
    m_end.reset();
    viewport()->update();
    Q_EMIT selectionChanged();
}

void PageCanvas::selectPage() {
    const auto kept = m_pictures.find(m_currentPage);
    if (kept != m_pictures.end())
        setSelection({m_currentPage, 0},
                     {m_currentPage, static_cast<int>(kept->second.picture->characters.size())});
}

QString PageCanvas::selectedText() const {
    QString text;
    if (!m_anchor || !m_end)
        return text;
    const auto [begin, end] = std::minmax(*m_anchor, *m_end);
    for (int page = begin.page; page <= end.page; ++page) {
        const auto kept = m_pictures.find(page);
        if (kept == m_pictures.end())
            continue;
        const auto& characters = kept->second.picture->characters;
        for (int i = 0; i < static_cast<int>(characters.size()); ++i) {
            if (!isSelected(page, i))
                continue;
            const PageCharacter& c = characters[static_cast<std::size_t>(i)];
            text += QString::fromUcs4(&c.character, 1);
            if (c.spaceAfter)
                text += QLatin1Char(' ');
        }
    }
    return text.simplified();
}

void PageCanvas::resizeEvent(QResizeEvent*) {
    keepPlace([this] { layOut(); });
    updateCurrentPage();
}

/// What was not asked for while nobody could see it.
void PageCanvas::showEvent(QShowEvent* event) {
    QAbstractScrollArea::showEvent(event);
    m_requestTimer.start(0, this);
}

void PageCanvas::scrollContentsBy(int, int) {
    viewport()->update();
    updateCurrentPage();
    m_requestTimer.start(kRequestDelayMs, this);
}

void PageCanvas::timerEvent(QTimerEvent* event) {
    if (event->timerId() != m_requestTimer.timerId())
        return QAbstractScrollArea::timerEvent(event);
    m_requestTimer.stop();
    requestPictures();
}

void PageCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

void PageCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::MiddleButton) {
        m_dragging = true;
        m_dragFrom = event->pos();
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    const auto place = placeAt(event->position(), true);
    if (!place)
        return clearSelection();
    m_selecting = true;
    if (event->modifiers() & Qt::ShiftModifier && m_anchor)
        setSelection(*m_anchor, *place);
    else
        setSelection(*place, *place);
}

void PageCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragging) {
        const QPoint moved = event->pos() - m_dragFrom;
        m_dragFrom = event->pos();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - moved.x());
        verticalScrollBar()->setValue(verticalScrollBar()->value() - moved.y());
        return;
    }
    if (m_selecting && m_anchor) {
        if (event->pos().y() < 0 || event->pos().y() > viewport()->height())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + (event->pos().y() < 0 ? -24 : 24));
        if (const auto place = placeAt(event->position(), true))
            setSelection(*m_anchor, *place);
        return;
    }
    viewport()->setCursor(placeAt(event->position(), false) ? Qt::IBeamCursor : Qt::ArrowCursor);
}

void PageCanvas::mouseReleaseEvent(QMouseEvent*) {
    m_selecting = m_dragging = false;
    viewport()->setCursor(Qt::ArrowCursor);
}

void PageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto place = placeAt(event->position(), false);
    if (!place)
        return;
    const auto& characters = m_pictures.at(place->page).picture->characters;
    const auto breaks = [&](int index) { // between index and index + 1
        const PageCharacter& c = characters[static_cast<std::size_t>(index)];
        return c.spaceAfter || c.line != characters[static_cast<std::size_t>(index) + 1].line;
    };
    const int count = static_cast<int>(characters.size());
    int begin = std::min(place->index, count - 1);
    int end = begin;
    while (begin > 0 && !breaks(begin - 1))
        --begin;
    while (end + 1 < count && !breaks(end))
        ++end;
    setSelection({place->page, begin}, {place->page, end + 1});
}

void PageCanvas::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    if (event->angleDelta().y() != 0)
        setZoom(event->angleDelta().y() > 0 ? nextStep() : previousStep());
    event->accept();
}

void PageCanvas::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = verticalScrollBar();
    const int step = viewport()->height() - 48;
    if (event->matches(QKeySequence::SelectAll))
        return selectPage();
    switch (event->key()) {
    case Qt::Key_Space:
        bar->setValue(bar->value() + (event->modifiers() & Qt::ShiftModifier ? -step : step));
        return;
    case Qt::Key_PageDown:
        bar->setValue(bar->value() + step);
        return;
    case Qt::Key_PageUp:
        bar->setValue(bar->value() - step);
        return;
    case Qt::Key_Home:
        return goToPage(1);
    case Qt::Key_End:
        return goToPage(pageCount());
    case Qt::Key_Escape:
        if (m_anchor)
            return clearSelection();
        break;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void PageCanvas::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuRequested(event->globalPos());
}

} // namespace memlong::ui
