#include "app/services/conversation.h"

#include <algorithm>
#include <iterator>

#include "app/services/settings.h"
#include "engine/base/log.h"
#include "engine/documents/document.h"
#include "engine/text/chunker.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

constexpr const char* kConversation = "conversation"; // content hash and title of its document
constexpr auto kSaveInterval = std::chrono::milliseconds(250);

std::string transcript(std::span<const ChatTurn> turns) {
    std::string text;
    for (const ChatTurn& turn : turns)
        text += (turn.role == ChatRole::Assistant ? "Answer: " : "Question: ") + turn.text + "\n\n";
    return text;
}

Result<DocumentRow> conversationDocument(SessionStore& store, const SessionFormat& format,
                                         const std::string& language) {
    MEMLONG_ASSIGN(const std::optional<DocumentRow> known, store.documentByHash(kConversation));
    if (known)
        return *known;
    DocumentRow row;
    row.contentHash = kConversation;
    row.title = kConversation;
    row.format = "chat";
    row.status = DocumentStatus::Ready;
    row.readerVersion = kReaderVersion;
    row.tokenizerFingerprint = format.tokenizer->fingerprint();
    row.chunkTokens = format.chunkTokens;
    row.language = language;
    MEMLONG_ASSIGN(row.id, store.addDocument(row));
    return row;
}

/// Chunks of `text` that go on behind what the document holds.
Result<std::vector<NewChunk>> continuedChunks(SessionStore& store, const DocumentRow& document,
                                              const SessionFormat& format, const std::string& text) {
    int ordinal = 0;
    std::uint64_t token = 0, character = 0;
    MEMLONG_ASSIGN(const std::vector<RowId> stored, store.chunkIds(document.id));
    if (!stored.empty()) {
        MEMLONG_ASSIGN(const std::vector<ChunkRow> last, store.chunks(std::span(&stored.back(), 1)));
        ordinal = last.front().ordinal + 1;
        token = last.front().tokenEnd;
        character = last.front().charEnd;
    }
    Chunker chunker(format.tokenizer, format.chunkTokens);
    Page page;
    page.number = document.pages + 1;
    page.text = text;
    std::vector<Chunk> chunks = chunker.push(page);
    std::ranges::move(chunker.finish(), std::back_inserter(chunks));
    std::vector<NewChunk> added;
    for (Chunk& chunk : chunks) {
        NewChunk row;
        row.row.document = document.id;
        row.row.ordinal = ordinal + chunk.ordinal;
        row.row.tokenBegin = token + chunk.tokenBegin;
        row.row.tokenEnd = token + chunk.tokenEnd;
        row.row.charBegin = character + chunk.charBegin;
        row.row.charEnd = character + chunk.charEnd;
        row.row.firstPage = chunk.firstPage;
        row.row.lastPage = chunk.lastPage;
        row.row.pageStarts = std::move(chunk.pageStarts);
        row.row.tokenIds = std::move(chunk.tokens);
        row.row.isChat = true;
        for (const std::string& term : searchTerms(chunk.text, document.language))
            row.searchTerms += (row.searchTerms.empty() ? "" : " ") + term;
        row.row.text = std::move(chunk.text);
        added.push_back(std::move(row));
    }
    return added;
}

std::vector<CitationRow> citationsOf(const AskReport& report) {
    std::vector<CitationRow> citations;
    for (const SearchResult& result : report.search.results) {
        CitationRow citation;
        citation.chunk = result.chunk;
        citation.document = result.document;
        citation.rank = result.rank;
        citation.score = result.score;
        citation.denseScore = result.denseScore;
        citation.bm25Score = result.bm25Score;
        citation.triggers = result.triggers;
        citation.retrievedAtToken = result.retrievedAtToken;
        citation.attention = result.attention;
        citations.push_back(std::move(citation));
    }
    for (const Quote& quote : report.quotes) { // rank 0: in the order of the quotes
        CitationRow citation;
        citation.chunk = quote.chunk;
        citation.document = quote.document;
        citation.score = quote.score;
        citation.quote = quote.text;
        citation.quoteCharBegin = quote.charBegin;
        citation.quoteCharEnd = quote.charEnd;
        citation.quotePage = quote.page;
        citations.push_back(std::move(citation));
    }
    return citations;
}

} // namespace

Result<LocalHistory> localHistory(OpenSession& session) {
    LocalHistory history;
    MEMLONG_ASSIGN(SessionStore* const store, session.store());
    MEMLONG_ASSIGN(const std::uint64_t archived, settings::number(*store, settings::kArchivedMessage, 0));
    MEMLONG_ASSIGN(const std::vector<MessageRow> messages, store->messages());
    for (const MessageRow& message : messages) {
        if (static_cast<std::uint64_t>(message.id) <= archived || message.text.empty())
            continue;
        const bool asked = message.role == MessageRole::User;
        if (asked && !history.turns.empty() && history.turns.back().role == ChatRole::User) {
            history.turns
                .pop_back(); // a question that got no answer; chat templates want turns in alternation
            history.messages.pop_back();
        }
        history.turns.push_back({asked ? ChatRole::User : ChatRole::Assistant, message.text});
        history.messages.push_back(message.id);
    }
    if (!history.turns.empty() && history.turns.back().role == ChatRole::User) {
        history.turns.pop_back();
        history.messages.pop_back();
    }
    return history;
}

Result<void> archiveOldestHalf(OpenSession& session, LocalHistory& history, ChunkEncoder* encoder,
                               const std::stop_token& stop) {
    std::size_t count = std::min(history.turns.size(), std::max<std::size_t>(2, history.turns.size() / 2));
    while (count < history.turns.size() && history.turns[count].role == ChatRole::Assistant)
        ++count; // an answer goes with its question
    if (count == 0)
        return {};
    MEMLONG_ASSIGN(SessionStore* const store, session.writableStore());
    MEMLONG_ASSIGN(const SessionFormat format, session.format(0, ""));
    MEMLONG_ASSIGN(const auto retriever, session.retriever());
    const std::string text = transcript(std::span(history.turns).first(count));
    MEMLONG_ASSIGN(DocumentRow document, conversationDocument(*store, format, guessLanguage(text)));
    MEMLONG_ASSIGN(std::vector<NewChunk> chunks, continuedChunks(*store, document, format, text));

    std::vector<std::string> texts;
    std::vector<ChunkEncoder::Source> sources;
    for (const NewChunk& chunk : chunks) {
        texts.push_back(chunk.row.text);
        sources.push_back({chunk.row.tokenIds, chunk.row.text});
    }
    MEMLONG_ASSIGN(const std::vector<Embeddings> embeddings, retriever->embedPassages(texts, stop));
    for (std::size_t i = 0; i < chunks.size(); ++i)
        chunks[i].embeddings = embeddings[i].values;
    if (encoder != nullptr) {
        MEMLONG_ASSIGN(const auto blocks, encoder->encode(sources, stop));
        for (std::size_t i = 0; i < chunks.size(); ++i)
            chunks[i].kv = encoder->stored(blocks[i]);
    }
    MEMLONG_TRY(session.index().current(*store, *retriever));
    std::vector<RowId> ids;
    ++document.pages;
    MEMLONG_TRY(
        store->transaction([&]() -> Result<void> { // or the turns would be both here and in the history
            MEMLONG_ASSIGN(ids, store->addChunks(document.id, chunks));
            MEMLONG_TRY(store->updateDocument(document));
            return store->setSetting(settings::kArchivedMessage, std::to_string(history.messages[count - 1]));
        }));
    session.index().added(*store, ids, embeddings);
    session.index().save(*store);
    const auto gone = static_cast<std::ptrdiff_t>(count);
    history.turns.erase(history.turns.begin(), history.turns.begin() + gone);
    history.messages.erase(history.messages.begin(), history.messages.begin() + gone);
    return {};
}

Result<void> forgetConversation(OpenSession& session) {
    MEMLONG_ASSIGN(SessionStore* const store, session.writableStore());
    MEMLONG_ASSIGN(const std::vector<MessageRow> messages, store->messages());
    if (!messages.empty())
        MEMLONG_TRY(store->removeMessagesFrom(messages.front().id));
    MEMLONG_ASSIGN(const std::optional<DocumentRow> document, store->documentByHash(kConversation));
    if (document)
        MEMLONG_TRY(session.removeDocument(document->id));
    session.index().save(*store);
    return {};
}

Result<AnswerRecorder> AnswerRecorder::begin(OpenSession& session, const std::string& question) {
    AnswerRecorder recorder(nullptr);
    if (!session.writable())
        return recorder;
    MEMLONG_ASSIGN(recorder.m_store, session.store());
    MessageRow asked;
    asked.role = MessageRole::User;
    asked.text = question;
    MEMLONG_ASSIGN(recorder.m_question, recorder.m_store->addMessage(asked));
    recorder.m_answer.role = MessageRole::Assistant;
    recorder.m_answer.complete = false;
    MEMLONG_ASSIGN(recorder.m_answer.id, recorder.m_store->addMessage(recorder.m_answer));
    recorder.m_lastSaved = std::chrono::steady_clock::now();
    return recorder;
}

void AnswerRecorder::text(const std::string& soFar) {
    const auto now = std::chrono::steady_clock::now();
    if (m_store == nullptr || now - m_lastSaved < kSaveInterval)
        return;
    m_lastSaved = now;
    m_answer.text = soFar;
    if (const auto saved = m_store->updateMessage(m_answer); !saved)
        logWarning("the answer so far is not saved: " + saved.error().message);
}

Result<void> AnswerRecorder::finish(const AskReport& report, bool complete) {
    if (m_store == nullptr)
        return {};
    m_answer.text = report.answer;
    m_answer.complete = complete;
    m_answer.mode = report.mode;
    m_answer.model = report.model;
    m_answer.retrieveMs = report.retrieveMs;
    m_answer.firstTokenMs = report.firstTokenMs;
    m_answer.totalMs = report.totalMs;
    m_answer.tokens = report.tokens;
    m_answer.citations = citationsOf(report);
    return m_store->updateMessage(m_answer);
}

} // namespace memlong
