#include "ui/widgets/table_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>

namespace memlong::ui {

namespace {
constexpr int kPadding = 5;
}

QSize PaddedDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * kPadding, 0);
}

void PaddedDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &whole, painter, option.widget);
    // The check box of the first column stays where clicks look for it.
    if (whole.features.testFlag(QStyleOptionViewItem::HasCheckIndicator))
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem inner = option;
    inner.rect.adjust(kPadding, 0, -kPadding, 0);
    QStyledItemDelegate::paint(painter, inner, index);
}

void ShareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    PaddedDelegate::paint(painter, option, index);
    const QVariant share = index.data(kShareRole);
    if (!share.isValid())
        return;
    const QRect room = option.rect.adjusted(kPadding, 0, -kPadding, -2);
    QRect bar(room.left(), room.bottom() - 2,
              static_cast<int>(room.width() * std::clamp(share.toDouble(), 0.0, 1.0)), 3);
    if (option.direction == Qt::RightToLeft)
        bar.moveRight(room.right());
    painter->fillRect(bar, option.palette.color(option.state.testFlag(QStyle::State_Selected)
                                                    ? QPalette::HighlightedText
                                                    : QPalette::Highlight));
}

} // namespace memlong::ui
