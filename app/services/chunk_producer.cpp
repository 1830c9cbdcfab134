#include "app/services/chunk_producer.h"

#include "app/services/guard.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

constexpr std::size_t kBatchesAhead = 3;

bool hasText(const std::string& text) {
    return text.find_first_not_of(" \t\r\n\f\v") != std::string::npos;
}

std::string joined(const std::vector<std::string>& terms) {
    std::string line;
    for (const std::string& term : terms) {
        if (!line.empty())
            line += ' ';
        line += term;
    }
    return line;
}

} // namespace

ChunkProducer::ChunkProducer(DocumentReader& reader, Plan plan, std::stop_token stop)
    : m_reader(reader), m_plan(std::move(plan)), m_chunker(m_plan.tokenizer, m_plan.chunkTokens),
      m_thread([this](const std::stop_token& own) { run(own); }),
      m_forward(std::move(stop), [this] { m_thread.request_stop(); }) {}

ChunkProducer::~ChunkProducer() = default; // the thread is asked to stop and joined

std::optional<ChunkBatch> ChunkProducer::next() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_ready.empty() || m_ended; });
    if (m_ready.empty())
        return std::nullopt;
    ChunkBatch batch = std::move(m_ready.front());
    m_ready.pop_front();
    m_changed.notify_all();
    return batch;
}

void ChunkProducer::run(const std::stop_token& stop) {
    const auto read = withoutExceptions([&]() -> Result<void> {
        readAll(stop);
        return {};
    });
    if (!read)
        m_summary.error = read.error();
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

void ChunkProducer::readAll(const std::stop_token& stop) {
    while (true) {
        auto page = m_reader.next(stop);
        if (!page) {
            m_summary.error = page.error();
            return;
        }
        if (!*page)
            break;
        notePage(**page);
        take(m_chunker.push(**page), stop);
        if (stop.stop_requested()) {
            m_summary.error = makeError(ErrorCode::Cancelled, "reading was cancelled");
            return;
        }
    }
    take(m_chunker.finish(), stop);
    hand(stop);
}

void ChunkProducer::notePage(const Page& page) {
    m_summary.pages = page.number;
    m_batch.textBytes += page.text.size();
    if (!m_summary.anyText)
        m_summary.anyText = hasText(page.text);
    if (page.status == Page::Status::Damaged) {
        ++m_summary.damagedPages;
        m_summary.pageProblems.emplace_back(page.number,
                                            page.problem.empty() ? "could not be read" : page.problem);
    } else if (page.status == Page::Status::Scanned && page.text.empty()) {
        ++m_summary.scannedPages;
        m_summary.garbledPages += page.garbled;
        m_summary.pageProblems.emplace_back(page.number, page.problem.empty() ? "has no text layer; try --ocr"
                                                                              : page.problem);
    }
}

void ChunkProducer::take(std::vector<Chunk> chunks, const std::stop_token& stop) {
    for (Chunk& chunk : chunks) {
        if (chunk.ordinal < m_plan.firstOrdinal)
            continue;
        m_batch.chunks.push_back({std::move(chunk), {}});
        if (m_batch.chunks.size() >= m_plan.batchChunks)
            hand(stop);
    }
}

void ChunkProducer::hand(const std::stop_token& stop) {
    if (m_batch.chunks.empty())
        return;
    if (m_plan.language.empty()) {
        std::string sample;
        for (const PreparedChunk& prepared : m_batch.chunks)
            sample += prepared.chunk.text;
        m_plan.language = guessLanguage(sample);
    }
    for (PreparedChunk& prepared : m_batch.chunks)
        prepared.searchTerms = joined(searchTerms(prepared.chunk.text, m_plan.language));
    m_batch.language = m_plan.language;

    ChunkBatch next;
    next.textBytes = m_batch.textBytes;
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [&] { return m_ready.size() < kBatchesAhead; }))
        return;
    m_ready.push_back(std::move(m_batch));
    m_batch = std::move(next);
    m_changed.notify_all();
}

} // namespace memlong
