#include "app/services/stored_messages.h"

#include <algorithm>
#include <unordered_map>

namespace memlong {
namespace {

SearchResult resultOf(const CitationRow& citation, const DocumentRow* document, const ChunkRow* chunk) {
    SearchResult result;
    result.chunk = citation.chunk;
    result.document = citation.document;
    result.score = citation.score;
    result.denseScore = citation.denseScore;
    result.bm25Score = citation.bm25Score;
    result.rank = citation.rank;
    result.triggers = citation.triggers;
    result.attention = citation.attention;
    result.retrievedAtToken = citation.retrievedAtToken;
    if (document != nullptr) {
        result.title = document->title;
        result.path = document->path;
    }
    if (chunk != nullptr) {
        result.pageFirst = chunk->firstPage;
        result.pageLast = chunk->lastPage;
        result.charBegin = chunk->charBegin;
        result.charEnd = chunk->charEnd;
        result.text = chunk->text;
    } else {
        result.pageFirst = result.pageLast = citation.quotePage;
    }
    return result;
}

Quote quoteOf(const CitationRow& citation, const std::string& title) {
    Quote quote;
    quote.text = citation.quote;
    quote.document = citation.document;
    quote.title = title;
    quote.page = citation.quotePage;
    quote.charBegin = citation.quoteCharBegin;
    quote.charEnd = citation.quoteCharEnd;
    quote.chunk = citation.chunk;
    quote.score = citation.score;
    return quote;
}

} // namespace

Result<std::vector<ChatMessage>> storedMessages(OpenSession& session) {
    std::vector<ChatMessage> messages;
    if (!session.exists())
        return messages;
    MEMLONG_ASSIGN(SessionStore* const store, session.store());
    MEMLONG_ASSIGN(const std::vector<MessageRow> rows, store->messages());
    MEMLONG_ASSIGN(const std::vector<DocumentRow> documentRows, store->documents());
    std::unordered_map<RowId, const DocumentRow*> documents;
    for (const DocumentRow& row : documentRows)
        documents.emplace(row.id, &row);
    std::unordered_map<RowId, ChunkRow> chunks; // those that are still there
    for (const MessageRow& row : rows) {
        for (const CitationRow& citation : row.citations) {
            if (chunks.contains(citation.chunk))
                continue;
            auto found = store->chunks(std::span(&citation.chunk, 1));
            if (found)
                chunks.emplace(citation.chunk, std::move(found->front()));
            else if (found.error().code != ErrorCode::NotFound)
                return found.error();
        }
    }
    for (const MessageRow& row : rows) {
        ChatMessage message;
        message.id = row.id;
        message.fromUser = row.role == MessageRole::User;
        message.complete = row.complete;
        message.createdAt = row.createdAt;
        AskReport& answer = message.answer;
        (message.fromUser ? message.text : answer.answer) = row.text;
        answer.mode = row.mode;
        answer.model = row.model;
        answer.stopped = !row.complete;
        answer.retrieveMs = row.retrieveMs;
        answer.firstTokenMs = row.firstTokenMs;
        answer.totalMs = row.totalMs;
        answer.tokens = row.tokens;
        if (!message.fromUser && !messages.empty())
            answer.search.query = messages.back().text;
        for (const CitationRow& citation : row.citations) {
            const auto document = documents.find(citation.document);
            const DocumentRow* const source = document == documents.end() ? nullptr : document->second;
            if (citation.rank > 0) { // a retrieved chunk; 0: a quote alone
                const auto chunk = chunks.find(citation.chunk);
                answer.search.results.push_back(
                    resultOf(citation, source, chunk == chunks.end() ? nullptr : &chunk->second));
            }
            if (!citation.quote.empty())
                answer.quotes.push_back(quoteOf(citation, source == nullptr ? "" : source->title));
        }
        messages.push_back(std::move(message));
    }
    return messages;
}

} // namespace memlong
