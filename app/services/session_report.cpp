#include "app/services/session_report.h"

#include <unordered_map>
#include <unordered_set>

#include "app/services/settings.h"
#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::size_t kSnippetCharacters = 80;

/// Ready documents whose source has gone are shown as such; a medium that comes back needs no repair.
std::string statusOf(const DocumentRow& row) {
    std::error_code error;
    const bool gone = row.status == DocumentStatus::Ready && row.path.starts_with('/') &&
                      !std::filesystem::exists(row.path, error);
    return documentStatusName(gone ? DocumentStatus::Unavailable : row.status);
}

std::string snippetOf(const std::string& text) {
    std::string snippet;
    bool space = false;
    for (const char c : text.substr(0, byteOffsetOfCodePoint(text, 2 * kSnippetCharacters))) {
        if (c == ' ' || c == '\n' || c == '\t') {
            space = !snippet.empty();
            continue;
        }
        if (space)
            snippet += ' ';
        space = false;
        snippet += c;
    }
    return snippet.substr(0, byteOffsetOfCodePoint(snippet, kSnippetCharacters));
}

} // namespace

Result<SessionDetails> storedDetails(const SessionStore& store) {
    MEMLONG_ASSIGN(const SessionSummary summary, store.summary());
    SessionDetails details;
    details.chunks = summary.chunks;
    details.tokens = summary.tokens;
    details.messages = summary.messages;
    details.sizeBytes = summary.sizeBytes;
    details.createdAt = summary.createdAt;
    details.changedAt = summary.changedAt;
    MEMLONG_ASSIGN(const std::uint64_t chunkTokens, settings::number(store, settings::kChunkTokens, 0));
    details.chunkTokens = static_cast<int>(chunkTokens);
    MEMLONG_ASSIGN(details.decoder, settings::text(store, settings::kDecoderName));
    MEMLONG_ASSIGN(details.retriever, settings::text(store, settings::kRetrieverName));
    MEMLONG_ASSIGN(details.reranker, settings::text(store, settings::kRerankerName));
    MEMLONG_ASSIGN(details.tokenizer, settings::text(store, settings::kTokenizerName));
    return details;
}

Result<SessionDetails> sessionDetails(OpenSession& session) {
    MEMLONG_ASSIGN(SessionStore* const store, session.store());
    MEMLONG_ASSIGN(SessionDetails details, storedDetails(*store));
    details.name = session.name();
    MEMLONG_ASSIGN(const std::vector<DocumentRow> rows, store->documents());
    for (const DocumentRow& row : rows) {
        DocumentSummary document;
        document.id = row.id;
        document.title = row.title;
        document.path = row.path;
        document.status = statusOf(row);
        document.problem = row.problem;
        document.format = row.format;
        document.pages = row.pages;
        document.chunks = row.chunks;
        document.tokens = row.tokens;
        details.documents.push_back(std::move(document));
    }
    if (details.tokenizer.empty())
        details.tokenizer = "builtin";
    MEMLONG_ASSIGN(const ResidentMemory* const memory, session.memory());
    details.bank = memory->summary();
    MEMLONG_ASSIGN(const std::string layoutText, settings::text(*store, settings::kKvLayout));
    if (const auto layout = settings::kvLayoutFromText(layoutText); layout && layout->chunkTokens > 0)
        details.bank.residentBytes = details.bank.residentTokens * layout->slotBytes / layout->chunkTokens;
    return details;
}

Result<std::vector<MemoryChunkInfo>> memoryChunkInfos(OpenSession& session) {
    MEMLONG_ASSIGN(SessionStore* const store, session.store());
    MEMLONG_ASSIGN(const ResidentMemory* const memory, session.memory());
    MEMLONG_ASSIGN(const std::vector<DocumentRow> documents, store->documents());
    std::unordered_map<Id, std::string> titles;
    for (const DocumentRow& row : documents)
        titles.emplace(row.id, row.title);
    MEMLONG_ASSIGN(const std::vector<RowId> withoutKv, store->chunksWithoutKv());
    const std::unordered_set<RowId> lacking(withoutKv.begin(), withoutKv.end());
    std::vector<MemoryChunkInfo> infos;
    MEMLONG_TRY(store->visitChunks([&](const ChunkRow& row) {
        MemoryChunkInfo info;
        info.chunk = row.id;
        info.document = row.document;
        info.title = titles[row.document];
        info.pageFirst = row.firstPage;
        info.pageLast = row.lastPage;
        info.tokens = static_cast<int>(row.tokenEnd - row.tokenBegin);
        info.triggers = row.triggers;
        info.pinned = row.pinned;
        info.resident = memory->isResident(row.id);
        info.hasKv = !lacking.contains(row.id);
        info.snippet = snippetOf(row.text);
        infos.push_back(std::move(info));
        return true;
    }));
    return infos;
}

} // namespace memlong
