// Cells of tables: some air between the columns, and shares as bars.
#pragma once

#include <QStyledItemDelegate>

namespace memlong::ui {

class PaddedDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

/// A share in [0, 1] under kShareRole is drawn as a bar below its figure.
class ShareDelegate : public PaddedDelegate {
    Q_OBJECT
public:
    using PaddedDelegate::PaddedDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

    static constexpr int kShareRole = Qt::UserRole + 1;
};

} // namespace memlong::ui
