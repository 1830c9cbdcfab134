#include "ui/widgets/book_map.h"

#include <algorithm>
#include <cmath>

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QTimerEvent>
#include <QToolTip>

#include "ui/widgets/icons.h"

namespace memlong::ui {
namespace {

constexpr int kMargin = 8;
constexpr int kCell = 14; // pixels
constexpr int kSectionGap = 12;
constexpr int kFlashMs = 1600;
constexpr int kFlashFrameMs = 50;

QColor mixed(const QColor& a, const QColor& b, double shareOfB) {
    const auto part = [&](int x, int y) { return static_cast<int>(x + (y - x) * shareOfB); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

} // namespace

BookMap::BookMap(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Map of the memory"));
}

QSize BookMap::sizeHint() const {
    return {420, 260};
}

void BookMap::setMarked(std::set<memlong::Id> chunks) {
    m_marked = std::move(chunks);
    viewport()->update();
}

void BookMap::setChunks(std::vector<MemoryChunkInfo> chunks) {
    std::set<memlong::Id> selected;
    for (const std::size_t index : m_selection)
        selected.insert(m_chunks[index].chunk);
    const memlong::Id current = m_current >= 0 ? m_chunks[static_cast<std::size_t>(m_current)].chunk : 0;
    std::vector<std::pair<memlong::Id, bool>> before;
    before.reserve(m_chunks.size());
    for (const MemoryChunkInfo& chunk : m_chunks)
        before.emplace_back(chunk.chunk, chunk.resident);
    std::sort(before.begin(), before.end());

    m_chunks = std::move(chunks);
    m_selection.clear();
    m_current = m_anchor = -1;
    m_mostTriggers = 0;
    std::set<memlong::Id> changed;
    for (std::size_t i = 0; i < m_chunks.size(); ++i) {
        const MemoryChunkInfo& chunk = m_chunks[i];
        m_mostTriggers = std::max(m_mostTriggers, chunk.triggers);
        if (selected.contains(chunk.chunk))
            m_selection.insert(i);
        if (chunk.chunk == current)
            m_current = m_anchor = static_cast<int>(i);
        const auto was = std::lower_bound(before.begin(), before.end(), std::pair(chunk.chunk, false));
        if (was != before.end() && was->first == chunk.chunk && was->second != chunk.resident)
            changed.insert(chunk.chunk);
    }
    if (!changed.empty()) {
        m_flashing = std::move(changed);
        m_flashClock.start();
        m_flashTimer.start(kFlashFrameMs, this);
    }
    layOut();
    viewport()->update();
}

void BookMap::layOut() {
    const int width = std::max(viewport()->width() - 2 * kMargin, kCell);
    m_columns = std::max(1, width / kCell);
    m_sections.clear();
    const int heading = fontMetrics().lineSpacing() + 6;
    int top = kMargin;
    for (std::size_t i = 0; i < m_chunks.size();) {
        Section section;
        section.first = i;
        while (i < m_chunks.size() && m_chunks[i].document == m_chunks[section.first].document)
            ++i;
        section.count = i - section.first;
        section.title = QString::fromStdString(m_chunks[section.first].title);
        if (m_chunks[section.first].document == 0 && section.title.isEmpty())
            section.title = tr("Conversation");
        section.top = top;
        const int rows = (static_cast<int>(section.count) + m_columns - 1) / m_columns;
        section.height = heading + rows * kCell;
        top += section.height + kSectionGap;
        m_sections.push_back(std::move(section));
    }
    m_contentHeight = top - (m_sections.empty() ? 0 : kSectionGap) + kMargin;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(kCell * 2);
    verticalScrollBar()->setRange(0, std::max(0, m_contentHeight - viewport()->height()));
}

const BookMap::Section* BookMap::sectionOf(std::size_t index) const {
    auto after = std::upper_bound(m_sections.begin(), m_sections.end(), index,
                                  [](std::size_t i, const Section& section) { return i < section.first; });
    return after == m_sections.begin() ? nullptr : &*(after - 1);
}

QRect BookMap::cellRect(std::size_t index) const {
    const Section* section = sectionOf(index);
    if (!section)
        return {};
    const int offset = static_cast<int>(index - section->first);
    const int heading = fontMetrics().lineSpacing() + 6;
    int column = offset % m_columns;
    if (isRightToLeft())
        column = (viewport()->width() - 2 * kMargin) / kCell - 1 - column;
    return {kMargin + column * kCell, section->top + heading + offset / m_columns * kCell, kCell, kCell};
}

int BookMap::cellAt(const QPoint& content) const {
    const int heading = fontMetrics().lineSpacing() + 6;
    for (const Section& section : m_sections) {
        if (content.y() < section.top + heading || content.y() >= section.top + section.height)
            continue;
        int column = (content.x() - kMargin) / kCell;
        if (content.x() < kMargin || column >= m_columns)
            return -1;
        if (isRightToLeft())
            column = (viewport()->width() - 2 * kMargin) / kCell - 1 - column;
        const int offset = (content.y() - section.top - heading) / kCell * m_columns + column;
        return column >= 0 && offset < static_cast<int>(section.count)
                   ? static_cast<int>(section.first) + offset
                   : -1;
    }
    return -1;
}

/// From the ground's colour, never retrieved, to the highlight colour; logarithmic, since a few chunks are
/// retrieved very often.
QColor BookMap::cellColour(const MemoryChunkInfo& chunk) const {
    const QColor base = palette().color(QPalette::Base);
    const QColor quiet = mixed(base, palette().color(QPalette::Text), 0.16);
    if (chunk.triggers == 0 || m_mostTriggers == 0)
        return quiet;
    const double share =
        std::log1p(static_cast<double>(chunk.triggers)) / std::log1p(static_cast<double>(m_mostTriggers));
    return mixed(quiet, palette().color(QPalette::Highlight), 0.25 + 0.75 * share);
}

void BookMap::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    if (m_chunks.empty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("The memory is empty. Add a document to fill it."));
        return;
    }
    const int scroll = verticalScrollBar()->value();
    const QRect dirty = event->rect().translated(0, scroll);
    painter.translate(0, -scroll);
    const int heading = fontMetrics().lineSpacing() + 6;
    const QColor text = palette().color(QPalette::Text);
    const QColor base = palette().color(QPalette::Base);
    const QColor accent = palette().color(QPalette::Highlight);
    const QColor pin = mixed(text, accent, 0.2);
    const double flash =
        m_flashing.empty() ? 0 : 1.0 - static_cast<double>(m_flashClock.elapsed()) / kFlashMs;
    for (const Section& section : m_sections) {
        if (section.top > dirty.bottom() || section.top + section.height < dirty.top())
            continue;
        painter.setPen(text);
        const QRect title(kMargin, section.top, viewport()->width() - 2 * kMargin, heading);
        painter.drawText(title, QStyle::visualAlignment(layoutDirection(), Qt::AlignLeading | Qt::AlignTop),
                         fontMetrics().elidedText(section.title, Qt::ElideMiddle, title.width()));
        const int rows = (static_cast<int>(section.count) + m_columns - 1) / m_columns;
        const int firstRow = std::clamp((dirty.top() - section.top - heading) / kCell, 0, rows);
        const int lastRow = std::clamp((dirty.bottom() - section.top - heading) / kCell, -1, rows - 1);
        for (int row = firstRow; row <= lastRow; ++row) {
            for (int column = 0; column < m_columns; ++column) {
                const auto offset = static_cast<std::size_t>(row * m_columns + column);
                if (offset >= section.count)
                    break;
                const std::size_t index = section.first + offset;
                const MemoryChunkInfo& chunk = m_chunks[index];
                const QRect cell = cellRect(index).adjusted(1, 1, -1, -1);
                const QColor colour = cellColour(chunk);
                if (chunk.resident || !chunk.hasKv) {
                    painter.fillRect(cell, colour);
                } else { // archived: only its outline and a stroke through it
                    painter.fillRect(cell, mixed(base, colour, 0.35));
                    painter.setPen(mixed(base, text, 0.35));
                    painter.drawLine(cell.bottomLeft(), cell.topRight());
                }
                if (flash > 0 && m_flashing.contains(chunk.chunk)) {
                    QColor glow = chunk.resident ? QColor(60, 170, 80) : QColor(220, 90, 50);
                    glow.setAlphaF(static_cast<float>(flash));
                    painter.fillRect(cell, glow);
                }
                if (chunk.pinned) {
                    painter.setPen(QPen(pin, 2));
                    painter.drawRect(cell.adjusted(1, 1, -1, -1));
                    painter.fillRect(QRect(cell.center() - QPoint(1, 1), QSize(3, 3)), pin);
                }
                if (m_marked.contains(chunk.chunk)) {
                    painter.setPen(QPen(palette().color(QPalette::Link), 2));
                    painter.drawRect(cell.adjusted(0, 0, -1, -1));
                }
                if (m_selection.contains(index)) {
                    painter.setPen(QPen(text, 1));
                    painter.drawRect(cell.adjusted(-1, -1, 0, 0));
                    painter.setPen(QPen(base, 1));
                    painter.drawRect(cell.adjusted(0, 0, -1, -1));
                }
                if (hasFocus() && static_cast<int>(index) == m_current) {
                    painter.setPen(QPen(text, 2));
                    painter.drawRect(cell.adjusted(-1, -1, 1, 1));
                }
            }
        }
    }
}

QString BookMap::describe(const MemoryChunkInfo& chunk) const {
    QStringList parts;
    QString place = QString::fromStdString(chunk.title);
    if (chunk.pageFirst > 0)
        place = chunk.pageLast > chunk.pageFirst
                    ? tr("%1, pages %2–%3").arg(place).arg(chunk.pageFirst).arg(chunk.pageLast)
                    : tr("%1, page %2").arg(place).arg(chunk.pageFirst);
    parts << place;
    parts << tr("%n token(s)", nullptr, chunk.tokens);
    parts << (chunk.triggers == 0 ? tr("never retrieved")
                                  : tr("retrieved %n time(s)", nullptr, static_cast<int>(chunk.triggers)));
    parts << (!chunk.hasKv     ? tr("not encoded for this model")
              : chunk.resident ? tr("in memory")
                               : tr("in the archive"));
    if (chunk.pinned)
        parts << tr("pinned");
    return parts.join(QStringLiteral(" · "));
}

// --- Selection

std::vector<memlong::Id> BookMap::selectedChunks() const {
    std::vector<memlong::Id> ids;
    for (const std::size_t index : m_selection)
        ids.push_back(m_chunks[index].chunk);
    return ids;
}

void BookMap::selectChunk(memlong::Id chunk) {
    for (std::size_t i = 0; i < m_chunks.size(); ++i)
        if (m_chunks[i].chunk == chunk) {
            setCurrent(static_cast<int>(i), Qt::NoModifier);
            return;
        }
}

void BookMap::setCurrent(int index, Qt::KeyboardModifiers modifiers) {
    if (index < 0 || index >= static_cast<int>(m_chunks.size()))
        return;
    if (modifiers & Qt::ShiftModifier && m_anchor >= 0) {
        m_selection.clear();
        for (int i = std::min(m_anchor, index); i <= std::max(m_anchor, index); ++i)
            m_selection.insert(static_cast<std::size_t>(i));
    } else if (modifiers & Qt::ControlModifier) {
        if (!m_selection.insert(static_cast<std::size_t>(index)).second)
            m_selection.erase(static_cast<std::size_t>(index));
        m_anchor = index;
    } else {
        m_selection = {static_cast<std::size_t>(index)};
        m_anchor = index;
    }
    m_current = index;
    ensureVisible(index);
    viewport()->update();
    announce();
    Q_EMIT currentChunkChanged(m_chunks[static_cast<std::size_t>(index)].chunk);
}

void BookMap::ensureVisible(int index) {
    const QRect cell = cellRect(static_cast<std::size_t>(index));
    QScrollBar* bar = verticalScrollBar();
    const int heading = fontMetrics().lineSpacing() + 6;
    if (cell.top() - heading < bar->value())
        bar->setValue(cell.top() - heading);
    else if (cell.bottom() + kMargin > bar->value() + viewport()->height())
        bar->setValue(cell.bottom() + kMargin - viewport()->height());
}

/// Screen readers hear which chunk is current.
void BookMap::announce() {
    setAccessibleDescription(describe(m_chunks[static_cast<std::size_t>(m_current)]));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void BookMap::requestPin(bool pinned) {
    const std::vector<memlong::Id> chunks = selectedChunks();
    if (!chunks.empty())
        Q_EMIT pinRequested(chunks, pinned);
}

// --- Events

void BookMap::mousePressEvent(QMouseEvent* event) {
    const int index = cellAt(event->pos() + QPoint(0, verticalScrollBar()->value()));
    if (index < 0)
        return;
    if (event->button() == Qt::LeftButton)
        setCurrent(index, event->modifiers());
    else if (event->button() == Qt::RightButton && !m_selection.contains(static_cast<std::size_t>(index)))
        setCurrent(index, Qt::NoModifier);
}

void BookMap::mouseMoveEvent(QMouseEvent* event) {
    const int index = cellAt(event->pos() + QPoint(0, verticalScrollBar()->value()));
    if (event->buttons() & Qt::LeftButton && index >= 0 && index != m_current)
        setCurrent(index, Qt::ShiftModifier);
}

void BookMap::mouseDoubleClickEvent(QMouseEvent* event) {
    const int index = cellAt(event->pos() + QPoint(0, verticalScrollBar()->value()));
    if (index >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT chunkActivated(m_chunks[static_cast<std::size_t>(index)].chunk);
}

void BookMap::keyPressEvent(QKeyEvent* event) {
    if (m_chunks.empty())
        return QAbstractScrollArea::keyPressEvent(event);
    const int count = static_cast<int>(m_chunks.size());
    const int current = std::max(m_current, 0);
    // Up and down go to the same column, also across the heading of the next document.
    const auto vertical = [&](int rows) {
        const Section* section = sectionOf(static_cast<std::size_t>(current));
        const int offset = current - static_cast<int>(section->first);
        const int target = offset + rows * m_columns;
        const int column = offset % m_columns;
        if (target >= 0 && target < static_cast<int>(section->count))
            return static_cast<int>(section->first) + target;
        const auto at = section - m_sections.data();
        if (rows > 0) {
            const int last = static_cast<int>(section->count) - 1;
            if (offset / m_columns < last / m_columns)
                return static_cast<int>(section->first) + last;
            if (at + 1 < static_cast<std::ptrdiff_t>(m_sections.size())) {
                const Section& next = m_sections[static_cast<std::size_t>(at) + 1];
                return static_cast<int>(next.first) + std::min(column, static_cast<int>(next.count) - 1);
            }
            return current;
        }
        if (at > 0) {
            const Section& before = m_sections[static_cast<std::size_t>(at) - 1];
            const int last = static_cast<int>(before.count) - 1;
            return static_cast<int>(before.first) + std::min(last - last % m_columns + column, last);
        }
        return current;
    };
    const int page = std::max(1, viewport()->height() / kCell - 1);
    const int forward = isRightToLeft() ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return setCurrent(m_current < 0 ? 0 : current - forward, event->modifiers());
    case Qt::Key_Right:
        return setCurrent(m_current < 0 ? 0 : current + forward, event->modifiers());
    case Qt::Key_Up:
        return setCurrent(vertical(-1), event->modifiers());
    case Qt::Key_Down:
        return setCurrent(m_current < 0 ? 0 : vertical(1), event->modifiers());
    case Qt::Key_PageUp:
        return setCurrent(std::max(0, current - page * m_columns), event->modifiers());
    case Qt::Key_PageDown:
        return setCurrent(std::min(count - 1, current + page * m_columns), event->modifiers());
    case Qt::Key_Home:
        return setCurrent(0, event->modifiers());
    case Qt::Key_End:
        return setCurrent(count - 1, event->modifiers());
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT chunkActivated(m_chunks[static_cast<std::size_t>(m_current)].chunk);
        return;
    case Qt::Key_P:
        if (m_current >= 0)
            requestPin(!m_chunks[static_cast<std::size_t>(m_current)].pinned);
        return;
    default:
        break;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        for (std::size_t i = 0; i < m_chunks.size(); ++i)
            m_selection.insert(i);
        return viewport()->update();
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void BookMap::contextMenuEvent(QContextMenuEvent* event) {
    if (m_selection.empty())
        return;
    QMenu menu(this);
    const int count = static_cast<int>(m_selection.size());
    QAction* open = menu.addAction(lineIcon("document"), tr("Show in the document"));
    open->setEnabled(m_current >= 0);
    menu.addSeparator();
    QAction* pin = menu.addAction(lineIcon("pin"), tr("Pin %n chunk(s)", nullptr, count));
    QAction* unpin = menu.addAction(lineIcon("unpin"), tr("Unpin %n chunk(s)", nullptr, count));
    const auto pinned = [&](bool wanted) {
        return std::any_of(m_selection.begin(), m_selection.end(),
                           [&](std::size_t index) { return m_chunks[index].pinned == wanted; });
    };
    pin->setEnabled(pinned(false));
    unpin->setEnabled(pinned(true));
    const QAction* chosen = menu.exec(event->globalPos());
    if (chosen == nullptr || m_selection.empty()) // another session is shown by now
        return;
    if (chosen == open && m_current >= 0)
        Q_EMIT chunkActivated(m_chunks[static_cast<std::size_t>(m_current)].chunk);
    else if (chosen == pin || chosen == unpin)
        requestPin(chosen == pin);
}

void BookMap::resizeEvent(QResizeEvent*) {
    layOut();
}

void BookMap::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LayoutDirectionChange)
        layOut();
    viewport()->update();
}

void BookMap::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    if (m_current < 0 && !m_chunks.empty() && event->reason() != Qt::MouseFocusReason)
        setCurrent(0, Qt::NoModifier);
    viewport()->update();
}

void BookMap::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void BookMap::timerEvent(QTimerEvent* event) {
    if (event->timerId() != m_flashTimer.timerId())
        return QAbstractScrollArea::timerEvent(event);
    if (m_flashClock.elapsed() >= kFlashMs) {
        m_flashing.clear();
        m_flashTimer.stop();
    }
    viewport()->update();
}

bool BookMap::viewportEvent(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = cellAt(help->pos() + QPoint(0, verticalScrollBar()->value()));
    if (index < 0) {
        QToolTip::hideText();
        return true;
    }
    const MemoryChunkInfo& chunk = m_chunks[static_cast<std::size_t>(index)];
    const QString snippet = QString::fromStdString(chunk.snippet).simplified().left(280);
    const QRect cell = cellRect(static_cast<std::size_t>(index)).translated(0, -verticalScrollBar()->value());
    QToolTip::showText(help->globalPos(),
                       QStringLiteral("<p><b>%1</b></p><p>%2</p>")
                           .arg(describe(chunk).toHtmlEscaped(), snippet.toHtmlEscaped()),
                       viewport(), cell);
    return true;
}

void BookMap::scrollContentsBy(int dx, int dy) {
    viewport()->scroll(dx, dy);
}

} // namespace memlong::ui
