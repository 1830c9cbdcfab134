#include "ui/widgets/icons.h"

#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSet>
#include <QSvgRenderer>

namespace memlong::ui {
namespace {

/// Content of a 24 x 24 drawing; strokes take the colour of the text.
const QHash<QByteArray, QByteArray>& drawings() {
    static const QHash<QByteArray, QByteArray> all = {
        {"outline", "<path d='M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1'/>"},
        {"back", "<path d='M10 6l-6 6 6 6M4 12h16'/>"},
        {"previous", "<path d='M6 15l6-6 6 6'/>"},
        {"next", "<path d='M6 9l6 6 6-6'/>"},
        {"zoom-in", "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M20 20l-4.8-4.8M10.5 7.5v6M7.5 10.5h6'/>"},
        {"zoom-out", "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M20 20l-4.8-4.8M7.5 10.5h6'/>"},
        {"fit-width", "<path d='M3 5v14M21 5v14M6 12h12M9 9l-3 3 3 3M15 9l3 3-3 3'/>"},
        {"fit-page", "<path d='M5 9V4h5M19 9V4h-5M5 15v5h5M19 15v5h-5'/>"},
        {"find", "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M20 20l-4.8-4.8'/>"},
        {"ask",
         "<path d='M4 5h16v11h-9l-4 4v-4H4z'/><path d='M10 9c0-2.5 4-2.5 4 0 0 1.5-2 1.5-2 3M12 14v.2'/>"},
        {"copy", "<path d='M9 9h10v11H9zM6 15H5V4h10v2'/>"},
        {"pin", "<path d='M9 4h6M10 4v6l-3 4h10l-3-4V4M12 14v6'/>"},
        {"unpin", "<path d='M9 4h6M10 4v6l-3 4h10l-3-4V4M12 14v6M4 4l16 16'/>"},
        {"download", "<path d='M12 4v11M7 10l5 5 5-5M5 20h14'/>"},
        {"pause", "<path d='M9 5v14M15 5v14'/>"},
        {"resume", "<path d='M7 5l12 7-12 7z'/>"},
        {"folder", "<path d='M3 7V5h6l2 2h10v12H3z'/>"},
        {"document", "<path d='M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6'/>"},
        {"remove", "<path d='M4 7h16M10 7V4h4v3M6 7l1 13h10l1-13M10 11v5M14 11v5'/>"},
        {"refresh", "<path d='M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5'/>"},
        {"add", "<path d='M12 5v14M5 12h14'/>"},
        {"close", "<path d='M6 6l12 12M18 6L6 18'/>"},
        {"check", "<path d='M5 13l5 5 9-11'/>"},
        {"warning", "<path d='M12 4l9 16H3zM12 10v5M12 17.4v.2'/>"},
        {"mask", "<path d='M3 12c4-7 14-7 18 0-4 7-14 7-18 0zM4 4l16 16'/><circle cx='12' cy='12' r='2.5'/>"},
        {"model", "<path d='M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4'/>"},
        {"settings", "<path d='M4 7h8M18 7h2M4 17h2M12 17h8'/><circle cx='15' cy='7' r='2.5'/>"
                     "<circle cx='9' cy='17' r='2.5'/>"},
        {"chat", "<path d='M4 5h16v11h-9l-4 4v-4H4z'/>"},
        {"memory", "<path d='M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z'/>"},
        {"stop", "<path d='M6 6h12v12H6z'/>"},
        {"edit", "<path d='M4 20l1-5L16 4l4 4L9 19zM13 7l4 4'/>"},
        {"send", "<path d='M4 12l16-8-6 16-3-6zM11 14l9-10'/>"},
        {"export", "<path d='M12 15V4M7 9l5-5 5 5M5 14v6h14v-6'/>"},
        {"lock", "<path d='M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3'/>"},
    };
    return all;
}

/// Point where reading goes.
const QSet<QByteArray>& directed() {
    static const QSet<QByteArray> names = {"back", "send", "outline", "resume"};
    return names;
}

class LineIconEngine final : public QIconEngine {
public:
    LineIconEngine(QByteArray drawing, bool directed) : m_drawing(std::move(drawing)), m_directed(directed) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QGuiApplication::palette();
        QColor colour = palette.color(QPalette::WindowText);
        if (mode == QIcon::Disabled)
            colour.setAlphaF(0.35F);
        else if (mode == QIcon::Selected)
            colour = palette.color(QPalette::HighlightedText);
        const bool mirrored = m_directed && QGuiApplication::isRightToLeft();
        const QByteArray svg =
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' "
            "stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round' stroke='" +
            colour.name(QColor::HexRgb).toLatin1() + "' stroke-opacity='" +
            QByteArray::number(colour.alphaF()) + "'>" +
            (mirrored ? "<g transform='matrix(-1 0 0 1 24 0)'>" + m_drawing + "</g>" : m_drawing) + "</svg>";
        QSvgRenderer(svg).render(painter, QRectF(rect));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new LineIconEngine(m_drawing, m_directed); }

private:
    QByteArray m_drawing;
    bool m_directed;
};

} // namespace

QIcon lineIcon(const char* name) {
    const auto drawing = drawings().constFind(QByteArray(name));
    return drawing == drawings().constEnd()
               ? QIcon()
               : QIcon(new LineIconEngine(*drawing, directed().contains(QByteArray(name))));
}

} // namespace memlong::ui
