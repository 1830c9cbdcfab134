// The inside of PageView: its widgets, and what they show of the document.
#pragma once

#include <vector>

#include "ui/widgets/page_view.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QSplitter;
class QStackedWidget;
class QToolBar;
class QTreeWidget;

namespace memlong::ui {

class FindPanel;
class PageCanvas;
class TextView;

constexpr int kOutlinePageRole = Qt::UserRole; // of the items of the outline

struct PageView::Parts {
    DocumentView document;
    std::vector<int> back; // pages that jumps came from

    QToolBar* tools = nullptr;
    QSpinBox* pageBox = nullptr;
    QLabel* pageTotal = nullptr;
    QComboBox* zoomBox = nullptr;
    QAction *outline = nullptr, *goBack = nullptr, *previous = nullptr, *next = nullptr, *zoomIn = nullptr,
            *zoomOut = nullptr, *fitWidth = nullptr, *fitPage = nullptr, *find = nullptr, *ask = nullptr,
            *copy = nullptr;
    QAction* zoomBoxAction = nullptr;
    QLabel* title = nullptr;
    QWidget* banner = nullptr;
    QLabel* bannerText = nullptr;
    QPushButton* passwordButton = nullptr;
    QSplitter* splitter = nullptr;
    QStackedWidget* side = nullptr;
    QTreeWidget* tree = nullptr;
    FindPanel* findPanel = nullptr;
    QStackedWidget* stack = nullptr;
    QWidget* empty = nullptr;
    QLabel* emptyText = nullptr;
    QProgressBar* busy = nullptr;
    PageCanvas* canvas = nullptr;
    TextView* textView = nullptr;

    bool showsPictures() const;
    bool showsText() const;
    bool showsPages() const { return showsPictures() || showsText(); }
    int page() const;
    QString selection() const;
    void jumpTo(int page);
    void remember();
    void showRange(CharacterRange range, int page);
    void updatePage(int page);
    void updateZoom();
    void updateSelection();
    void updateTools();
    void showSide(QWidget* panel);
    void fillOutline();
};

} // namespace memlong::ui
