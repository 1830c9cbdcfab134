// The part of the ingest pipeline that reads one document.
#include <algorithm>

#include "app/services/ingest_pipeline.h"

namespace memlong {
namespace {

using Outcome = IngestedDocument::Outcome;

constexpr std::size_t kBatchChunks = 32;
constexpr std::size_t kBatchChunksEncoded = 8; // a decoder takes seconds for each
constexpr int kPageRangesNamed = 8;            // in a message

ChunkRow chunkRowOf(RowId document, Chunk&& chunk) {
    ChunkRow row;
    row.document = document;
    row.ordinal = chunk.ordinal;
    row.tokenBegin = chunk.tokenBegin;
    row.tokenEnd = chunk.tokenEnd;
    row.charBegin = chunk.charBegin;
    row.charEnd = chunk.charEnd;
    row.firstPage = chunk.firstPage;
    row.lastPage = chunk.lastPage;
    row.pageStarts = std::move(chunk.pageStarts);
    row.text = std::move(chunk.text);
    row.tokenIds = std::move(chunk.tokens);
    return row;
}

/// Whether pages had no usable text and nothing was done about it yet.
bool wantsRecognition(const DocumentRow& row) {
    return row.format == "pdf" && row.ocrLanguage.empty() &&
           (!row.pageProblems.empty() || row.readerVersion != kReaderVersion);
}

/// "1-5, 8, 12", at most a few of them.
std::string pageList(const std::vector<std::pair<int, std::string>>& problems) {
    std::string list;
    int ranges = 0;
    for (std::size_t i = 0; i < problems.size();) {
        std::size_t end = i + 1;
        while (end < problems.size() && problems[end].first == problems[end - 1].first + 1)
            ++end;
        if (++ranges > kPageRangesNamed)
            return list + " and others";
        const int first = problems[i].first, last = problems[end - 1].first;
        list += (list.empty() ? "" : ", ") + std::to_string(first);
        if (last > first)
            list += "-" + std::to_string(last);
        i = end;
    }
    return list;
}

std::string pagesWithoutText(const DocumentRow& row, const ReadingSummary& read) {
    const bool all = read.scannedPages == read.pages;
    if (!row.ocrLanguage.empty())
        return "no text was recognised in " + row.path +
               "; name the language of its text with --ocr-language (" + row.ocrLanguage + " was tried)";
    if (read.garbledPages == 0 && all)
        return row.path + " has no text layer, only pictures of pages; recognise the text with --ocr";
    const std::string pages = all ? "all " + std::to_string(read.pages) + " pages"
                                  : std::to_string(read.scannedPages) + " of " + std::to_string(read.pages) +
                                        " pages (" + pageList(row.pageProblems) + ")";
    if (read.garbledPages == 0)
        return row.path + ": " + pages + " are pictures without text; recognise the text with --ocr";
    return row.path + ": the text of " + pages +
           " is unusable, since the fonts do not tell which characters they show; recognise the text with "
           "--ocr";
}

} // namespace

/// Not standard input or a text that was pasted.
bool isFile(const std::string& path) {
    return path.starts_with('/');
}

bool isComplete(const DocumentRow& row) {
    return row.status == DocumentStatus::Ready || row.status == DocumentStatus::Unavailable;
}

Result<std::optional<DocumentRow>> IngestPipeline::findStored(const DocumentInfo& info,
                                                              const std::string& ocrLanguage) {
    std::optional<DocumentRow> row;
    if (!m_made)
        return row;
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(row, store->documentByHash(info.contentHash));
    if (!row)
        return row;
    if (isComplete(*row)) {
        if (ocrLanguage.empty() || !wantsRecognition(*row))
            return row;
        MEMLONG_TRY(m_session.removeDocument(row->id)); // to be read again, with recognition
        return std::optional<DocumentRow>();
    }
    const bool sameCut = row->readerVersion == kReaderVersion && row->chunkTokens == m_format.chunkTokens &&
                         row->tokenizerFingerprint == m_format.tokenizer->fingerprint();
    if (sameCut)
        return row;
    MEMLONG_TRY(m_session.removeDocument(row->id));
    return std::optional<DocumentRow>();
}

Result<IngestedDocument> IngestPipeline::alreadyThere(DocumentRow row, IngestedDocument outcome) {
    outcome.outcome = Outcome::AlreadyThere;
    outcome.id = row.id;
    outcome.title = row.title;
    outcome.pages = row.pages;
    outcome.chunks = row.chunks;
    outcome.tokens = row.tokens;
    std::error_code error;
    const bool lost = row.status == DocumentStatus::Unavailable || !std::filesystem::exists(row.path, error);
    const bool moved = lost && isFile(outcome.path) && row.path != outcome.path;
    if (!moved && row.status == DocumentStatus::Ready)
        return outcome;
    if (moved)
        row.path = outcome.path;
    row.status = DocumentStatus::Ready;
    row.problem.clear();
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_TRY(store->updateDocument(row));
    MEMLONG_ASSIGN(outcome.problem, markOlderVersions(row));
    return outcome;
}

Result<std::string> IngestPipeline::markOlderVersions(const DocumentRow& newest) {
    std::string note;
    if (!isFile(newest.path))
        return note;
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const std::vector<DocumentRow> documents, store->documents());
    for (DocumentRow row : documents) {
        if (row.path != newest.path || row.id == newest.id || row.status != DocumentStatus::Ready)
            continue;
        row.status = DocumentStatus::Unavailable;
        row.problem = "an older version of " + row.path;
        MEMLONG_TRY(store->updateDocument(row));
        note = "an older version of " + row.path + " is in the session, too, as document " +
               std::to_string(row.id) + "; 'memlong session remove-document' takes it out";
    }
    return note;
}

Result<std::optional<IngestedDocument>> IngestPipeline::readDocument(DocumentReader& reader,
                                                                     const std::string& ocrLanguage,
                                                                     IngestedDocument outcome) {
    const DocumentInfo& info = reader.info();
    MEMLONG_ASSIGN(const std::optional<DocumentRow> stored, findStored(info, ocrLanguage));
    if (stored && isComplete(*stored)) {
        MEMLONG_ASSIGN(IngestedDocument there, alreadyThere(*stored, std::move(outcome)));
        return std::optional(std::move(there));
    }
    DocumentRow row;
    if (stored)
        row = *stored;
    row.contentHash = info.contentHash;
    row.path = outcome.path;
    row.title = info.title;
    row.author = info.author;
    row.format = info.format;
    row.pages = info.pageCount;
    row.status = DocumentStatus::Reading;
    row.problem.clear();
    row.readerVersion = kReaderVersion;
    row.ocrLanguage = ocrLanguage;
    row.tokenizerFingerprint = m_format.tokenizer->fingerprint();
    row.chunkTokens = m_format.chunkTokens;
    row.pageProblems.clear();
    row.outline.clear();
    for (const OutlineEntry& entry : info.outline)
        row.outline.push_back({entry.title, entry.page, entry.level});
    outcome.id = row.id;
    outcome.outcome = row.chunks > 0 ? Outcome::Resumed : Outcome::Added;
    outcome.chunks = row.chunks;
    outcome.tokens = row.tokens;

    ChunkProducer::Plan plan;
    plan.tokenizer = m_format.tokenizer;
    plan.chunkTokens = m_format.chunkTokens;
    plan.batchChunks = m_decoderName.empty() ? kBatchChunks : kBatchChunksEncoded;
    plan.firstOrdinal = static_cast<int>(std::max<std::int64_t>(row.chunks - 1, 0));
    plan.language = row.language;
    const bool pages = info.pageCount > 0;
    bool toCheck = row.chunks > 0; // the last stored chunk must come out the same again
    bool begun = false;
    ChunkProducer producer(reader, std::move(plan), m_stop);
    while (auto batch = producer.next()) {
        if (m_stop.stop_requested())
            break;
        std::span<PreparedChunk> chunks(batch->chunks);
        const auto done =
            pages ? static_cast<std::uint64_t>(std::max(chunks.back().chunk.lastPage, 0)) : batch->textBytes;
        if (toCheck) {
            toCheck = false;
            MEMLONG_ASSIGN(const bool same, sameAsStored(row.id, chunks.front().chunk));
            if (!same) {
                MEMLONG_TRY(m_session.removeDocument(row.id));
                return std::optional<IngestedDocument>();
            }
            m_doneBefore = pages ? static_cast<std::uint64_t>(std::max(chunks.front().chunk.lastPage, 0))
                                 : batch->textBytes;
            chunks = chunks.subspan(1);
        }
        if (!begun) {
            row.language = batch->language;
            MEMLONG_TRY(begin(row));
            outcome.id = row.id;
            begun = true;
        }
        if (const auto committed = commit(row, chunks, outcome); !committed) {
            if (committed.error().code != ErrorCode::Cancelled)
                return committed.error();
            break;
        }
        report("encoding", done);
    }
    if (m_stop.stop_requested()) {
        outcome.outcome = Outcome::Cancelled;
        return std::optional(std::move(outcome));
    }
    MEMLONG_ASSIGN(IngestedDocument finished, finish(std::move(row), producer.summary(), std::move(outcome)));
    return std::optional(std::move(finished));
}

Result<bool> IngestPipeline::sameAsStored(RowId document, const Chunk& chunk) {
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const std::optional<RowId> id, store->chunkAt(document, chunk.ordinal));
    if (!id)
        return false;
    MEMLONG_ASSIGN(const std::vector<ChunkRow> stored, store->chunks(std::span(&*id, 1)));
    return stored.front().text == chunk.text && stored.front().tokenIds == chunk.tokens &&
           stored.front().tokenBegin == chunk.tokenBegin;
}

Result<void> IngestPipeline::makeSession() {
    MEMLONG_TRY(m_session.create(m_format, *m_retriever));
    if (!m_lock) { // it was there already, but empty
        MEMLONG_ASSIGN(m_lock, SessionLock::take(m_session.folder()));
    }
    m_made = true;
    for (DocumentRow& row : m_problems)
        MEMLONG_TRY(record(std::move(row)));
    m_problems.clear();
    return {};
}

Result<void> IngestPipeline::begin(DocumentRow& row) {
    if (!m_made)
        MEMLONG_TRY(makeSession());
    if (!m_decoderName.empty() && m_encoder == nullptr) {
        MEMLONG_ASSIGN(m_encoder, m_session.encoder(m_decoderName));
    }
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    if (row.id != 0)
        return store->updateDocument(row);
    MEMLONG_ASSIGN(row.id, store->addDocument(row));
    return {};
}

Result<void> IngestPipeline::commit(const DocumentRow& row, std::span<PreparedChunk> chunks,
                                    IngestedDocument& outcome) {
    if (chunks.empty())
        return {};
    std::vector<std::string> texts;
    std::vector<ChunkEncoder::Source> sources;
    for (const PreparedChunk& prepared : chunks)
        texts.push_back(prepared.chunk.text);
    MEMLONG_ASSIGN(const std::vector<Embeddings> embeddings, m_retriever->embedPassages(texts, m_stop));
    if (embeddings.size() != chunks.size())
        return makeError(ErrorCode::Internal,
                         "the retriever embedded another number of passages than it was given");
    std::vector<std::shared_ptr<const KvBlock>> blocks(chunks.size());
    if (m_encoder != nullptr) {
        for (const PreparedChunk& prepared : chunks)
            sources.push_back({prepared.chunk.tokens, prepared.chunk.text});
        MEMLONG_ASSIGN(blocks, m_encoder->encode(sources, m_stop));
    }

    std::vector<NewChunk> rows;
    std::int64_t tokens = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        NewChunk added;
        added.row = chunkRowOf(row.id, std::move(chunks[i].chunk));
        added.searchTerms = std::move(chunks[i].searchTerms);
        added.embeddings = embeddings[i].values;
        if (m_encoder != nullptr)
            added.kv = m_encoder->stored(blocks[i]);
        tokens += static_cast<std::int64_t>(added.row.tokenEnd - added.row.tokenBegin);
        rows.push_back(std::move(added));
    }
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const std::vector<RowId> ids, store->addChunks(row.id, rows));
    m_session.index().added(*store, ids, embeddings);
    MEMLONG_ASSIGN(ResidentMemory* const memory, m_session.memory());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (!rows[i].kv.empty())
            memory->added(ids[i], blocks[i]->tokens);

    const auto count = static_cast<std::int64_t>(rows.size());
    outcome.chunks += count;
    outcome.tokens += tokens;
    m_report.chunks += count;
    m_report.tokens += tokens;
    m_documentTokens += tokens;
    return {};
}

Result<IngestedDocument> IngestPipeline::finish(DocumentRow row, const ReadingSummary& read,
                                                IngestedDocument outcome) {
    row.pages = std::max(row.pages, read.pages);
    row.pageProblems = read.pageProblems;
    outcome.pages = row.pages;
    outcome.pageProblems = read.pageProblems;
    row.status = DocumentStatus::Ready;
    if (read.error) {
        row.status = DocumentStatus::Failed;
        row.problem = read.error->message;
        outcome.code = read.error->code;
    } else if (read.scannedPages > 0 &&
               (!read.anyText || (read.scannedPages * 2 > read.pages && row.ocrLanguage.empty()))) {
        row.status = DocumentStatus::Scanned;
        row.problem = pagesWithoutText(row, read);
        if (read.damagedPages == 0) { // the message says it for all of them
            row.pageProblems.clear();
            outcome.pageProblems.clear();
        }
        outcome.code = ErrorCode::BadInput;
    } else if (!read.anyText) {
        row.status = DocumentStatus::Failed;
        row.problem =
            read.damagedPages > 0
                ? row.path + " is damaged: none of its pages can be read; get another copy or repair it"
                : row.path + " contains no text";
        outcome.code = ErrorCode::BadInput;
    }
    outcome.problem = row.problem;
    if (row.status == DocumentStatus::Ready) {
        MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
        MEMLONG_TRY(store->updateDocument(row));
        MEMLONG_ASSIGN(outcome.problem, markOlderVersions(row));
        return outcome;
    }
    outcome.outcome = row.status == DocumentStatus::Scanned ? Outcome::Scanned : Outcome::Failed;
    if (row.id != 0 && !read.anyText) { // white space only
        MEMLONG_TRY(m_session.removeDocument(row.id));
        m_report.chunks -= outcome.chunks;
        m_report.tokens -= outcome.tokens;
        outcome.chunks = outcome.tokens = 0;
        row.id = outcome.id = 0;
    }
    MEMLONG_TRY(record(std::move(row)));
    return outcome;
}

Result<void> IngestPipeline::record(DocumentRow row) {
    if (!m_made) {
        m_problems.push_back(std::move(row));
        return {};
    }
    MEMLONG_ASSIGN(SessionStore* const store, m_session.store());
    MEMLONG_ASSIGN(const std::optional<DocumentRow> known, store->documentByHash(row.contentHash));
    if (!known) {
        MEMLONG_TRY(store->addDocument(row));
        return {};
    }
    if (isComplete(*known))
        return {};
    if (row.id == known->id)
        return store->updateDocument(row);
    // It could not be opened. What an earlier run stored of it stays as it is, to be gone on with.
    DocumentRow kept = *known;
    kept.path = row.path;
    kept.status = row.status;
    kept.problem = row.problem;
    return store->updateDocument(kept);
}

} // namespace memlong
