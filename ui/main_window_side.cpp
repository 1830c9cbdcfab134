// The window's end side: the page that a quote stands on, and the memory behind an answer.
#include <algorithm>

#include <QSettings>
#include <QSplitter>
#include <QTabWidget>

#include "ui/bridge/text.h"
#include "ui/main_window.h"
#include "ui/views/answer_widget.h"
#include "ui/views/chat_view.h"
#include "ui/views/composer.h"
#include "ui/views/documents_pane.h"
#include "ui/views/memory_inspector.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/page_view.h"
#include "ui/widgets/text_offsets.h"

namespace memlong::ui {

QWidget* MainWindow::buildSide() {
    m_pageView = new PageView;
    m_inspector = new MemoryInspector;
    m_side = new QTabWidget;
    m_side->setObjectName(QStringLiteral("rightPane"));
    m_side->setDocumentMode(true);
    m_side->setMinimumWidth(320);
    m_side->addTab(m_pageView, lineIcon("document"), tr("Page"));
    m_side->addTab(m_inspector, lineIcon("memory"), tr("Memory"));
    return m_side;
}

void MainWindow::connectSide() {
    connect(&m_pages, &PageSource::opened, this, [this](const DocumentView& view) {
        m_pageView->showDocument(view);
        const int page = std::exchange(m_pendingPage, 0);
        if (!m_pendingRanges.empty())
            m_pageView->showRanges(std::exchange(m_pendingRanges, {}), page);
        else if (page > 0)
            m_pageView->goToPage(page);
        refreshPage();
    });
    connect(&m_pages, &PageSource::openFailed, this, [this](const QString& problem) {
        m_openingDocument = 0;
        m_pageView->showProblem(problem);
    });
    connect(&m_pages, &PageSource::picture, m_pageView, &PageView::setPicture);
    connect(&m_pages, &PageSource::pictureFailed, m_pageView, &PageView::setPictureProblem);
    connect(&m_pages, &PageSource::text, m_pageView, &PageView::setPageText);
    connect(&m_pages, &PageSource::matches, m_pageView, &PageView::setMatches);
    connect(m_pageView, &PageView::pictureNeeded, &m_pages, &PageSource::requestPicture);
    connect(m_pageView, &PageView::pageTextNeeded, &m_pages, &PageSource::requestText);
    connect(m_pageView, &PageView::searchRequested, &m_pages, &PageSource::search);
    connect(m_pageView, &PageView::askAboutSelection, m_composer, &Composer::insertQuote);
    connect(m_pageView, &PageView::passwordEntered, this, [this](Id document, const QString& password) {
        m_pendingPage = 1;
        m_pagePassword = password;
        m_pages.open(m_session, document, password);
    });
    connect(m_pageView, &PageView::showRequested, this, [this] { showSide(m_pageView); });

    connect(m_documentsPane, &DocumentsPane::openRequested, this,
            [this](qint64 document, const QString& title) { openDocument(document, title); });
    connect(m_chatView, &ChatView::quoteActivated, this,
            [this](int, const Quote& quote) { openQuote(quote); });
    connect(m_chatView, &ChatView::inspectRequested, this, &MainWindow::inspect);
    connect(m_chatView, &ChatView::answerPlaceClicked, this, [this](int row, int position) {
        if (row == m_inspectedRow)
            m_inspector->showPosition(codePointOffset(m_chat.entry(row).text, position));
    });
    connect(m_inspector, &MemoryInspector::tintsChanged, this, [this](const std::vector<TintedPart>& parts) {
        if (AnswerWidget* const shown = m_inspectedRow < 0 ? nullptr : m_chatView->answer(m_inspectedRow))
            shown->setTints(parts);
    });
    connect(m_inspector, &MemoryInspector::askAgainMasked, this, &MainWindow::askMasked);
    connect(m_inspector, &MemoryInspector::pageRequested, this,
            [this](Id document, int page, std::uint64_t begin, std::uint64_t end) {
                openDocument(document, {}, page, {{begin, end}});
            });
    connect(m_inspector, &MemoryInspector::chunkActivated, this,
            [this](Id, Id document, int page) { openDocument(document, {}, page); });
    connect(m_inspector, &MemoryInspector::pinRequested, this, &MainWindow::setPinned);
    connect(m_inspector, &MemoryInspector::budgetRequested, this, &MainWindow::setBudget);
    connect(m_inspector, &MemoryInspector::citationActivated, this, [this](int number) {
        if (m_inspectedRow < 0)
            return;
        const auto& quotes = m_chat.entry(m_inspectedRow).report.quotes;
        if (number >= 1 && number <= static_cast<int>(quotes.size()))
            openQuote(quotes[static_cast<std::size_t>(number) - 1]);
    });
    connect(m_side, &QTabWidget::currentChanged, this, &MainWindow::refreshMemory);
    connect(this, &MainWindow::detailsChanged, this, &MainWindow::refreshMemory);
    connect(&m_conversation, &Conversation::answered, this, [this](int row) {
        refreshMemory();
        if (m_sideAction->isChecked() && m_side->currentWidget() == m_inspector)
            inspect(row);
    });
    connect(&m_chat, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex&, int first) {
        if (m_inspectedRow >= first) {
            m_inspectedRow = -1;
            m_maskedAnswer.request_stop();
        }
    });
}

void MainWindow::setSideVisible(bool visible) {
    m_side->setVisible(visible);
    m_sideAction->setChecked(visible);
    if (!visible)
        m_chatView->setInspectedRow(-1);
}

void MainWindow::showSide(QWidget* tab) {
    if (!m_sideAction->isChecked()) {
        setSideVisible(true);
        QList<int> sizes = m_columns->sizes();
        if (sizes.size() == 3 && sizes[2] < 320) { // it was never wide enough to be read
            const int centre = sizes[1] + sizes[2];
            m_columns->setSizes({sizes[0], centre * 11 / 20, centre * 9 / 20});
        }
    }
    m_side->setCurrentWidget(tab);
}

void MainWindow::openQuote(const Quote& quote) {
    openDocument(quote.document, toQt(quote.title), quote.page, {{quote.charBegin, quote.charEnd}});
}

void MainWindow::openDocument(Id document, const QString& title, int page,
                              std::vector<CharacterRange> ranges) {
    showSide(m_pageView);
    m_documentsPane->selectDocument(document);
    const qint64 chunks = chunksOf(document);
    const bool isOpen = m_pageView->documentId() == document && m_openingDocument == document;
    if (isOpen && chunks <= m_openedChunks) {
        if (ranges.empty())
            m_pageView->goToPage(page);
        else
            m_pageView->showRanges(std::move(ranges), page);
        return;
    }
    if (!isOpen) {
        m_pagePassword.clear();
        m_pageView->showOpening(title);
    }
    m_openingDocument = document;
    m_openedChunks = chunks;
    m_pendingPage = page;
    m_pendingRanges = std::move(ranges);
    m_pages.open(m_session, document, m_pagePassword);
}

qint64 MainWindow::chunksOf(Id document) const {
    const auto found = std::ranges::find(m_details.documents, document, &DocumentSummary::id);
    return found == m_details.documents.end() ? 0 : found->chunks;
}

void MainWindow::refreshPage() {
    const auto shown = std::ranges::find(m_details.documents, m_openingDocument, &DocumentSummary::id);
    if (shown == m_details.documents.end() || m_pageView->documentId() != shown->id ||
        shown->status == "reading" || shown->chunks <= m_openedChunks)
        return;
    m_openedChunks = shown->chunks;
    m_pages.open(m_session, shown->id, m_pagePassword);
}

InspectedAnswer MainWindow::inspectedAnswer(int row) const {
    const ChatEntry& entry = m_chat.entry(row);
    InspectedAnswer answer;
    answer.message = entry.id;
    answer.report = entry.report;
    answer.report.answer = fromQt(entry.text);
    for (int before = row - 1; before >= 0 && answer.question.isEmpty(); --before)
        if (m_chat.entry(before).fromUser)
            answer.question = m_chat.entry(before).text;
    return answer;
}

void MainWindow::inspect(int row) {
    if (row < 0 || row >= m_chat.rowCount() || m_chat.entry(row).fromUser)
        return;
    if (m_inspectedRow >= 0 && m_inspectedRow != row)
        if (AnswerWidget* const before = m_chatView->answer(m_inspectedRow))
            before->setTints({});
    m_inspectedRow = row;
    showSide(m_inspector);
    m_inspector->showAnswer(inspectedAnswer(row));
    m_chatView->setInspectedRow(row);
    refreshMemory();
}

/// The same question without these chunks; the conversation stays as it is. Both answers must differ in the
/// chunks alone: where the first one was drawn by another seed or knew the conversation before it, it is
/// asked again as well.
void MainWindow::askMasked(const std::vector<Id>& chunks) {
    if (m_inspectedRow < 0)
        return;
    m_maskedAnswer.request_stop();
    const quint64 seed = m_chat.entry(m_inspectedRow).seed;
    AskOptions options = askOptions();
    const bool alike =
        (seed != 0 || options.temperature == 0) && (m_inspectedRow <= 1 || !options.useHistory);
    if (alike)
        options.seed = seed;
    options.keep = false;
    options.useHistory = false;
    m_inspector->beginMaskedAnswer(chunks, alike);
    const QString question = inspectedAnswer(m_inspectedRow).question;
    options.search.masked = chunks;
    m_maskedAnswer =
        askAside(question, options, true, [this, question, options, alike](const AskReport& report) {
            m_inspector->showMaskedAnswer(report);
            if (alike)
                return;
            AskOptions unmasked = options;
            unmasked.search.masked.clear();
            m_maskedAnswer = askAside(question, unmasked, false, [this](const AskReport& other) {
                m_inspector->showUnmaskedAnswer(other);
            });
        });
}

/// Asks without a trace in the conversation.
std::stop_source MainWindow::askAside(const QString& question, const AskOptions& options, bool streamed,
                                      std::function<void(const AskReport&)> done) {
    const QPointer<MainWindow> self(this);
    Engine* const engine = &m_engine;
    return m_engine.run<AskReport>(
        this,
        [self, engine, options, streamed, name = fromQt(m_session),
         text = fromQt(question)](EngineAccess& access) -> Result<AskReport> {
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            AskEvents events;
            if (streamed)
                events.onText = [&](const std::string& piece) {
                    engine->deliver([self, stop = access.stop, shown = toQt(piece)] {
                        if (self && !stop.stop_requested())
                            self->m_inspector->appendMaskedText(shown);
                    });
                };
            return session->ask(text, options, events, access.stop);
        },
        [this, done = std::move(done)](const Result<AskReport>& report) {
            if (!report) {
                m_inspector->setMaskedProblem(toQt(report.error().message));
                return;
            }
            if (report->stopped)
                return;
            done(*report);
            refreshMemory();
        });
}

void MainWindow::refreshMemory() {
    if (m_session.isEmpty() || !m_sideAction->isChecked() || m_side->currentWidget() != m_inspector)
        return;
    using Memory = std::pair<std::vector<MemoryChunkInfo>, BankSummary>;
    m_engine.run<Memory>(
        this,
        [name = fromQt(m_session)](EngineAccess& access) -> Result<Memory> {
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            Memory memory;
            MEMLONG_ASSIGN(memory.first, session->memory());
            MEMLONG_ASSIGN(const SessionDetails details, session->details());
            memory.second = details.bank;
            return memory;
        },
        [this, name = m_session](const Result<Memory>& memory) {
            if (memory && name == m_session)
                m_inspector->setMemory(memory->first, memory->second);
        });
}

void MainWindow::setPinned(const std::vector<Id>& chunks, bool pinned) {
    m_engine.run<void>(
        this,
        [name = fromQt(m_session), chunks, pinned](EngineAccess& access) -> Result<void> {
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            return session->setPinned(chunks, pinned);
        },
        [this](const Result<void>& done) {
            if (!done)
                showProblem(toQt(done.error().message));
            refreshMemory();
        });
}

void MainWindow::setBudget(quint64 tokens) {
    if (m_session.isEmpty())
        return;
    m_engine.run<void>(
        this,
        [name = fromQt(m_session), tokens](EngineAccess& access) -> Result<void> {
            MEMLONG_ASSIGN(Session* const session, access.sessions.session(name));
            return session->setBudget(tokens);
        },
        [this](const Result<void>& done) {
            if (!done)
                showProblem(toQt(done.error().message));
            refreshDetails();
        });
}

} // namespace memlong::ui
