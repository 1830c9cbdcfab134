#include "ui/widgets/page_canvas.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QGuiApplication>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>

namespace memlong::ui {
namespace {

constexpr double kPixelsPerPoint = 96.0 / 72.0; // of a screen at 100 %
constexpr double kLeastZoom = 0.1, kMostZoom = 8;
constexpr std::size_t kKeptPixels = 64'000'000;
constexpr std::array<double, 16> kSteps = {0.1,  0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1,
                                           1.25, 1.5,  2,    2.5, 3,    4,    6,   8};

} // namespace

PageCanvas::PageCanvas(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Mid);
    viewport()->setAutoFillBackground(true);
    verticalScrollBar()->setSingleStep(48);
    horizontalScrollBar()->setSingleStep(48);
    setAccessibleName(tr("Pages"));
}

void PageCanvas::setPages(std::vector<PageSize> sizes) {
    m_sizes = std::move(sizes);
    for (PageSize& size : m_sizes) { // a page without a sensible size is shown as a letter
        if (!(size.width > 1) || !(size.height > 1) || size.width > 20000 || size.height > 20000)
            size = {612, 792};
    }
    m_pictures.clear();
    m_problems.clear();
    m_awaited.reset();
    m_highlights.clear();
    m_match.reset();
    m_pendingRange.reset();
    m_anchor.reset();
    m_end.reset();
    m_currentPage = m_sizes.empty() ? 0 : 1;
    layOut();
    verticalScrollBar()->setValue(0);
    m_requestTimer.start(0, this);
    viewport()->update();
}

double PageCanvas::scale() const {
    return m_zoom * kPixelsPerPoint;
}

double PageCanvas::wantedPixelsPerPoint() const {
    return scale() * devicePixelRatioF();
}

void PageCanvas::layOut() {
    double widest = 1, tallest = 1;
    for (const PageSize& size : m_sizes) {
        widest = std::max<double>(widest, size.width);
        tallest = std::max<double>(tallest, size.height);
    }
    const QSize view = viewport()->size();
    if (m_fit == PageFit::Width)
        m_zoom = (view.width() - 2 * kGap) / (widest * kPixelsPerPoint);
    else if (m_fit == PageFit::Page)
        m_zoom = std::min((view.width() - 2 * kGap) / (widest * kPixelsPerPoint),
                          (view.height() - 2 * kGap) / (tallest * kPixelsPerPoint));
    m_zoom = std::clamp(m_zoom, kLeastZoom, kMostZoom);
    m_tops.assign(1, kGap);
    for (const PageSize& size : m_sizes)
        m_tops.push_back(m_tops.back() + std::round(size.height * scale()) + kGap);
    m_contentWidth = widest * scale() + 2 * kGap;
    verticalScrollBar()->setPageStep(view.height());
    horizontalScrollBar()->setPageStep(view.width());
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_tops.back()) - view.height()));
    horizontalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_contentWidth) - view.width()));
}

/// Runs `change`, which alters the size of things, so that what is at the top of the view stays there.
void PageCanvas::keepPlace(const std::function<void()>& change) {
    const auto [first, last] = visiblePages();
    double share = 0;
    if (first > 0) {
        const QRectF rect = contentRect(first);
        share = (verticalScrollBar()->value() - rect.top()) / std::max(rect.height(), 1.0);
    }
    const double before = m_zoom;
    const double across =
        (horizontalScrollBar()->value() + viewport()->width() / 2.0) / std::max(m_contentWidth, 1.0);
    change();
    if (first > 0) {
        const QRectF rect = contentRect(first);
        verticalScrollBar()->setValue(static_cast<int>(std::round(rect.top() + share * rect.height())));
    }
    horizontalScrollBar()->setValue(static_cast<int>(across * m_contentWidth - viewport()->width() / 2.0));
    m_requestTimer.start(kRequestDelayMs, this);
    viewport()->update();
    if (before != m_zoom)
        Q_EMIT zoomChanged();
}

QRectF PageCanvas::contentRect(int page) const {
    const PageSize& size = m_sizes[static_cast<std::size_t>(page - 1)];
    const double width = std::round(size.width * scale());
    const double across = std::max<double>(m_contentWidth, viewport()->width());
    return {std::floor((across - width) / 2), m_tops[static_cast<std::size_t>(page - 1)], width,
            std::round(size.height * scale())};
}

QRectF PageCanvas::pageRect(int page) const {
    if (page < 1 || page > pageCount())
        return {};
    return contentRect(page).translated(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
}

std::pair<int, int> PageCanvas::visiblePages() const {
    if (m_sizes.empty())
        return {0, -1};
    const double top = verticalScrollBar()->value();
    const double bottom = top + viewport()->height();
    const auto pageAt = [&](double y) {
        const auto above = std::upper_bound(m_tops.begin(), m_tops.end(), y);
        return std::clamp(static_cast<int>(above - m_tops.begin()), 1, pageCount());
    };
    return {pageAt(top), pageAt(bottom)};
}

int PageCanvas::page() const {
    return m_currentPage;
}

void PageCanvas::updateCurrentPage() {
    const auto [first, last] = visiblePages();
    int best = first;
    double most = -1;
    for (int page = first; page <= last && page > 0; ++page) {
        const double shown = pageRect(page).intersected(QRectF(viewport()->rect())).height();
        if (shown > most + 1) {
            most = shown;
            best = page;
        }
    }
    if (best == m_currentPage)
        return;
    m_currentPage = best;
    Q_EMIT pageChanged(best);
}

void PageCanvas::goToPage(int page) {
    if (m_sizes.empty())
        return;
    page = std::clamp(page, 1, pageCount());
    m_pendingRange.reset();
    verticalScrollBar()->setValue(static_cast<int>(m_tops[static_cast<std::size_t>(page - 1)] - kGap / 2));
    if (m_currentPage != page) { // the last pages may share the view: the one asked for counts
        m_currentPage = page;
        Q_EMIT pageChanged(page);
    }
}

void PageCanvas::setPicture(std::shared_ptr<const PagePicture> picture) {
    if (!picture || picture->page < 1 || picture->page > pageCount())
        return;
    const auto pixels = static_cast<std::size_t>(std::max(0, picture->width)) *
                        static_cast<std::size_t>(std::max(0, picture->height));
    if (m_awaited && m_awaited->first == picture->page)
        m_awaited.reset();
    if (pixels == 0 || picture->argb.size() < pixels)
        return setPictureProblem(picture->page, tr("The page could not be drawn."));
    Kept kept;
    kept.image = QImage(reinterpret_cast<const uchar*>(picture->argb.data()), picture->width, picture->height,
                        picture->width * 4, QImage::Format_RGB32);
    kept.lastUse = ++m_uses;
    kept.picture = std::move(picture);
    const int page = kept.picture->page;
    m_problems.erase(page);
    m_pictures[page] = std::move(kept);
    dropFarPictures();
    followPendingRange();
    viewport()->update();
    m_requestTimer.start(0, this);
}

void PageCanvas::setPictureProblem(int page, const QString& problem) {
    if (m_awaited && m_awaited->first == page)
        m_awaited.reset();
    m_problems[page] = problem;
    viewport()->update();
    m_requestTimer.start(0, this);
}

void PageCanvas::drawAgain() {
    m_pictures.clear();
    m_problems.clear();
    m_awaited.reset();
    m_selecting = false;
    m_requestTimer.start(0, this);
    clearSelection(); // it counts characters of the pictures
}

void PageCanvas::dropFarPictures() {
    const auto [first, last] = visiblePages();
    std::size_t pixels = 0;
    for (const auto& [page, kept] : m_pictures)
        pixels += kept.picture->argb.size();
    while (pixels > kKeptPixels) {
        auto oldest = m_pictures.end();
        for (auto at = m_pictures.begin(); at != m_pictures.end(); ++at)
            if ((at->first < first || at->first > last) &&
                (oldest == m_pictures.end() || at->second.lastUse < oldest->second.lastUse))
                oldest = at;
        if (oldest == m_pictures.end())
            return;
        pixels -= oldest->second.picture->argb.size();
        m_pictures.erase(oldest);
    }
}

void PageCanvas::requestPictures() {
    if (m_awaited || m_sizes.empty() || !isVisible())
        return;
    const auto [first, last] = visiblePages();
    std::vector<int> wanted;
    if (m_pendingRange)
        wanted.push_back(m_pendingRange->second);
    wanted.push_back(m_currentPage);
    for (int page = first; page <= last; ++page)
        wanted.push_back(page);
    wanted.push_back(last + 1); // reading goes on there
    wanted.push_back(first - 1);
    for (const int page : wanted) {
        if (page < 1 || page > pageCount() || m_problems.contains(page))
            continue;
        const auto kept = m_pictures.find(page);
        // A large page is drawn smaller than wanted; asking again would not help.
        if (kept != m_pictures.end() &&
            (std::abs(kept->second.picture->pixelsPerPoint - wantedPixelsPerPoint()) < 0.01 ||
             (kept->second.picture->argb.size() > 11'000'000 &&
              kept->second.picture->pixelsPerPoint < wantedPixelsPerPoint())))
            continue;
        m_awaited = {page, wantedPixelsPerPoint()};
        Q_EMIT pictureNeeded(page, wantedPixelsPerPoint());
        return;
    }
}

void PageCanvas::setHighlights(std::vector<CharacterRange> ranges) {
    m_highlights = std::move(ranges);
    viewport()->update();
}

void PageCanvas::setCurrentMatch(std::optional<CharacterRange> range) {
    m_match = range;
    viewport()->update();
}

void PageCanvas::showRange(CharacterRange range, int page) {
    if (m_sizes.empty())
        return;
    goToPage(page);
    m_pendingRange = {range, std::clamp(page, 1, pageCount())};
    followPendingRange();
    m_requestTimer.start(0, this);
}

void PageCanvas::followPendingRange() {
    if (!m_pendingRange)
        return;
    const auto [range, page] = *m_pendingRange;
    if (!m_pictures.contains(page))
        return;
    m_pendingRange.reset();
    const std::vector<QRectF> rects = rangeRects(range, page);
    if (rects.empty())
        return;
    QRectF all = rects.front();
    for (const QRectF& rect : rects)
        all |= rect;
    const QRectF view = QRectF(viewport()->rect()).adjusted(0, 24, 0, -24);
    if (!view.contains(QRectF(view.left(), all.top(), 1, std::min(all.height(), view.height()))))
        verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                      static_cast<int>(all.height() > view.height() * 0.6
                                                           ? all.top() - 48
                                                           : all.center().y() - view.height() * 0.4));
    if (all.left() < 0 || all.right() > viewport()->width())
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() +
                                        static_cast<int>(all.center().x() - viewport()->width() / 2.0));
    if (m_currentPage != page) {
        m_currentPage = page;
        Q_EMIT pageChanged(page);
    }
}

void PageCanvas::setFit(PageFit fit) {
    m_fit = fit;
    keepPlace([this] { layOut(); });
    Q_EMIT zoomChanged();
}

void PageCanvas::setZoom(double zoom) {
    keepPlace([&] {
        m_fit = PageFit::None;
        m_zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
        layOut();
    });
}

double PageCanvas::previousStep() const {
    for (auto step = kSteps.rbegin(); step != kSteps.rend(); ++step)
        if (*step < m_zoom - 0.005)
            return *step;
    return kSteps.front();
}

double PageCanvas::nextStep() const {
    for (const double step : kSteps)
        if (step > m_zoom + 0.005)
            return step;
    return kSteps.back();
}

std::vector<QRectF>
PageCanvas::lineRects(int page, const std::function<bool(const PageCharacter&, int)>& wanted) const {
    std::vector<QRectF> rects;
    const auto kept = m_pictures.find(page);
    if (kept == m_pictures.end())
        return rects;
    const QPointF origin = pageRect(page).topLeft();
    int line = -1;
    int last = -2;
    const auto& characters = kept->second.picture->characters;
    for (int i = 0; i < static_cast<int>(characters.size()); ++i) {
        const PageCharacter& c = characters[static_cast<std::size_t>(i)];
        if (!wanted(c, i))
            continue;
        const QRectF box(origin.x() + c.box.left * scale(), origin.y() + c.box.top * scale(),
                         (c.box.right - c.box.left) * scale(), (c.box.bottom - c.box.top) * scale());
        if (c.line == line && i == last + 1)
            rects.back() |= box;
        else
            rects.push_back(box);
        line = c.line;
        last = i;
    }
    return rects;
}

std::vector<QRectF> PageCanvas::rangeRects(CharacterRange range, int page) const {
    if (page < 1 || page > pageCount())
        return {};
    return lineRects(page, [&](const PageCharacter& c, int) {
        return c.position >= 0 && static_cast<std::uint64_t>(c.position) >= range.begin &&
               static_cast<std::uint64_t>(c.position) < range.end;
    });
}

void PageCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const auto [first, last] = visiblePages();
    for (int page = first; page <= last && page > 0; ++page)
        paintPage(painter, page);
}

void PageCanvas::paintPage(QPainter& painter, int page) {
    const QRectF frame = pageRect(page);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 38));
    painter.drawRect(frame.translated(0, 2).adjusted(-1, 0, 1, 0));
    painter.setBrush(Qt::white); // paper, whatever the theme
    painter.drawRect(frame);
    const auto kept = m_pictures.find(page);
    if (kept != m_pictures.end()) {
        kept->second.lastUse = ++m_uses;
        const bool exact = std::abs(kept->second.picture->pixelsPerPoint - wantedPixelsPerPoint()) < 0.01;
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !exact);
        painter.drawImage(frame, kept->second.image);
        paintHighlights(painter, page, frame);
        return;
    }
    const auto problem = m_problems.find(page);
    painter.setPen(QColor(90, 90, 90));
    const QString text = problem != m_problems.end() ? problem->second : tr("Page %1").arg(page);
    painter.drawText(frame.adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, text);
}

void PageCanvas::paintHighlights(QPainter& painter, int page, const QRectF& frame) {
    painter.save();
    painter.setClipRect(frame);
    painter.setPen(Qt::NoPen);
    painter.setCompositionMode(QPainter::CompositionMode_Multiply); // ink stays readable
    const auto fill = [&](const std::vector<QRectF>& rects, const QColor& colour) {
        painter.setBrush(colour);
        for (const QRectF& rect : rects)
            painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 2, 2);
    };
    for (const CharacterRange& range : m_highlights)
        fill(rangeRects(range, page), QColor(255, 232, 110));
    if (m_match)
        fill(rangeRects(*m_match, page), QColor(255, 176, 84));
    if (m_anchor && m_end && *m_anchor != *m_end) {
        QColor colour = palette().color(QPalette::Highlight);
        colour.setAlphaF(1);
        const QColor light(colour.red() / 2 + 128, colour.green() / 2 + 128, colour.blue() / 2 + 128);
        fill(lineRects(page, [&](const PageCharacter&, int index) { return isSelected(page, index); }),
             light);
    }
    painter.restore();
}

} // namespace memlong::ui
