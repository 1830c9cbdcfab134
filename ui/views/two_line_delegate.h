// A list's row: an icon, a title and a quiet line below it, and a thin bar while something is under way.
#pragma once

#include <QStyledItemDelegate>

namespace memlong::ui {

class TwoLineDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// Roles of the second line and of the progress (0..1, or less for none); -1: there is none.
    struct Roles {
        int subtitle = -1;
        int progress = -1;
    };
    explicit TwoLineDelegate(Roles roles, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

protected:
    virtual QIcon icon(const QModelIndex& index) const;
    /// Colour of the second line by its name in the theme.
    virtual const char* tone(const QModelIndex& index) const;

private:
    Roles m_roles;
};

} // namespace memlong::ui
