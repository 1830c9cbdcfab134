// How PageView is put together.
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
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/widgets/find_panel.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page_canvas.h"
#include "ui/widgets/page_view_parts.h"
#include "ui/widgets/text_view.h"

namespace memlong::ui {

void PageView::buildActions() {
    Parts& p = *m_parts;
    const auto action = [&](const char* icon, const QString& name, const QKeySequence& keys = {}) {
        auto* made = new QAction(lineIcon(icon), name, this);
        if (!keys.isEmpty()) {
            made->setShortcut(keys);
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
    p.copy->setShortcutContext(Qt::WidgetWithChildrenShortcut); // others copy too
}

void PageView::buildTools() {
    Parts& p = *m_parts;
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
}

void PageView::buildHeader() {
    Parts& p = *m_parts;
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
}

void PageView::buildPanels() {
    Parts& p = *m_parts;
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
}

void PageView::buildPages() {
    Parts& p = *m_parts;
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
}

void PageView::connectPanels() {
    Parts& p = *m_parts;
    const auto comeIntoSight = [this](bool& on) {
        if (isVisible())
            return;
        on = true; // also where the panel was open already
        Q_EMIT showRequested();
    };
    connect(p.outline, &QAction::triggered, this, [&p, comeIntoSight](bool on) {
        comeIntoSight(on);
        p.showSide(on ? p.tree : nullptr);
    });
    connect(p.find, &QAction::triggered, this, [&p, comeIntoSight](bool on) {
        comeIntoSight(on);
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
        if (const int page = item ? item->data(0, kOutlinePageRole).toInt() : 0; page > 0) {
            p.remember();
            p.jumpTo(page);
        }
    };
    connect(p.tree, &QTreeWidget::itemActivated, this, openChapter);
    connect(p.tree, &QTreeWidget::itemClicked, this, openChapter);
}

void PageView::connectMoves() {
    Parts& p = *m_parts;
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
}

void PageView::connectPages() {
    Parts& p = *m_parts;
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
        const Id document = p.document.id;
        const std::string path = p.document.path;
        const QString password = QInputDialog::getText(
            this, tr("Password"), tr("Password of “%1”:").arg(QString::fromStdString(p.document.title)),
            QLineEdit::Password, {}, &given);
        if (given && p.document.id == document && p.document.path == path) // still that one
            Q_EMIT passwordEntered(document, password);
    });
}

} // namespace memlong::ui
