#include "ui/widgets/map_legend.h"

#include <QPainter>

#include "ui/widgets/book_map.h"

namespace memlong::ui {
namespace {

QColor mixed(const QColor& a, const QColor& b, double shareOfB) {
    const auto part = [&](int x, int y) { return static_cast<int>(x + (y - x) * shareOfB); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

} // namespace

MapLegend::MapLegend(const BookMap* map, QWidget* parent) : QWidget(parent), m_map(map) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(names().join(QStringLiteral(", ")));
}

QStringList MapLegend::names() {
    return {tr("never retrieved"), tr("retrieved most often"), tr("in the archive"), tr("pinned")};
}

QSize MapLegend::sizeHint() const {
    return {300, heightForWidth(300)};
}

int MapLegend::heightForWidth(int width) const {
    return rows(width, [](const QRect&, int) {}) * (fontMetrics().lineSpacing() + 4) + 2;
}

int MapLegend::rows(int width, const std::function<void(const QRect&, int)>& visit) const {
    const QStringList all = names();
    const int line = fontMetrics().lineSpacing() + 4;
    int x = 0, y = 0;
    for (int i = 0; i < all.size(); ++i) {
        const int needed = fontMetrics().horizontalAdvance(all[i]) + 17 + 14;
        if (x > 0 && x + needed > width) {
            x = 0;
            y += line;
        }
        QRect at(x, y, needed, line);
        if (isRightToLeft())
            at.moveRight(this->width() - 1 - x);
        visit(at, i);
        x += needed;
    }
    return y / line + 1;
}

void MapLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QColor base = m_map->palette().color(QPalette::Base);
    const QColor text = m_map->palette().color(QPalette::Text);
    const QColor accent = m_map->palette().color(QPalette::Highlight);
    const QColor quiet = mixed(base, text, 0.16);
    const QColor pin = mixed(text, accent, 0.2);
    rows(width(), [&](const QRect& at, int item) {
        const QRect box(isRightToLeft() ? at.right() - 11 : at.left(), at.center().y() - 6, 12, 12);
        switch (item) {
        case 0:
            painter.fillRect(box, quiet);
            break;
        case 1:
            painter.fillRect(box, accent);
            break;
        case 2:
            painter.fillRect(box, mixed(base, quiet, 0.35));
            painter.setPen(mixed(base, text, 0.35));
            painter.drawLine(box.bottomLeft(), box.topRight());
            break;
        default:
            painter.fillRect(box, quiet);
            painter.setPen(QPen(pin, 2));
            painter.drawRect(box.adjusted(1, 1, -1, -1));
            painter.fillRect(QRect(box.center() - QPoint(1, 1), QSize(3, 3)), pin);
        }
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(at.adjusted(isRightToLeft() ? 0 : 17, 0, isRightToLeft() ? -17 : 0, 0),
                         Qt::AlignLeading | Qt::AlignVCenter, names()[item]);
    });
}

} // namespace memlong::ui
