// The pages of a document one below the other, drawn from pictures as they arrive.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QImage>

#include "app/services/page_types.h"

namespace memlong::ui {

enum class PageFit { None, Width, Page };

/// Only what is visible is asked for, one picture at a time, and only so many are kept.
class PageCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit PageCanvas(QWidget* parent = nullptr);

    void setPages(std::vector<PageSize> sizes);
    int pageCount() const { return static_cast<int>(m_sizes.size()); }
    int page() const; // the one that fills most of the view
    void goToPage(int page);

    void setPicture(std::shared_ptr<const PagePicture> picture);
    void setPictureProblem(int page, const QString& problem);
    /// What was drawn is out of date: more of the text is known. The place, marks and zoom stay.
    void drawAgain();

    void setHighlights(std::vector<CharacterRange> ranges);
    /// Brings the range's place on `page` into view, as soon as that page has been read.
    void showRange(CharacterRange range, int page);
    /// The one of the search results that is looked at.
    void setCurrentMatch(std::optional<CharacterRange> range);

    void setFit(PageFit fit);
    PageFit fit() const { return m_fit; }
    double zoom() const { return m_zoom; } // 1: as large as on paper
    void setZoom(double zoom);             // ends fitting
    double previousStep() const, nextStep() const;

    QString selectedText() const;
    void clearSelection();
    void selectPage(); // all of the page in view

    /// Rectangles of a range in viewport coordinates; empty while its page has not been read.
    std::vector<QRectF> rangeRects(CharacterRange range, int page) const;
    QRectF pageRect(int page) const; // viewport coordinates

    QSize sizeHint() const override { return {560, 720}; }

Q_SIGNALS:
    void pictureNeeded(int page, double pixelsPerPoint);
    void pageChanged(int page);
    void zoomChanged();
    void selectionChanged();
    void menuRequested(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    /// A character of a page: (page, index into its characters).
    struct Place {
        int page = 0;
        int index = 0;
        auto operator<=>(const Place&) const = default;
    };
    struct Kept {
        std::shared_ptr<const PagePicture> picture;
        QImage image; // over the picture's memory
        std::uint64_t lastUse = 0;
    };

    static constexpr double kGap = 12;         // pixels around and between pages
    static constexpr int kRequestDelayMs = 40; // pages that only pass by are not asked for

    double scale() const; // logical pixels a point
    double wantedPixelsPerPoint() const;
    void layOut();
    void keepPlace(const std::function<void()>& change);
    QRectF contentRect(int page) const;
    std::pair<int, int> visiblePages() const;
    void requestPictures();
    void dropFarPictures();
    std::optional<Place> placeAt(const QPointF& viewportPoint, bool nearest) const;
    std::vector<QRectF> lineRects(int page,
                                  const std::function<bool(const PageCharacter&, int)>& wanted) const;
    void paintPage(QPainter& painter, int page);
    void paintHighlights(QPainter& painter, int page, const QRectF& frame);
    void followPendingRange();
    void updateCurrentPage();
    bool isSelected(int page, int index) const;
    void setSelection(Place anchor, Place end);

    std::vector<PageSize> m_sizes;
    std::vector<double> m_tops; // content pixels, one more than pages
    double m_contentWidth = 0;
    double m_zoom = 1;
    PageFit m_fit = PageFit::Width;
    int m_currentPage = 0;

    std::map<int, Kept> m_pictures;
    std::map<int, QString> m_problems;
    std::optional<std::pair<int, double>> m_awaited; // asked for, not yet answered
    std::uint64_t m_uses = 0;
    QBasicTimer m_requestTimer;

    std::vector<CharacterRange> m_highlights;
    std::optional<CharacterRange> m_match;
    std::optional<std::pair<CharacterRange, int>> m_pendingRange;

    std::optional<Place> m_anchor, m_end; // of the selection
    bool m_selecting = false, m_dragging = false;
    QPoint m_dragFrom;
};

} // namespace memlong::ui
