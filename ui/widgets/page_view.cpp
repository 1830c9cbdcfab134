#include "ui/widgets/page_view.h"

#include <algorithm>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/widgets/find_panel.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page_canvas.h"
#include "ui/widgets/text_view.h"

namespace memlong::ui {
namespace {

constexpr int kPageRole = Qt::UserRole;
constexpr std::size_t kMostBackSteps = 50;

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

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

    bool showsPictures() const { return stack->currentWidget() == canvas; }
    bool showsText() const { return stack->currentWidget() == textView; }
    bool showsPages() const { return showsPictures() || showsText(); }
    int page() const { return showsPictures() ? canvas->page() : showsText() ? textView->page() : 0; }

    QString selection() const {
        if (showsPictures())
            return canvas->selectedText();
        QString selected = showsText() ? textView->textCursor().selectedText() : QString();
        selected.replace(QChar(0x2029), QLatin1Char('\n'));
        return selected.trimmed();
    }

    void jumpTo(int page) {
        if (showsPictures())
            canvas->goToPage(page);
        else if (showsText())
            textView->goToPage(page);
    }
    void remember() {
        const int from = page();
        if (from == 0 || (!back.empty() && back.back() == from))
            return;
        if (back.size() >= kMostBackSteps)
            back.erase(back.begin());
        back.push_back(from);
        goBack->setEnabled(true);
    }
    void showRange(CharacterRange range, int page) {
        if (showsPictures())
            canvas->showRange(range, page);
        else if (showsText())
            textView->showRange(range, page);
    }

    void updatePage(int page) {
        const QSignalBlocker block(pageBox);
        pageBox->setValue(page);
        previous->setEnabled(page > 1);
        next->setEnabled(page > 0 && page < document.pages);
        // The chapter being read.
        QTreeWidgetItem* current = nullptr;
        for (QTreeWidgetItemIterator at(tree); *at; ++at) {
            const int begins = (*at)->data(0, kPageRole).toInt();
            if (begins > 0 && begins <= page)
                current = *at;
        }
        const QSignalBlocker blockTree(tree);
        if (current && tree->currentItem() != current) {
            tree->setCurrentItem(current);
            tree->scrollToItem(current);
        }
    }
    void updateZoom() {
        const QSignalBlocker block(zoomBox);
        if (showsPictures()) {
            zoomBox->setEditText(QStringLiteral("%1 %").arg(qRound(canvas->zoom() * 100)));
            fitWidth->setChecked(canvas->fit() == PageFit::Width);
            fitPage->setChecked(canvas->fit() == PageFit::Page);
        }
    }
    void updateSelection() {
        const bool selected = !selection().isEmpty();
        ask->setEnabled(selected);
        copy->setEnabled(selected);
    }
    void updateTools() {
        const bool pages = showsPages();
        for (QAction* action : {zoomIn, zoomOut, find})
            action->setEnabled(pages);
        for (QAction* action : {fitWidth, fitPage, zoomBoxAction})
            action->setVisible(!showsText());
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
    void showSide(QWidget* panel) {
        if (panel)
            side->setCurrentWidget(panel);
        side->setVisible(panel != nullptr);
        const QSignalBlocker block(outline);
        outline->setChecked(panel == tree);
        const QSignalBlocker blockFind(find);
        find->setChecked(panel == findPanel);
    }
    void fillOutline() {
        const QSignalBlocker block(tree);
        tree->clear();
        std::vector<QTreeWidgetItem*> parents; // one a level
        for (const OutlineItem& item : document.outline) {
            const auto level = std::min(static_cast<std::size_t>(std::max(0, item.level)), parents.size());
            parents.resize(level);
            auto* made = parents.empty() ? new QTreeWidgetItem(tree) : new QTreeWidgetItem(parents.back());
            made->setText(0, text(item.title));
            made->setToolTip(0, text(item.title));
            made->setData(0, kPageRole, item.page);
            if (item.page > 0) {
                made->setText(1, QString::number(item.page));
                made->setTextAlignment(1, Qt::AlignTrailing | Qt::AlignVCenter);
            }
            parents.push_back(made);
        }
        tree->expandToDepth(document.outline.size() > 400 ? 0 : 1);
    }
};

PageView::PageView(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    Parts& p = *m_parts;
    setAccessibleName(tr("Document"));

    const auto action = [&](const char* icon, const QString& name, const QKeySequence& keys = {}) {
        auto* made = new QAction(lineIcon(icon), name, this);
        if (!keys.isEmpty()) {
            made->setShortcut(keys);
            made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
            made->setToolTip(QStringLiteral("%1 (%2)").arg(name, keys.toString(QKeySequence::NativeText)));
        }
        addAction(made);
        return made;
    };
    p.outline = action("outline", tr("Contents"), QKeySequence(Qt::Key_F7));
    p.outline->setCheckable(true);
    p.goBack = action("back", tr("Back"), QKeySequence(Qt::ALT | Qt::Key_Left));
    p.previous = action("previous", tr("Previous page"), QKeySequence(Qt::CTRL | Qt::Key_PageUp));
    p.next = action("next", tr("Next page"), QKeySequence(Qt::CTRL | Qt::Key_PageDown));
    p.zoomOut = action("zoom-out", tr("Zoom out"), QKeySequence::ZoomOut);
    p.zoomIn = action("zoom-in", tr("Zoom in"), QKeySequence::ZoomIn);
    p.fitWidth = action("fit-width", tr("Fit the width"));
    p.fitWidth->setCheckable(true);
    p.fitPage = action("fit-page", tr("Fit the page"));
    p.fitPage->setCheckable(true);
    p.find = action("find", tr("Find in this document"), QKeySequence::Find);
    p.find->setCheckable(true);
    p.ask = action("ask", tr("Ask about this selection"));
    p.copy = action("copy", tr("Copy"), QKeySequence::Copy);

    p.pageBox = new QSpinBox;
    p.pageBox->setButtonSymbols(QAbstractSpinBox::NoButtons);
    p.pageBox->setAlignment(Qt::AlignTrailing);
    p.pageBox->setKeyboardTracking(false);
    p.pageBox->setAccessibleName(tr("Page"));
    p.pageBox->setToolTip(tr("Page"));
    p.pageTotal = new QLabel;
    p.pageTotal->setContentsMargins(4, 0, 4, 0);
    p.zoomBox = new QComboBox;
    p.zoomBox->setEditable(true);
    p.zoomBox->setInsertPolicy(QComboBox::NoInsert);
    p.zoomBox->setAccessibleName(tr("Zoom"));
    p.zoomBox->setToolTip(tr("Zoom"));
    for (const int percent : {50, 75, 100, 125, 150, 200, 300, 400})
        p.zoomBox->addItem(QStringLiteral("%1 %").arg(percent));
    p.zoomBox->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    p.zoomBox->setMinimumContentsLength(5);

    p.tools = new QToolBar;
    p.tools->setMovable(false);
    p.tools->setIconSize({18, 18});
    p.tools->addAction(p.outline);
    p.tools->addAction(p.goBack);
    p.tools->addSeparator();
    p.tools->addAction(p.previous);
    p.tools->addAction(p.next);
    p.tools->addWidget(p.pageBox);
    p.tools->addWidget(p.pageTotal);
    p.tools->addSeparator();
    p.tools->addAction(p.zoomOut);
    p.zoomBoxAction = p.tools->addWidget(p.zoomBox);
    p.tools->addAction(p.zoomIn);
    p.tools->addAction(p.fitWidth);
    p.tools->addAction(p.fitPage);
    p.tools->addSeparator();
    p.tools->addAction(p.find);
    p.tools->addAction(p.ask);

    p.title = new QLabel;
    p.title->setContentsMargins(10, 4, 10, 0);
    p.title->setTextFormat(Qt::PlainText);
    p.title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QFont bold = p.title->font();
    bold.setBold(true);
    p.title->setFont(bold);

    p.banner = new QWidget;
    p.banner->setAutoFillBackground(true);
    p.banner->setBackgroundRole(QPalette::ToolTipBase);
    p.banner->setForegroundRole(QPalette::ToolTipText);
    p.bannerText = new QLabel;
    p.bannerText->setWordWrap(true);
    p.bannerText->setForegroundRole(QPalette::ToolTipText);
    p.bannerText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.passwordButton = new QPushButton(lineIcon("lock"), tr("Enter password…"));
    auto* bannerRow = new QHBoxLayout(p.banner);
    bannerRow->setContentsMargins(10, 6, 10, 6);
    bannerRow->addWidget(p.bannerText, 1);
    bannerRow->addWidget(p.passwordButton);

    p.tree = new QTreeWidget;
    p.tree->setColumnCount(2);
    p.tree->setHeaderHidden(true);
    p.tree->setFrameShape(QFrame::NoFrame);
    p.tree->header()->setStretchLastSection(false);
    p.tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    p.tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    p.tree->setAccessibleName(tr("Contents"));
    p.findPanel = new FindPanel;
    p.side = new QStackedWidget;
    p.side->addWidget(p.tree);
    p.side->addWidget(p.findPanel);
    p.side->setMinimumWidth(140);
    p.side->hide();

    p.empty = new QWidget;
    p.emptyText = new QLabel;
    p.emptyText->setAlignment(Qt::AlignCenter);
    p.emptyText->setWordWrap(true);
    p.emptyText->setTextFormat(Qt::PlainText);
    p.emptyText->setForegroundRole(QPalette::PlaceholderText);
    p.busy = new QProgressBar;
    p.busy->setRange(0, 0);
    p.busy->setTextVisible(false);
    p.busy->setMaximumWidth(220);
    p.busy->setMaximumHeight(6);
    p.busy->setAccessibleName(tr("Opening"));
    auto* emptyColumn = new QVBoxLayout(p.empty);
    emptyColumn->setContentsMargins(32, 32, 32, 32);
    emptyColumn->addStretch(2);
    emptyColumn->addWidget(p.emptyText);
    emptyColumn->addWidget(p.busy, 0, Qt::AlignHCenter);
    emptyColumn->addStretch(3);

    p.canvas = new PageCanvas;
    p.textView = new TextView;
    p.stack = new QStackedWidget;
    p.stack->addWidget(p.empty);
    p.stack->addWidget(p.canvas);
    p.stack->addWidget(p.textView);
    p.splitter = new QSplitter;
    p.splitter->addWidget(p.side);
    p.splitter->addWidget(p.stack);
    p.splitter->setStretchFactor(1, 1);
    p.splitter->setChildrenCollapsible(false);
    p.splitter->setSizes({220, 560});

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(p.title);
    column->addWidget(p.tools);
    column->addWidget(p.banner);
    column->addWidget(p.splitter, 1);

    connect(p.outline, &QAction::toggled, this, [&p](bool on) { p.showSide(on ? p.tree : nullptr); });
    connect(p.find, &QAction::triggered, this, [&p](bool on) {
        p.showSide(on ? p.findPanel : nullptr);
        if (on) {
            const QString selected = p.selection();
            p.findPanel->focusQuery(selected.contains(QLatin1Char('\n')) ? QString() : selected.left(80));
        } else {
            p.canvas->setCurrentMatch(std::nullopt);
            p.textView->setCurrentMatch(std::nullopt);
        }
    });
    connect(p.findPanel, &FindPanel::closed, this, [&p] {
        p.find->trigger();
        p.stack->currentWidget()->setFocus();
    });
    connect(p.findPanel, &FindPanel::searchRequested, this,
            [this, &p](const QString& query) { Q_EMIT searchRequested(p.document.id, query); });
    connect(p.findPanel, &FindPanel::matchChosen, this, [&p](const TextMatch& match) {
        p.canvas->setCurrentMatch(match.range);
        p.textView->setCurrentMatch(match.range);
        p.showRange(match.range, match.page);
    });
    const auto openChapter = [&p](QTreeWidgetItem* item) {
        if (const int page = item ? item->data(0, kPageRole).toInt() : 0; page > 0) {
            p.remember();
            p.jumpTo(page);
        }
    };
    connect(p.tree, &QTreeWidget::itemActivated, this, openChapter);
    connect(p.tree, &QTreeWidget::itemClicked, this, openChapter);
    connect(p.goBack, &QAction::triggered, this, [&p] {
        if (p.back.empty())
            return;
        const int page = p.back.back();
        p.back.pop_back();
        p.jumpTo(page);
        p.goBack->setEnabled(!p.back.empty());
    });
    connect(p.previous, &QAction::triggered, this, [&p] { p.jumpTo(p.page() - 1); });
    connect(p.next, &QAction::triggered, this, [&p] { p.jumpTo(p.page() + 1); });
    connect(p.pageBox, &QSpinBox::valueChanged, this, &PageView::goToPage);
    connect(p.zoomIn, &QAction::triggered, this, [&p] {
        if (p.showsPictures())
            p.canvas->setZoom(p.canvas->nextStep());
        else
            p.textView->zoom(1);
    });
    connect(p.zoomOut, &QAction::triggered, this, [&p] {
        if (p.showsPictures())
            p.canvas->setZoom(p.canvas->previousStep());
        else
            p.textView->zoom(-1);
    });
    connect(p.fitWidth, &QAction::triggered, this, [&p] {
        p.canvas->setFit(PageFit::Width);
        p.updateZoom();
    });
    connect(p.fitPage, &QAction::triggered, this, [&p] {
        p.canvas->setFit(PageFit::Page);
        p.updateZoom();
    });
    const auto zoomTyped = [&p] {
        QString typed = p.zoomBox->currentText();
        typed.remove(QLatin1Char('%'));
        bool number = false;
        const double percent = QLocale().toDouble(typed.trimmed(), &number);
        if (number && percent > 0)
            p.canvas->setZoom(percent / 100);
        p.updateZoom();
    };
    connect(p.zoomBox->lineEdit(), &QLineEdit::editingFinished, this, zoomTyped);
    connect(p.zoomBox, &QComboBox::activated, this, zoomTyped);
    connect(p.ask, &QAction::triggered, this, [this, &p] {
        if (const QString selected = p.selection(); !selected.isEmpty())
            Q_EMIT askAboutSelection(selected);
    });
    connect(p.copy, &QAction::triggered, this, [&p] {
        if (const QString selected = p.selection(); !selected.isEmpty())
            QApplication::clipboard()->setText(selected);
    });
    const auto menu = [this, &p](const QPoint& at) {
        QMenu popup(this);
        popup.addAction(p.copy);
        popup.addAction(p.ask);
        popup.addSeparator();
        popup.addAction(p.find);
        popup.addAction(p.outline);
        popup.exec(at);
    };
    connect(p.canvas, &PageCanvas::menuRequested, this, menu);
    connect(p.textView, &TextView::menuRequested, this, menu);
    connect(p.canvas, &PageCanvas::selectionChanged, this, [&p] { p.updateSelection(); });
    connect(p.textView, &TextView::selectionChanged, this, [&p] { p.updateSelection(); });
    connect(p.canvas, &PageCanvas::zoomChanged, this, [&p] { p.updateZoom(); });
    const auto pageTurned = [this, &p](int page) {
        p.updatePage(page);
        Q_EMIT pageChanged(page);
    };
    connect(p.canvas, &PageCanvas::pageChanged, this, pageTurned);
    connect(p.textView, &TextView::pageChanged, this, pageTurned);
    connect(p.canvas, &PageCanvas::pictureNeeded, this, [this, &p](int page, double pixelsPerPoint) {
        Q_EMIT pictureNeeded(p.document.id, page, pixelsPerPoint);
    });
    connect(p.textView, &TextView::pageTextNeeded, this,
            [this, &p](int page) { Q_EMIT pageTextNeeded(p.document.id, page); });
    connect(p.passwordButton, &QPushButton::clicked, this, [this, &p] {
        bool given = false;
        const QString password =
            QInputDialog::getText(this, tr("Password"), tr("Password of “%1”:").arg(text(p.document.title)),
                                  QLineEdit::Password, {}, &given);
        if (given)
            Q_EMIT passwordEntered(p.document.id, password);
    });
    clear();
}

PageView::~PageView() = default;

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
    if (p.document.id == document.id && p.document.id != 0 && p.document.pictures == document.pictures &&
        p.document.pages == document.pages && p.showsPages())
        return; // it is there already; its place stays
    clear();
    p.document = document;
    p.title->setText(text(document.title));
    p.title->setToolTip(text(document.path));
    p.title->show();
    p.bannerText->setText(text(document.notice));
    p.banner->setVisible(!document.notice.empty() || document.needsPassword);
    p.passwordButton->setVisible(document.needsPassword);
    p.fillOutline();
    p.tools->setEnabled(true);
    {
        const QSignalBlocker block(p.pageBox);
        p.pageBox->setRange(document.pages > 0 ? 1 : 0, std::max(document.pages, 0));
    }
    p.pageTotal->setText(tr("of %1").arg(document.pages));
    if (document.pages == 0) {
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

void PageView::clearHighlights() {
    m_parts->canvas->setHighlights({});
    m_parts->textView->setHighlights({});
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
