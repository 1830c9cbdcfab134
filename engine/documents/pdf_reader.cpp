// PDF: pages come from the worker process, lose their running lines and are reflowed with a few pages of
// look-ahead.
#include <algorithm>
#include <deque>

#include "engine/documents/clean_text.h"
#include "engine/documents/pdf_worker.h"
#include "engine/documents/readers.h"
#include "engine/documents/reading_order.h"
#include "engine/documents/reflow.h"
#include "engine/documents/running_lines.h"

namespace memlong {
namespace {

using namespace std::chrono_literals;
using pdf::Worker;

constexpr std::size_t kNeighbours = 4; // pages compared on each side to find running lines
// The worker allows itself 20 s of processor time a page; these limits are for one that waits, and leave room
// for a busy machine.
constexpr auto kOpenLimit = 60s;
constexpr auto kPageLimit = 60s;
constexpr auto kRecognitionLimit = 600s;
// Time lost to pages that fail before the rest of the file is given up.
constexpr auto kFailureBudget = 100s;

struct PendingPage {
    pdf::PageReply raw;
    pdf::PageEdges edges;
    std::vector<pdf::FlowLine> lines; // once `ready`
    bool ready = false;
};

class PdfReader final : public DocumentReader {
public:
    PdfReader(DocumentInfo info, pdf::OpenRequest request, Worker worker)
        : m_info(std::move(info)), m_request(std::move(request)), m_worker(std::move(worker)) {}

    const DocumentInfo& info() const override { return m_info; }
    Result<std::optional<Page>> next(std::stop_token stop) override;

private:
    Result<void> fill(std::size_t last, const std::stop_token& stop);
    Result<pdf::PageReply> fetch(const std::stop_token& stop);
    Result<pdf::PageReply> failed(const std::string& problem, std::chrono::milliseconds lost);
    void prepare(std::size_t index);
    Page build(std::size_t index);

    DocumentInfo m_info;
    pdf::OpenRequest m_request;
    std::optional<Worker> m_worker;
    int m_nextFetched = 1;
    std::chrono::milliseconds m_lost{0};
    std::deque<PendingPage> m_window; // up to kNeighbours emitted pages, then those to come
    std::size_t m_current = 0;        // index of the next page to emit
    pdf::Hyphenation m_hyphenation;
};

Result<pdf::PageReply> PdfReader::failed(const std::string& problem, std::chrono::milliseconds lost) {
    m_worker.reset();
    m_lost += lost;
    pdf::PageReply page;
    page.number = m_nextFetched++;
    page.problem = problem;
    return page;
}

Result<pdf::PageReply> PdfReader::fetch(const std::stop_token& stop) {
    if (m_lost > kFailureBudget)
        return failed("not tried, since too many pages before it failed", 0s);
    if (!m_worker) {
        m_request.firstPage = m_nextFetched;
        MEMLONG_ASSIGN(Worker worker, Worker::start(m_request));
        std::string opened;
        const Worker::Outcome outcome =
            worker.receive(opened, m_request.ocr ? kRecognitionLimit : kOpenLimit, stop);
        if (outcome == Worker::Outcome::Cancelled)
            return readingCancelled(m_info);
        const auto reply = pdf::decodeOpenReply(opened);
        if (outcome != Worker::Outcome::Message || !reply || reply->status != pdf::OpenReply::Status::Ok)
            return failed("the file could not be opened again", kOpenLimit);
        m_worker = std::move(worker);
    }
    const auto limit = m_request.ocr ? kRecognitionLimit : kPageLimit;
    const auto started = std::chrono::steady_clock::now();
    std::string payload;
    const Worker::Outcome outcome = m_worker->receive(payload, limit, stop);
    const auto waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started) +
        20ms;
    switch (outcome) {
    case Worker::Outcome::Cancelled:
        return readingCancelled(m_info);
    case Worker::Outcome::TimedOut:
        return failed("reading the page took too long", waited);
    case Worker::Outcome::Died:
        return failed("the page is damaged, or reading it takes too long or too much memory", waited);
    case Worker::Outcome::Message:
        break;
    }
    auto page = pdf::decodePageReply(payload);
    if (!page || page->number != m_nextFetched)
        return failed("the page could not be read", waited);
    ++m_nextFetched;
    return std::move(*page);
}

/// Fetches pages until the window holds index `last`, or all.
Result<void> PdfReader::fill(std::size_t last, const std::stop_token& stop) {
    while (m_window.size() <= last && m_nextFetched <= m_info.pageCount) {
        PendingPage pending;
        MEMLONG_ASSIGN(pending.raw, fetch(stop));
        pending.edges = pdf::findEdges(pending.raw);
        for (const pdf::Line& line : pending.raw.lines)
            m_hyphenation.learn(line.text);
        m_window.push_back(std::move(pending));
    }
    return {};
}

void PdfReader::prepare(std::size_t index) {
    PendingPage& page = m_window[index];
    if (page.ready)
        return;
    const auto neighbours = [&](std::size_t of) {
        std::vector<const pdf::PageEdges*> edges;
        const std::size_t first = of < kNeighbours ? 0 : of - kNeighbours;
        for (std::size_t i = first; i < std::min(m_window.size(), of + kNeighbours + 1); ++i)
            edges.push_back(&m_window[i].edges);
        return edges;
    };
    for (std::size_t i = index; i < std::min(m_window.size(), index + kNeighbours + 1); ++i)
        pdf::markRepeatedRows(m_window[i].edges, neighbours(i));
    pdf::markRowsInBand(page.edges, neighbours(index));
    page.lines = pdf::flowLines(pdf::bodyLines(page.raw, page.edges));
    const pdf::FlowLine* before = nullptr;
    for (std::size_t i = index; i > 0 && !before; --i)
        if (!m_window[i - 1].lines.empty())
            before = &m_window[i - 1].lines.back();
    pdf::mendReadingOrder(page.lines, before, m_hyphenation);
    page.raw.lines.clear();
    page.ready = true;
}

Page PdfReader::build(std::size_t index) {
    const PendingPage& source = m_window[index];
    Page page;
    page.number = source.raw.number;
    page.label = pdf::cleanLine(source.raw.label);
    page.problem = source.raw.problem;
    if (!page.problem.empty())
        page.status = Page::Status::Damaged;
    else if (source.raw.scanned)
        page.status = Page::Status::Scanned;
    page.garbled = source.raw.garbled;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        if (i == 0)
            page.text = source.lines[0].line.text;
        else
            pdf::appendLine(page.text, pdf::junction(source.lines[i - 1], source.lines[i], m_hyphenation),
                            source.lines[i].line.text);
    }
    if (page.text.empty()) {
        if (page.status == Page::Status::Scanned && m_request.ocr)
            page.problem = "no text was recognised on it";
        else if (page.status == Page::Status::Scanned && page.garbled)
            page.problem = "its text layer is unusable, since its fonts do not tell which characters they "
                           "show; try --ocr";
        return page;
    }
    // The page's end: how its last line goes on, on the next page that has text.
    pdf::Junction end = pdf::Junction::Paragraph;
    for (std::size_t i = index + 1; i < m_window.size() && m_window[i].ready; ++i)
        if (!m_window[i].lines.empty()) {
            end = pdf::junctionAcross(source.lines.back(), m_window[i].lines.front(), m_hyphenation);
            break;
        }
    pdf::appendLine(page.text, end, {});
    return page;
}

Result<std::optional<Page>> PdfReader::next(std::stop_token stop) {
    // The next page's first line decides how this page ends, its neighbours what its first line is, and
    // theirs what their headers are.
    MEMLONG_TRY(fill(m_current + 2 * kNeighbours + 2, stop));
    if (m_current >= m_window.size())
        return std::optional<Page>{};
    for (std::size_t i = m_current; i < std::min(m_window.size(), m_current + 3); ++i)
        prepare(i);
    Page page = build(m_current);
    ++m_current;
    if (m_current > kNeighbours) {
        m_window.pop_front();
        --m_current;
    }
    return std::optional(std::move(page));
}

/// Titles that programs write when nobody gave one.
bool isUsefulTitle(const std::string& title) {
    if (title.size() < 3 || title.find_first_of("\\/") != std::string::npos)
        return false;
    for (const char* bad :
         {"untitled", "Untitled", "Microsoft Word", ".doc", ".dvi", ".tex", ".qxd", ".indd", ".ps"})
        if (title.find(bad) != std::string::npos)
            return false;
    return true;
}

} // namespace

Result<std::unique_ptr<DocumentReader>> openPdf(DocumentInfo info, const OpenOptions& options) {
    info.format = "pdf";
    const std::string name = info.path.string();
    std::error_code error;
    pdf::OpenRequest request{std::filesystem::absolute(info.path, error).string(), options.password,
                             options.ocr, options.ocrLanguage, 1};
    if (error)
        request.path = name;
    MEMLONG_ASSIGN(Worker worker, Worker::start(request));
    std::string payload;
    switch (worker.receive(payload, options.ocr ? kRecognitionLimit : kOpenLimit, {})) {
    case Worker::Outcome::TimedOut:
        return makeError(ErrorCode::BadInput,
                         name + " took too long to open; it may be damaged, try to repair it with "
                                "another program (qpdf, mutool)");
    case Worker::Outcome::Message:
        break;
    default:
        return makeError(ErrorCode::BadInput,
                         name + " is damaged beyond reading; get another copy or repair it (qpdf, mutool)");
    }
    const auto reply = pdf::decodeOpenReply(payload);
    if (!reply)
        return makeError(ErrorCode::Internal,
                         "memlong-pdf-worker does not fit this program; install memlong again");
    switch (reply->status) {
    case pdf::OpenReply::Status::Locked:
        return encryptedDocument(options.password.empty()
                                     ? name + " is encrypted; give its password with --password"
                                     : name + " is encrypted and the password given is wrong; give its "
                                              "password with --password");
    case pdf::OpenReply::Status::Unreadable:
        return makeError(ErrorCode::BadInput,
                         name + " is not a readable PDF; get another copy or repair it (qpdf, mutool)",
                         reply->detail);
    case pdf::OpenReply::Status::OcrUnavailable:
        return makeError(ErrorCode::BadInput, "cannot recognise text in " + name + ": " + reply->detail);
    case pdf::OpenReply::Status::Ok:
        break;
    }
    if (reply->pages == 0)
        return makeError(ErrorCode::BadInput,
                         name + " has no pages that can be found; get another copy or repair it "
                                "(qpdf, mutool)");
    info.pageCount = reply->pages;
    const std::string title = pdf::cleanLine(reply->title);
    if (isUsefulTitle(title))
        info.title = title;
    info.author = pdf::cleanLine(reply->author);
    for (const pdf::OutlineItem& item : reply->outline)
        if (std::string entry = pdf::cleanLine(item.title); !entry.empty())
            info.outline.push_back({std::move(entry), item.page, item.level});
    return std::unique_ptr<DocumentReader>(
        std::make_unique<PdfReader>(std::move(info), std::move(request), std::move(worker)));
}

} // namespace memlong
