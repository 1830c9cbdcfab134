#include "ui/views/two_line_delegate.h"

#include <QApplication>
#include <QPainter>

#include "ui/style/theme.h"

namespace memlong::ui {
namespace {

constexpr int kMargin = 8, kIcon = 18, kGap = 10, kBar = 3;

QFont smallFont(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

} // namespace

TwoLineDelegate::TwoLineDelegate(Roles roles, QObject* parent)
    : QStyledItemDelegate(parent), m_roles(roles) {}

QIcon TwoLineDelegate::icon(const QModelIndex&) const {
    return {};
}

const char* TwoLineDelegate::tone(const QModelIndex&) const {
    return "muted";
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect frame = option.rect.adjusted(kMargin, 1, -kMargin, -1);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (selected || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.colour(selected ? "selected" : "hover"));
        painter->drawRoundedRect(frame, 8, 8);
    }
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(theme.colour("accent"), 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(frame).adjusted(1, 1, -1, -1), 7, 7);
    }

    const bool rightToLeft = option.direction == Qt::RightToLeft;
    QRect inner = frame.adjusted(kMargin, 6, -kMargin, -6);
    const QIcon drawing = icon(index);
    if (!drawing.isNull()) {
        const QRect place(rightToLeft ? inner.right() - kIcon + 1 : inner.left(), inner.top() + 1, kIcon,
                          kIcon);
        drawing.paint(painter, place);
        inner.adjust(rightToLeft ? 0 : kIcon + kGap, 0, rightToLeft ? -kIcon - kGap : 0, 0);
    }
    const QFontMetrics metrics(option.font);
    const Qt::Alignment align = (rightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    const QRect first(inner.left(), inner.top(), inner.width(), metrics.height());
    painter->setFont(option.font);
    painter->setPen(theme.colour(selected ? "selectedText" : "text"));
    const auto draw = [&](const QRect& place, const QString& text) { // each line in its own direction
        painter->setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        painter->drawText(place, static_cast<int>((align | Qt::AlignAbsolute).toInt()), text);
    };
    draw(first, metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, first.width()));
    const QFont small = smallFont(option.font);
    const QFontMetrics smallMetrics(small);
    const QRect second(inner.left(), first.bottom() + 3, inner.width(), smallMetrics.height());
    painter->setFont(small);
    painter->setPen(theme.colour(tone(index)));
    draw(second,
         smallMetrics.elidedText(index.data(m_roles.subtitle).toString(), Qt::ElideRight, second.width()));
    const double progress = m_roles.progress < 0 ? -1 : index.data(m_roles.progress).toDouble();
    if (progress >= 0) {
        const QRectF groove(inner.left(), second.bottom() + 4, inner.width(), kBar);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.colour("border"));
        painter->drawRoundedRect(groove, 1.5, 1.5);
        QRectF done = groove;
        done.setWidth(groove.width() * qBound(0.0, progress, 1.0));
        if (rightToLeft)
            done.moveRight(groove.right());
        painter->setBrush(theme.colour("accent"));
        painter->drawRoundedRect(done, 1.5, 1.5);
    }
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    int height = QFontMetrics(option.font).height() + 3 + QFontMetrics(smallFont(option.font)).height() + 14;
    if (m_roles.progress >= 0 && index.data(m_roles.progress).toDouble() >= 0)
        height += kBar + 5;
    return {120, height};
}

void TwoLineDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                           const QModelIndex&) const {
    editor->setGeometry(option.rect.adjusted(kMargin, 6, -kMargin, -6));
}

} // namespace memlong::ui
