#include "ui/widgets/page_view_parts.h"

#include <algorithm>

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeWidget>

#include "ui/widgets/find_panel.h"
#include "ui/widgets/page_canvas.h"
#include "ui/widgets/text_view.h"

namespace memlong::ui {
namespace {

constexpr std::size_t kMostBackSteps = 50;

} // namespace

bool PageView::Parts::showsPictures() const {
    return stack->currentWidget() == canvas;
}

bool PageView::Parts::showsText() const {
    return stack->currentWidget() == textView;
}

int PageView::Parts::page() const {
    return showsPictures() ? canvas->page() : showsText() ? textView->page() : 0;
}

void PageView::Parts::updatePage(int page) {
    const QSignalBlocker block(pageBox);
    pageBox->setValue(page);
    previous->setEnabled(page > 1);
    next->setEnabled(page > 0 && page < document.pages);
    // The chapter being read.
    QTreeWidgetItem* current = nullptr;
    for (QTreeWidgetItemIterator at(tree); *at; ++at) {
        const int begins = (*at)->data(0, kOutlinePageRole).toInt();
        if (begins > 0 && begins <= page)
            current = *at;
    }
    const QSignalBlocker blockTree(tree);
    if (current && tree->currentItem() != current) {
        tree->setCurrentItem(current);
        tree->scrollToItem(current);
    }
}

void PageView::Parts::updateTools() {
    const bool pages = showsPages();
    for (QAction* action : {zoomIn, zoomOut, find})
        action->setEnabled(pages);
    for (QAction* action : {fitWidth, fitPage})
        action->setVisible(!showsText());
    zoomBoxAction->setVisible(!showsText() && splitter->orientation() == Qt::Horizontal);
    fitWidth->setEnabled(showsPictures());
    fitPage->setEnabled(showsPictures());
    zoomBox->setEnabled(showsPictures());
    outline->setEnabled(pages && tree->topLevelItemCount() > 0);
    pageBox->setEnabled(pages && document.pages > 1);
    if (!pages) {
        for (QAction* action : {previous, next, ask, copy})
            action->setEnabled(false);
        pageTotal->clear();
    }
    goBack->setEnabled(pages && !back.empty());
}

void PageView::Parts::showSide(QWidget* panel) {
    if (panel)
        side->setCurrentWidget(panel);
    side->setVisible(panel != nullptr);
    const QSignalBlocker block(outline);
    outline->setChecked(panel == tree);
    const QSignalBlocker blockFind(find);
    find->setChecked(panel == findPanel);
}

void PageView::Parts::fillOutline() {
    const QSignalBlocker block(tree);
    tree->clear();
    std::vector<QTreeWidgetItem*> parents; // one a level
    for (const OutlineItem& item : document.outline) {
        const auto level = std::min(static_cast<std::size_t>(std::max(0, item.level)), parents.size());
        parents.resize(level);
        auto* made = parents.empty() ? new QTreeWidgetItem(tree) : new QTreeWidgetItem(parents.back());
        made->setText(0, QString::fromStdString(item.title));
        made->setToolTip(0, QString::fromStdString(item.title));
        made->setData(0, kOutlinePageRole, item.page);
        if (item.page > 0) {
            made->setText(1, QString::number(item.page));
            made->setTextAlignment(1, Qt::AlignTrailing | Qt::AlignVCenter);
        }
        parents.push_back(made);
    }
    tree->expandToDepth(document.outline.size() > 400 ? 0 : 1);
}

void PageView::Parts::updateZoom() {
    const QSignalBlocker block(zoomBox);
    if (showsPictures()) {
        zoomBox->setEditText(QStringLiteral("%1 %").arg(qRound(canvas->zoom() * 100)));
        fitWidth->setChecked(canvas->fit() == PageFit::Width);
        fitPage->setChecked(canvas->fit() == PageFit::Page);
    }
}

void PageView::Parts::updateSelection() {
    const bool selected = !selection().isEmpty();
    ask->setEnabled(selected);
    copy->setEnabled(selected);
}

void PageView::Parts::remember() {
    const int from = page();
    if (from == 0 || (!back.empty() && back.back() == from))
        return;
    if (back.size() >= kMostBackSteps)
        back.erase(back.begin());
    back.push_back(from);
    goBack->setEnabled(true);
}

QString PageView::Parts::selection() const {
    if (showsPictures())
        return canvas->selectedText();
    QString selected = showsText() ? textView->textCursor().selectedText() : QString();
    selected.replace(QChar(0x2029), QLatin1Char('\n'));
    return selected.trimmed();
}

void PageView::Parts::jumpTo(int page) {
    if (showsPictures())
        canvas->goToPage(page);
    else if (showsText())
        textView->goToPage(page);
}

void PageView::Parts::showRange(CharacterRange range, int page) {
    if (showsPictures())
        canvas->showRange(range, page);
    else if (showsText())
        textView->showRange(range, page);
}

} // namespace memlong::ui
