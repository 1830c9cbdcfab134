// What the colours and marks of the book map mean.
#pragma once

#include <functional>

#include <QWidget>

namespace memlong::ui {

class BookMap;

/// Painted with the colours in use; as many lines as its width needs.
class MapLegend : public QWidget {
    Q_OBJECT
public:
    explicit MapLegend(const BookMap* map, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    static QStringList names();
    int rows(int width, const std::function<void(const QRect&, int)>& visit) const;

    const BookMap* m_map;
};

} // namespace memlong::ui
