#include "ui/widgets/page_view.h"

#include <algorithm>

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QTreeWidget>

#include "ui/widgets/find_panel.h"
#include "ui/widgets/page_canvas.h"
#include "ui/widgets/page_view_parts.h"
#include "ui/widgets/text_view.h"

namespace memlong::ui {
namespace {

constexpr int kNarrow = 560;

} // namespace

PageView::PageView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    setAccessibleName(tr("Document"));
    buildActions();
    buildTools();
    buildHeader();
    buildPanels();
    buildPages();
    connectPanels();
    connectMoves();
    connectPages();
    clear();
}

PageView::~PageView() = default;

/// In a narrow pane the contents and the search stand above the page, and the zoom goes without its box.
void PageView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    Parts& p = *m_parts;
    const bool narrow = width() < kNarrow;
    const Qt::Orientation wanted = narrow ? Qt::Vertical : Qt::Horizontal;
    if (p.splitter->orientation() != wanted) {
        p.splitter->setOrientation(wanted);
        p.splitter->setSizes(narrow ? QList<int>{180, 420} : QList<int>{220, 560});
    }
    p.zoomBoxAction->setVisible(!narrow && !p.showsText());
}

void PageView::clear() {
    Parts& p = *m_parts;
    p.document = {};
    p.back.clear();
    p.tree->clear();
    p.findPanel->clear();
    p.showSide(nullptr);
    p.title->clear();
    p.title->hide();
    p.banner->hide();
    p.busy->hide();
    p.emptyText->setText(tr("Click a citation to see its page here, or open a document from the list."));
    p.canvas->setPages({});
    p.textView->setPageCount(0);
    p.stack->setCurrentWidget(p.empty);
    p.updateTools();
    p.tools->setEnabled(false);
}

void PageView::showOpening(const QString& title) {
    clear();
    m_parts->emptyText->setText(tr("Opening “%1”…").arg(title));
    m_parts->busy->show();
}

void PageView::showProblem(const QString& problem) {
    clear();
    m_parts->emptyText->setText(problem);
}

void PageView::showDocument(const DocumentView& document) {
    Parts& p = *m_parts;
    const bool again = p.document.id == document.id && p.document.id != 0 &&
                       p.document.pictures == document.pictures && p.showsPages();
    if (!again)
        clear();
    p.document = document;
    p.title->setText(QString::fromStdString(document.title));
    p.title->setToolTip(QString::fromStdString(document.path));
    p.title->show();
    p.bannerText->setText(QString::fromStdString(document.notice));
    p.banner->setVisible(!document.notice.empty() || document.needsPassword);
    p.passwordButton->setVisible(document.needsPassword);
    p.fillOutline();
    p.tools->setEnabled(true);
    {
        const QSignalBlocker block(p.pageBox);
        p.pageBox->setRange(document.pages > 0 ? 1 : 0, std::max(document.pages, 0));
    }
    p.pageTotal->setText(tr("of %1").arg(document.pages));
    if (again && document.pictures) {
        p.canvas->drawAgain();
    } else if (again) {
        p.textView->setMorePages(document.pages);
    } else if (document.pages == 0) {
        p.emptyText->setText(tr("Nothing of this document has been read yet."));
    } else if (document.pictures) {
        p.stack->setCurrentWidget(p.canvas);
        p.canvas->setPages(document.sizes);
        p.updateZoom();
    } else {
        p.stack->setCurrentWidget(p.textView);
        p.textView->setPageCount(document.pages);
    }
    p.updateTools();
    p.updatePage(p.page());
    p.updateSelection();
}

memlong::Id PageView::documentId() const {
    return m_parts->document.id;
}

int PageView::page() const {
    return m_parts->page();
}

void PageView::goToPage(int page) {
    Parts& p = *m_parts;
    if (!p.showsPages() || page == p.page())
        return;
    p.remember();
    p.jumpTo(page);
}

void PageView::showRanges(std::vector<CharacterRange> ranges, int page) {
    Parts& p = *m_parts;
    if (!p.showsPages())
        return;
    p.remember();
    p.canvas->setHighlights(ranges);
    p.textView->setHighlights(ranges);
    if (ranges.empty())
        p.jumpTo(page);
    else
        p.showRange(ranges.front(), page);
}

void PageView::setPicture(memlong::Id document, std::shared_ptr<const PagePicture> picture) {
    if (document == m_parts->document.id)
        m_parts->canvas->setPicture(std::move(picture));
}

void PageView::setPictureProblem(memlong::Id document, int page, const QString& problem) {
    if (document == m_parts->document.id)
        m_parts->canvas->setPictureProblem(page, problem);
}

void PageView::setPageText(memlong::Id document, const PageText& pageText) {
    if (document == m_parts->document.id)
        m_parts->textView->setPageText(pageText);
}

void PageView::setMatches(memlong::Id document, const TextMatches& matches) {
    if (document == m_parts->document.id)
        m_parts->findPanel->setMatches(matches);
}

QAction* PageView::previousPageAction() const {
    return m_parts->previous;
}
QAction* PageView::nextPageAction() const {
    return m_parts->next;
}
QAction* PageView::zoomInAction() const {
    return m_parts->zoomIn;
}
QAction* PageView::zoomOutAction() const {
    return m_parts->zoomOut;
}
QAction* PageView::fitWidthAction() const {
    return m_parts->fitWidth;
}
QAction* PageView::fitPageAction() const {
    return m_parts->fitPage;
}
QAction* PageView::outlineAction() const {
    return m_parts->outline;
}
QAction* PageView::findAction() const {
    return m_parts->find;
}
QAction* PageView::askSelectionAction() const {
    return m_parts->ask;
}
QAction* PageView::backAction() const {
    return m_parts->goBack;
}

} // namespace memlong::ui
