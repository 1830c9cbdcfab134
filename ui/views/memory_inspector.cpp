#include "ui/views/memory_inspector.h"

#include <algorithm>
#include <optional>

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/views/attended_parts.h"
#include "ui/views/retrieved_model.h"
#include "ui/widgets/book_map.h"
#include "ui/widgets/budget_gauge.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/map_legend.h"
#include "ui/widgets/markdown_text.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/table_delegate.h"
#include "ui/widgets/text_offsets.h"

namespace memlong::ui {
namespace {

QLabel* quietLabel(const QString& text = {}) {
    auto* label = new QLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    return label;
}

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

/// "memory · tinyllama · first word after 0.4 s · 6.2 s for 112 tokens"
QString summary(const AskReport& report) {
    QStringList parts;
    if (report.mode == "memory")
        parts << MemoryInspector::tr("through memory");
    else if (report.mode == "context")
        parts << MemoryInspector::tr("from passages in the prompt");
    else if (report.mode == "both")
        parts << MemoryInspector::tr("through memory and prompt");
    else if (report.mode == "quotes")
        parts << MemoryInspector::tr("quotes only");
    if (!report.model.empty())
        parts << QString::fromStdString(report.model);
    if (report.retrieveMs > 0)
        parts << MemoryInspector::tr("found in %1").arg(durationText(report.retrieveMs));
    if (report.tokens > 0)
        parts << MemoryInspector::tr("first word after %1").arg(durationText(report.firstTokenMs))
              << MemoryInspector::tr("%n token(s) in %1", nullptr, report.tokens)
                     .arg(durationText(report.totalMs));
    return parts.join(QStringLiteral(" · "));
}

int citationsOf(const AskReport& report) {
    return static_cast<int>(std::max(report.quotes.size(), report.search.results.size()));
}

/// What an answer says, as Markdown: its text, or without a language model its quotes.
QString saidBy(const AskReport& report) {
    if (!report.answer.empty())
        return QString::fromStdString(report.answer);
    QString text;
    for (std::size_t i = 0; i < report.quotes.size(); ++i)
        text += QStringLiteral("%1 [%2]\n\n")
                    .arg(markdownEscaped(QString::fromStdString(report.quotes[i].text)))
                    .arg(i + 1);
    return text;
}

} // namespace

struct MemoryInspector::Parts {
    InspectedAnswer answer;
    std::vector<memlong::Id> masked; // of the comparison
    std::vector<MemoryChunkInfo> chunks;
    QString maskedText;                  // while it grows
    std::optional<QString> maskedAnswer; // once it is complete

    QTabWidget* tabs = nullptr;
    QStackedWidget* retrievedStack = nullptr;
    QWidget *retrievedEmpty = nullptr, *retrievedPage = nullptr;
    QLabel *question = nullptr, *details = nullptr, *lookNote = nullptr;
    MarkdownView* answerView = nullptr;
    RetrievedModel* model = nullptr;
    QSortFilterProxyModel* sorted = nullptr;
    QTableView* table = nullptr;
    QLabel* chunkTitle = nullptr;
    QPlainTextEdit* chunkText = nullptr;
    QPushButton *openPage = nullptr, *pin = nullptr, *showAll = nullptr, *askAgain = nullptr;

    QStackedWidget* compareStack = nullptr;
    QWidget *compareEmpty = nullptr, *comparePage = nullptr;
    QLabel *leftTitle = nullptr, *rightTitle = nullptr, *leftDetails = nullptr, *rightDetails = nullptr;
    MarkdownView *left = nullptr, *right = nullptr;

    BudgetGauge* gauge = nullptr;
    BookMap* map = nullptr;
    QLabel *chunkDetails = nullptr, *chunkSnippet = nullptr;
    QPushButton *mapPin = nullptr, *mapUnpin = nullptr, *mapOpen = nullptr;

    const SearchResult* selected() const {
        const QModelIndexList rows = table->selectionModel()->selectedRows();
        if (rows.isEmpty())
            return nullptr;
        return &model->results()[static_cast<std::size_t>(sorted->mapToSource(rows.front()).row())];
    }
    const MemoryChunkInfo* chunk(memlong::Id id) const {
        for (const MemoryChunkInfo& info : chunks)
            if (info.chunk == id)
                return &info;
        return nullptr;
    }
    void select(memlong::Id id) {
        const int row = model->rowOf(id);
        if (row < 0)
            return;
        const QModelIndex index = sorted->mapFromSource(model->index(row, 0));
        table->setCurrentIndex(index);
        table->scrollTo(index);
    }
    void updateTints(MemoryInspector& inspector) {
        const SearchResult* result = selected();
        const auto parts =
            tints(answer, result ? std::optional(result->chunk) : std::nullopt, inspector.palette());
        answerView->setTints(parts);
        Q_EMIT inspector.tintsChanged(parts);
    }
    void updateNote(const std::optional<AttendedPart>& part) {
        lookNote->setText(
            part ? partSummary(answer, *part)
                 : MemoryInspector::tr("Colours show where the model looked. Whether it used a chunk "
                                       "shows when you leave it out and ask again."));
    }
    /// What either answer has and the other has not.
    void updateComparison(const QPalette& palette) {
        if (!maskedAnswer)
            return;
        const QString before = saidBy(answer.report);
        const bool dark = palette.color(QPalette::Base).lightness() < 128;
        left->setTints(
            changedWords(*maskedAnswer, before, dark ? QColor(120, 50, 45) : QColor(255, 214, 208)));
        right->setTints(
            changedWords(before, *maskedAnswer, dark ? QColor(35, 88, 50) : QColor(205, 240, 212)));
    }
    void updateChunk() {
        const SearchResult* result = selected();
        openPage->setEnabled(result != nullptr);
        pin->setEnabled(result != nullptr);
        if (!result) {
            chunkTitle->setText(MemoryInspector::tr("Choose a chunk to read it."));
            chunkText->clear();
            return;
        }
        const QString title = QString::fromStdString(result->title);
        chunkTitle->setText(result->pageFirst > 0
                                ? MemoryInspector::tr("%1, page %2").arg(title).arg(result->pageFirst)
                                : title);
        chunkText->setPlainText(QString::fromStdString(result->text));
        const MemoryChunkInfo* info = chunk(result->chunk);
        pin->setText(info && info->pinned ? MemoryInspector::tr("Unpin") : MemoryInspector::tr("Pin"));
        pin->setIcon(lineIcon(info && info->pinned ? "unpin" : "pin"));
    }
    void updateMask() {
        const int count = static_cast<int>(model->masked().size());
        askAgain->setEnabled(count > 0);
        showAll->setEnabled(count > 0);
        askAgain->setText(count > 0 ? MemoryInspector::tr("Ask again without %n chunk(s)", nullptr, count)
                                    : MemoryInspector::tr("Ask again without the unchecked chunks"));
    }
    void updateMapChunk(memlong::Id id) {
        const std::vector<memlong::Id> ids = map->selectedChunks();
        const MemoryChunkInfo* info = chunk(id);
        mapOpen->setEnabled(info != nullptr);
        bool pinned = false, loose = false;
        for (const memlong::Id one : ids)
            if (const MemoryChunkInfo* each = chunk(one))
                (each->pinned ? pinned : loose) = true;
        mapPin->setEnabled(loose);
        mapUnpin->setEnabled(pinned);
        chunkDetails->setText(info ? map->describe(*info)
                                   : MemoryInspector::tr("Choose a cell to see its chunk."));
        chunkSnippet->setText(info ? QString::fromStdString(info->snippet).simplified() : QString());
        chunkSnippet->setVisible(info != nullptr);
    }
};

namespace {

QWidget* emptyPage(const QString& text) {
    auto* page = new QWidget;
    QLabel* label = quietLabel(text);
    label->setAlignment(Qt::AlignCenter);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(32, 24, 32, 24);
    column->addStretch(2);
    column->addWidget(label);
    column->addStretch(3);
    return page;
}

} // namespace

MemoryInspector::MemoryInspector(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    Parts& p = *m_parts;
    setAccessibleName(tr("Memory inspector"));
    p.tabs = new QTabWidget;
    p.tabs->setDocumentMode(true);

    // --- Retrieved chunks
    p.question = heading({});
    p.question->setWordWrap(true);
    p.question->setTextFormat(Qt::PlainText);
    p.details = quietLabel();
    p.answerView = new MarkdownView;
    p.answerView->setFrameShape(QFrame::NoFrame);
    p.answerView->document()->setDocumentMargin(8);
    p.answerView->setAccessibleName(tr("Answer, coloured by the chunk it leant on"));
    p.lookNote = quietLabel();
    p.lookNote->setTextFormat(Qt::PlainText);
    p.model = new RetrievedModel(this);
    p.sorted = new QSortFilterProxyModel(this);
    p.sorted->setSourceModel(p.model);
    p.sorted->setSortRole(RetrievedModel::kSortRole);
    p.sorted->setSortLocaleAware(true);
    p.table = new QTableView;
    p.table->setModel(p.sorted);
    p.table->setSortingEnabled(true);
    p.table->sortByColumn(RetrievedModel::Rank, Qt::AscendingOrder);
    p.table->setSelectionBehavior(QAbstractItemView::SelectRows);
    p.table->setSelectionMode(QAbstractItemView::SingleSelection);
    p.table->setItemDelegate(new ShareDelegate(p.table));
    p.table->setShowGrid(false);
    p.table->setFrameShape(QFrame::NoFrame);
    p.table->setTabKeyNavigation(false);
    p.table->setWordWrap(false);
    p.table->verticalHeader()->hide();
    p.table->horizontalHeader()->setHighlightSections(false);
    p.table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    p.table->setAccessibleName(tr("Retrieved chunks"));
    p.chunkTitle = heading({});
    p.chunkTitle->setTextFormat(Qt::PlainText);
    p.chunkTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    p.chunkText = new QPlainTextEdit;
    p.chunkText->setReadOnly(true);
    p.chunkText->setFrameShape(QFrame::NoFrame);
    p.chunkText->setAccessibleName(tr("Text of the chunk"));
    p.openPage = new QPushButton(lineIcon("document"), tr("Show page"));
    p.pin = new QPushButton(lineIcon("pin"), tr("Pin"));
    p.showAll = new QPushButton(tr("Check all"));
    p.askAgain = new QPushButton(lineIcon("mask"), {});

    auto* answerBox = new QWidget;
    auto* answerColumn = new QVBoxLayout(answerBox);
    answerColumn->setContentsMargins(0, 0, 0, 0);
    answerColumn->setSpacing(4);
    auto* titles = new QVBoxLayout;
    titles->setContentsMargins(10, 8, 10, 0);
    titles->addWidget(p.question);
    titles->addWidget(p.details);
    answerColumn->addLayout(titles);
    answerColumn->addWidget(p.answerView, 1);
    auto* note = new QVBoxLayout;
    note->setContentsMargins(10, 0, 10, 4);
    note->addWidget(p.lookNote);
    answerColumn->addLayout(note);

    auto* tableBox = new QWidget;
    auto* tableColumn = new QVBoxLayout(tableBox);
    tableColumn->setContentsMargins(0, 0, 0, 0);
    tableColumn->setSpacing(0);
    tableColumn->addWidget(p.table, 1);
    auto* maskRow = new QHBoxLayout;
    maskRow->setContentsMargins(8, 6, 8, 6);
    maskRow->addWidget(p.askAgain);
    maskRow->addWidget(p.showAll);
    maskRow->addStretch(1);
    tableColumn->addLayout(maskRow);

    auto* chunkBox = new QWidget;
    auto* chunkColumn = new QVBoxLayout(chunkBox);
    chunkColumn->setContentsMargins(0, 0, 0, 0);
    chunkColumn->setSpacing(2);
    auto* chunkRow = new QHBoxLayout;
    chunkRow->setContentsMargins(10, 6, 8, 2);
    chunkRow->addWidget(p.chunkTitle, 1);
    chunkRow->addWidget(p.pin);
    chunkRow->addWidget(p.openPage);
    chunkColumn->addLayout(chunkRow);
    chunkColumn->addWidget(p.chunkText, 1);

    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(answerBox);
    splitter->addWidget(tableBox);
    splitter->addWidget(chunkBox);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({220, 260, 180});
    p.retrievedPage = splitter;
    p.retrievedEmpty = emptyPage(tr("Ask a question: the passages that were retrieved for the answer appear "
                                    "here, with their scores and where the model looked."));
    p.retrievedStack = new QStackedWidget;
    p.retrievedStack->addWidget(p.retrievedEmpty);
    p.retrievedStack->addWidget(p.retrievedPage);
    p.tabs->addTab(p.retrievedStack, tr("Retrieved"));

    // --- Comparison
    p.leftTitle = heading(tr("With all chunks"));
    p.rightTitle = heading({});
    p.leftDetails = quietLabel();
    p.rightDetails = quietLabel();
    p.left = new MarkdownView;
    p.right = new MarkdownView;
    for (MarkdownView* view : {p.left, p.right}) {
        view->setFrameShape(QFrame::NoFrame);
        view->document()->setDocumentMargin(8);
    }
    p.left->setAccessibleName(tr("Answer with all chunks"));
    p.right->setAccessibleName(tr("Answer without the masked chunks"));
    auto* sides = new QSplitter;
    sides->setChildrenCollapsible(false);
    const auto side = [&](QLabel* title, QLabel* details, MarkdownView* view) {
        auto* box = new QWidget;
        auto* column = new QVBoxLayout(box);
        column->setContentsMargins(0, 0, 0, 0);
        auto* top = new QVBoxLayout;
        top->setContentsMargins(10, 8, 10, 0);
        top->addWidget(title);
        top->addWidget(details);
        column->addLayout(top);
        column->addWidget(view, 1);
        sides->addWidget(box);
    };
    side(p.leftTitle, p.leftDetails, p.left);
    side(p.rightTitle, p.rightDetails, p.right);
    p.comparePage = sides;
    p.compareEmpty = emptyPage(tr("Uncheck chunks in the list of retrieved ones and ask again: both answers "
                                  "then stand here side by side, what changed in colour."));
    p.compareStack = new QStackedWidget;
    p.compareStack->addWidget(p.compareEmpty);
    p.compareStack->addWidget(p.comparePage);
    p.tabs->addTab(p.compareStack, tr("Compare"));

    // --- Memory
    p.gauge = new BudgetGauge;
    p.map = new BookMap;
    p.chunkDetails = heading({});
    p.chunkDetails->setWordWrap(true);
    p.chunkDetails->setTextFormat(Qt::PlainText);
    p.chunkSnippet = new QLabel;
    p.chunkSnippet->setWordWrap(true);
    p.chunkSnippet->setTextFormat(Qt::PlainText);
    p.chunkSnippet->setTextInteractionFlags(Qt::TextSelectableByMouse);
    p.mapOpen = new QPushButton(lineIcon("document"), tr("Show page"));
    p.mapPin = new QPushButton(lineIcon("pin"), tr("Pin"));
    p.mapUnpin = new QPushButton(lineIcon("unpin"), tr("Unpin"));
    auto* memory = new QWidget;
    auto* memoryColumn = new QVBoxLayout(memory);
    memoryColumn->setContentsMargins(0, 0, 0, 0);
    memoryColumn->setSpacing(4);
    memoryColumn->addWidget(p.gauge);
    auto* legendRow = new QHBoxLayout;
    legendRow->setContentsMargins(8, 0, 8, 0);
    legendRow->addWidget(new MapLegend(p.map));
    memoryColumn->addLayout(legendRow);
    memoryColumn->addWidget(p.map, 1);
    auto* mapChunk = new QGridLayout;
    mapChunk->setContentsMargins(10, 4, 10, 8);
    mapChunk->addWidget(p.chunkDetails, 0, 0, 1, 4);
    mapChunk->addWidget(p.chunkSnippet, 1, 0, 1, 4);
    mapChunk->addWidget(p.mapOpen, 2, 0);
    mapChunk->addWidget(p.mapPin, 2, 1);
    mapChunk->addWidget(p.mapUnpin, 2, 2);
    mapChunk->setColumnStretch(3, 1);
    memoryColumn->addLayout(mapChunk);
    p.tabs->addTab(memory, tr("Memory"));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(p.tabs);

    connect(p.table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this, &p] {
        p.updateChunk();
        p.updateNote(std::nullopt);
        p.updateTints(*this);
    });
    connect(p.table, &QTableView::activated, this, [&p] { p.openPage->click(); });
    connect(p.model, &RetrievedModel::maskChanged, this, [&p] { p.updateMask(); });
    connect(p.showAll, &QPushButton::clicked, p.model, &RetrievedModel::clearMask);
    connect(p.askAgain, &QPushButton::clicked, this,
            [this, &p] { Q_EMIT askAgainMasked(p.model->masked()); });
    connect(p.openPage, &QPushButton::clicked, this, [this, &p] {
        if (const SearchResult* result = p.selected())
            Q_EMIT pageRequested(result->document, result->pageFirst, result->charBegin, result->charEnd);
    });
    connect(p.pin, &QPushButton::clicked, this, [this, &p] {
        if (const SearchResult* result = p.selected()) {
            const MemoryChunkInfo* info = p.chunk(result->chunk);
            Q_EMIT pinRequested({result->chunk}, !(info && info->pinned));
        }
    });
    connect(p.answerView, &MarkdownView::sourcePositionClicked, this,
            [this, &p](int units) { showPosition(codePointOffset(p.answerView->markdownSource(), units)); });
    for (MarkdownView* view : {p.answerView, p.left, p.right})
        connect(view, &MarkdownView::citationActivated, this, &MemoryInspector::citationActivated);
    connect(p.map, &BookMap::pinRequested, this, &MemoryInspector::pinRequested);
    connect(p.map, &BookMap::currentChunkChanged, this, [&p](memlong::Id id) { p.updateMapChunk(id); });
    const auto open = [this, &p](memlong::Id id) {
        if (const MemoryChunkInfo* info = p.chunk(id))
            Q_EMIT chunkActivated(id, info->document, info->pageFirst);
    };
    connect(p.map, &BookMap::chunkActivated, this, open);
    connect(p.mapOpen, &QPushButton::clicked, this, [&p, open] {
        if (const auto ids = p.map->selectedChunks(); !ids.empty())
            open(ids.front());
    });
    connect(p.mapPin, &QPushButton::clicked, this,
            [this, &p] { Q_EMIT pinRequested(p.map->selectedChunks(), true); });
    connect(p.mapUnpin, &QPushButton::clicked, this,
            [this, &p] { Q_EMIT pinRequested(p.map->selectedChunks(), false); });
    connect(p.gauge, &BudgetGauge::changeBudgetRequested, this, &MemoryInspector::budgetRequested);
    clear();
}

MemoryInspector::~MemoryInspector() = default;

void MemoryInspector::clear() {
    Parts& p = *m_parts;
    p.answer = {};
    p.masked.clear();
    p.model->setResults({});
    p.retrievedStack->setCurrentWidget(p.retrievedEmpty);
    p.compareStack->setCurrentWidget(p.compareEmpty);
    p.map->setMarked({});
    setMemory({}, {});
    p.updateChunk();
    p.updateMask();
}

void MemoryInspector::showAnswer(const InspectedAnswer& answer) {
    Parts& p = *m_parts;
    const bool same = answer.message != 0 && answer.message == p.answer.message;
    p.answer = answer;
    p.question->setText(answer.question);
    p.details->setText(summary(answer.report));
    p.details->setVisible(!p.details->text().isEmpty());
    p.answerView->setCitations(citationsOf(answer.report));
    p.answerView->setMarkdownSource(saidBy(answer.report));
    p.lookNote->setVisible(!attendedParts(answer).empty());
    p.model->setResults(answer.report.search.results);
    QHeaderView* header = p.table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    p.table->resizeColumnsToContents();
    p.table->setColumnWidth(RetrievedModel::Document,
                            std::min(p.table->columnWidth(RetrievedModel::Document), 200));
    p.table->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 10);
    p.retrievedStack->setCurrentWidget(answer.report.search.results.empty() && answer.report.answer.empty()
                                           ? p.retrievedEmpty
                                           : p.retrievedPage);
    std::set<memlong::Id> marked;
    for (const SearchResult& result : answer.report.search.results)
        marked.insert(result.chunk);
    p.map->setMarked(std::move(marked));
    p.updateChunk();
    p.updateNote(std::nullopt);
    p.updateTints(*this);
    if (!same) {
        p.masked.clear();
        p.maskedAnswer.reset();
        p.compareStack->setCurrentWidget(p.compareEmpty);
    }
}

void MemoryInspector::beginMaskedAnswer(const std::vector<memlong::Id>& masked) {
    Parts& p = *m_parts;
    p.masked = masked;
    p.maskedText.clear();
    p.maskedAnswer.reset();
    p.leftDetails->setText(summary(p.answer.report));
    p.rightDetails->clear();
    p.rightTitle->setText(tr("Without %n chunk(s)", nullptr, static_cast<int>(masked.size())));
    QStringList left;
    for (const memlong::Id id : masked)
        if (const int row = p.model->rowOf(id); row >= 0) {
            const SearchResult& result = p.model->results()[static_cast<std::size_t>(row)];
            left << tr("%1, page %2").arg(QString::fromStdString(result.title)).arg(result.pageFirst);
        }
    p.rightTitle->setToolTip(left.join(QLatin1Char('\n')));
    p.left->setTints({});
    p.right->setTints({});
    p.left->setCitations(citationsOf(p.answer.report));
    p.left->setMarkdownSource(saidBy(p.answer.report));
    p.right->setMarkdownSource(tr("*Asking again…*"));
    p.compareStack->setCurrentWidget(p.comparePage);
    p.tabs->setCurrentWidget(p.compareStack);
}

void MemoryInspector::appendMaskedText(const QString& piece) {
    Parts& p = *m_parts;
    if (p.maskedText.isEmpty())
        p.right->setMarkdownSource({});
    p.maskedText += piece;
    p.right->appendMarkdown(piece);
}

void MemoryInspector::setMaskedProblem(const QString& problem) {
    m_parts->rightDetails->setText(problem);
    if (m_parts->maskedText.isEmpty())
        m_parts->right->setMarkdownSource({});
}

void MemoryInspector::showMaskedAnswer(const InspectedAnswer& answer,
                                       const std::vector<memlong::Id>& masked) {
    Parts& p = *m_parts;
    beginMaskedAnswer(masked);
    const QString before = saidBy(p.answer.report);
    const QString now = saidBy(answer.report);
    p.right->setCitations(citationsOf(answer.report));
    p.right->setMarkdownSource(now);
    p.maskedAnswer = now;
    p.updateComparison(palette());
    p.rightDetails->setText(before == now ? tr("The answer is the same: it did not need these chunks.")
                                          : summary(answer.report));
}

void MemoryInspector::setMemory(const std::vector<MemoryChunkInfo>& chunks, const BankSummary& bank) {
    Parts& p = *m_parts;
    p.chunks = chunks;
    p.map->setChunks(chunks);
    p.gauge->setBank(bank, static_cast<std::int64_t>(chunks.size()));
    const auto selected = p.map->selectedChunks();
    p.updateMapChunk(selected.empty() ? 0 : selected.front());
    p.updateChunk();
}

void MemoryInspector::showPosition(int codePoint) {
    if (const auto part = attendedPartAt(m_parts->answer, codePoint)) {
        m_parts->tabs->setCurrentWidget(m_parts->retrievedStack);
        m_parts->select(*strongestChunkAt(m_parts->answer, codePoint));
        m_parts->updateNote(part);
    } else {
        m_parts->table->clearSelection(); // back to the colours of all chunks
    }
}

void MemoryInspector::showMap() {
    m_parts->tabs->setCurrentIndex(m_parts->tabs->count() - 1);
    m_parts->map->setFocus();
}

bool MemoryInspector::hasComparison() const {
    return m_parts->maskedAnswer.has_value();
}

void MemoryInspector::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_parts->answer.report.answer.empty())
        return;
    m_parts->updateTints(*this);
    m_parts->updateComparison(palette());
}

} // namespace memlong::ui
