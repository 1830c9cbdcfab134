#include "ui/views/retrieved_pane.h"

#include <algorithm>

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>

#include "ui/views/attended_parts.h"
#include "ui/views/inspector_labels.h"
#include "ui/views/retrieved_model.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/table_delegate.h"
#include "ui/widgets/text_offsets.h"

namespace memlong::ui {
namespace {

constexpr int kWidestDocument = 200, kSortArrow = 14;

} // namespace

RetrievedPane::RetrievedPane(QWidget* parent) : QStackedWidget(parent) {
    auto* const splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(buildAnswer());
    splitter->addWidget(buildTable());
    splitter->addWidget(buildChunk());
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({220, 260, 180});
    m_page = splitter;
    m_empty =
        emptyPane(tr("Ask a question: the passages that were retrieved for the answer appear here, with "
                     "their scores and where the model looked."));
    addWidget(m_empty);
    addWidget(m_page);
    connectParts();
}

QWidget* RetrievedPane::buildAnswer() {
    m_question = headingLabel();
    m_question->setWordWrap(true);
    m_details = quietLabel();
    m_answerView = new MarkdownView;
    m_answerView->setFrameShape(QFrame::NoFrame);
    m_answerView->document()->setDocumentMargin(8);
    m_answerView->setAccessibleName(tr("Answer, coloured by the chunk it leant on"));
    m_note = quietLabel();
    m_note->setTextFormat(Qt::PlainText);
    auto* const titles = new QVBoxLayout;
    titles->setContentsMargins(10, 8, 10, 0);
    titles->addWidget(m_question);
    titles->addWidget(m_details);
    auto* const note = new QVBoxLayout;
    note->setContentsMargins(10, 0, 10, 4);
    note->addWidget(m_note);
    auto* const box = new QWidget;
    auto* const column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(titles);
    column->addWidget(m_answerView, 1);
    column->addLayout(note);
    return box;
}

QWidget* RetrievedPane::buildTable() {
    m_model = new RetrievedModel(this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RetrievedModel::kSortRole);
    m_sorted->setSortLocaleAware(true);
    m_table = new QTableView;
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RetrievedModel::Rank, Qt::AscendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new ShareDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setCornerButtonEnabled(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setAccessibleName(tr("Retrieved chunks"));
    m_showAll = new QPushButton(tr("Check all"));
    m_askAgain = new QPushButton(lineIcon("mask"), {});
    auto* const buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 6, 8, 6);
    buttons->addWidget(m_askAgain);
    buttons->addWidget(m_showAll);
    buttons->addStretch(1);
    auto* const box = new QWidget;
    auto* const column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addLayout(buttons);
    return box;
}

QWidget* RetrievedPane::buildChunk() {
    m_chunkTitle = headingLabel();
    m_chunkTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_chunkTitle->setWordWrap(true);
    m_chunkText = new QPlainTextEdit;
    m_chunkText->setReadOnly(true);
    m_chunkText->setFrameShape(QFrame::NoFrame);
    m_chunkText->document()->setDocumentMargin(10);
    m_chunkText->setAccessibleName(tr("Text of the chunk"));
    m_openPage = new QPushButton(lineIcon("document"), tr("Show page"));
    m_pin = new QPushButton(lineIcon("pin"), tr("Pin"));
    auto* const row = new QHBoxLayout;
    row->setContentsMargins(10, 6, 8, 2);
    row->addWidget(m_chunkTitle, 1);
    row->addWidget(m_pin);
    row->addWidget(m_openPage);
    auto* const box = new QWidget;
    auto* const column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(row);
    column->addWidget(m_chunkText, 1);
    return box;
}

void RetrievedPane::connectParts() {
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateChunk();
        updateNote(std::nullopt);
        updateTints();
    });
    connect(m_table, &QTableView::activated, m_openPage, &QPushButton::click);
    connect(m_model, &RetrievedModel::maskChanged, this, &RetrievedPane::updateMask);
    connect(m_showAll, &QPushButton::clicked, m_model, &RetrievedModel::clearMask);
    connect(m_askAgain, &QPushButton::clicked, this, [this] { Q_EMIT askAgainMasked(m_model->masked()); });
    connect(m_openPage, &QPushButton::clicked, this, [this] {
        if (const SearchResult* const result = selected())
            Q_EMIT pageRequested(result->document, result->pageFirst, result->charBegin, result->charEnd);
    });
    connect(m_pin, &QPushButton::clicked, this, [this] {
        if (const SearchResult* const result = selected())
            Q_EMIT pinRequested({result->chunk}, !isPinned(result->chunk));
    });
    connect(m_answerView, &MarkdownView::sourcePositionClicked, this,
            [this](int units) { showPosition(codePointOffset(m_answerView->markdownSource(), units)); });
    connect(m_answerView, &MarkdownView::citationActivated, this, &RetrievedPane::citationActivated);
}

void RetrievedPane::clear() {
    m_answer = {};
    m_model->setResults({});
    setCurrentWidget(m_empty);
    setMemory({});
    updateMask();
}

void RetrievedPane::showAnswer(const InspectedAnswer& answer) {
    m_answer = answer;
    m_question->setText(answer.question);
    m_details->setText(answerSummary(answer.report));
    m_details->setVisible(!m_details->text().isEmpty());
    m_answerView->setCitations(citationsOf(answer.report));
    m_answerView->setMarkdownSource(saidBy(answer.report));
    m_note->setVisible(!attendedParts(answer).empty());
    m_model->setResults(answer.report.search.results);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(RetrievedModel::Rank, m_table->columnWidth(RetrievedModel::Rank) + kSortArrow);
    m_table->setColumnWidth(RetrievedModel::Document,
                            std::min(m_table->columnWidth(RetrievedModel::Document), kWidestDocument));
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 10);
    setCurrentWidget(answer.report.search.results.empty() && answer.report.answer.empty() ? m_empty : m_page);
    updateChunk();
    updateNote(std::nullopt);
    updateTints();
}

void RetrievedPane::setMemory(const std::vector<MemoryChunkInfo>& chunks) {
    m_pinned.clear();
    for (const MemoryChunkInfo& chunk : chunks)
        if (chunk.pinned)
            m_pinned.push_back(chunk.chunk);
    std::ranges::sort(m_pinned);
    updateChunk();
}

bool RetrievedPane::showPosition(int codePoint) {
    const std::optional<AttendedPart> part = attendedPartAt(m_answer, codePoint);
    if (!part) {
        m_table->clearSelection(); // back to the colours of all chunks
        return false;
    }
    const int row = m_model->rowOf(*strongestChunkAt(m_answer, codePoint));
    if (row >= 0) {
        const QModelIndex index = m_sorted->mapFromSource(m_model->index(row, 0));
        m_table->setCurrentIndex(index);
        m_table->scrollTo(index);
    }
    updateNote(part);
    return true;
}

QString RetrievedPane::placeOf(memlong::Id chunk) const {
    const int row = m_model->rowOf(chunk);
    if (row < 0)
        return {};
    const SearchResult& result = m_model->results()[static_cast<std::size_t>(row)];
    const QString title = QString::fromStdString(result.title);
    return result.pageFirst > 0 ? tr("%1, page %2").arg(title).arg(result.pageFirst) : title;
}

const SearchResult* RetrievedPane::selected() const {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty()
               ? nullptr
               : &m_model->results()[static_cast<std::size_t>(m_sorted->mapToSource(rows.front()).row())];
}

bool RetrievedPane::isPinned(memlong::Id chunk) const {
    return std::ranges::binary_search(m_pinned, chunk);
}

void RetrievedPane::updateTints() {
    const SearchResult* const result = selected();
    const auto parts = tints(m_answer, result ? std::optional(result->chunk) : std::nullopt, palette());
    m_answerView->setTints(parts);
    Q_EMIT tintsChanged(parts);
}

void RetrievedPane::updateNote(const std::optional<AttendedPart>& part) {
    if (m_answer.report.parts.empty() && !part) {
        m_note->setText(
            tr("The colour is of the chunk that the whole answer looked at most: which words looked where "
               "is not kept with an answer."));
        return;
    }
    m_note->setText(part ? partSummary(m_answer, *part)
                         : tr("Colours show where the model looked. Whether it used a chunk shows when you "
                              "leave it out and ask again."));
}

void RetrievedPane::updateChunk() {
    const SearchResult* const result = selected();
    m_openPage->setEnabled(result != nullptr);
    m_pin->setEnabled(result != nullptr);
    if (!result) {
        m_chunkTitle->setText(tr("Choose a chunk to read it."));
        m_chunkText->clear();
        return;
    }
    m_chunkTitle->setText(placeOf(result->chunk));
    m_chunkText->setPlainText(QString::fromStdString(result->text));
    const bool pinned = isPinned(result->chunk);
    m_pin->setText(pinned ? tr("Unpin") : tr("Pin"));
    m_pin->setIcon(lineIcon(pinned ? "unpin" : "pin"));
}

void RetrievedPane::updateMask() {
    const int count = static_cast<int>(m_model->masked().size());
    m_askAgain->setEnabled(count > 0);
    m_showAll->setEnabled(count > 0);
    m_askAgain->setText(count > 0 ? tr("Ask again without %n chunk(s)", nullptr, count)
                                  : tr("Ask again without the unchecked chunks"));
}

void RetrievedPane::changeEvent(QEvent* event) {
    QStackedWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_answer.report.answer.empty())
        updateTints();
}

} // namespace memlong::ui
