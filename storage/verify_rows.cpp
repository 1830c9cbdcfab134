#include <unordered_set>

#include <SQLiteCpp/Statement.h>

#include "engine/base/utf8.h"
#include "storage/blobs.h"
#include "storage/chunk_table.h"
#include "storage/document_table.h"
#include "storage/embedding_table.h"
#include "storage/session_state.h"
#include "storage/verify.h"

namespace memlong {
namespace {

constexpr std::uint64_t kReportEvery = 512;

void checkDocuments(SQLite::Database& handle, Findings& findings) {
    SQLite::Statement query(handle, "SELECT id, status FROM document");
    while (query.executeStep()) {
        if (!documentStatusFromName(query.getColumn(1).getString()))
            findings.add("document " + query.getColumn(0).getString() + " has an unknown status");
    }
    SQLite::Statement roles(handle, "SELECT id FROM message WHERE role NOT IN ('user', 'assistant')");
    while (roles.executeStep())
        findings.add("message " + roles.getColumn(0).getString() + " has an unknown role");
    if (handle.execAndGet("SELECT count(*) FROM session_state").getInt() != 1)
        findings.add("the session has no single state row");
}

/// Every row that `sql` returns is a problem: `before` + first column + `after`.
void eachIsAProblem(SQLite::Database& handle, const char* sql, const char* before, const char* after,
                    Findings& findings) {
    SQLite::Statement query(handle, sql);
    while (query.executeStep())
        findings.add(before + query.getColumn(0).getString() + after);
}

struct Previous {
    RowId document = 0;
    int ordinal = -1;
    std::int64_t tokenEnd = 0, charEnd = 0;
};

Result<void> checkChunks(SQLite::Database& handle, const VerifyContext& context, Findings& findings) {
    const auto total = static_cast<std::uint64_t>(handle.execAndGet("SELECT count(*) FROM chunk").getInt64());
    SQLite::Statement query(
        handle, "SELECT id, document, ordinal, token_begin, token_end, char_begin, char_end, first_page, "
                "last_page, is_chat, text, token_ids, page_starts, checksum FROM chunk "
                "LEFT JOIN chunk_content ON chunk = id ORDER BY document, ordinal");
    Previous previous;
    for (std::uint64_t done = 0; query.executeStep(); ++done) {
        if (done % kReportEvery == 0) {
            MEMLONG_TRY(context.report(done, total, "chunks"));
        }
        const std::string name = "chunk " + query.getColumn(0).getString() + " ";
        const RowId document = query.getColumn(1).getInt64();
        const int ordinal = query.getColumn(2).getInt();
        const std::int64_t tokenBegin = query.getColumn(3).getInt64(),
                           tokenEnd = query.getColumn(4).getInt64();
        const std::int64_t charBegin = query.getColumn(5).getInt64(), charEnd = query.getColumn(6).getInt64();
        if (document != previous.document)
            previous = {.document = document};
        if (ordinal != previous.ordinal + 1)
            findings.add(name + "has ordinal " + std::to_string(ordinal) + " where " +
                         std::to_string(previous.ordinal + 1) + " was expected");
        // Turns of a conversation are separate texts; a document's chunks tile it.
        const bool isChat = query.getColumn(9).getInt() != 0;
        if (tokenBegin > tokenEnd || charBegin > charEnd || tokenBegin < 0 || charBegin < 0 ||
            (!isChat && (tokenBegin != previous.tokenEnd || charBegin != previous.charEnd)))
            findings.add(name + "does not begin where the chunk before it ends");
        if (query.getColumn(7).getInt() > query.getColumn(8).getInt())
            findings.add(name + "ends on a page before its first");
        previous = {document, ordinal, tokenEnd, charEnd};

        if (query.getColumn(13).isNull()) {
            findings.add(name + "has no text");
            continue;
        }
        const auto text = viewOf(query.getColumn(10));
        const auto tokenIds = viewOf(query.getColumn(11));
        const auto pageStarts = viewOf(query.getColumn(12));
        if (chunkContentChecksum(text, tokenIds, pageStarts) != query.getColumn(13).getInt64()) {
            findings.add(name + "is damaged: its checksum does not match");
            continue;
        }
        const auto ids = unpackTokenIds(tokenIds);
        if (!ids || !unpackPageStarts(pageStarts))
            findings.add(name + "holds malformed token ids or page starts");
        else if (!ids->empty() && static_cast<std::int64_t>(ids->size()) != tokenEnd - tokenBegin)
            findings.add(name + "holds another number of tokens than its range says");
        if (!isValidUtf8(text))
            findings.add(name + "is not valid UTF-8");
    }
    return context.report(total, total, "chunks");
}

void checkEmbeddings(SQLite::Database& handle, Findings& findings) {
    visitStoredEmbeddings(handle, [&](RowId, const Result<std::vector<float>>& rows) {
        if (!rows)
            findings.add(rows.error().message);
        return true;
    });
}

} // namespace

Result<void> verifyRows(SQLite::Database& handle, const VerifyContext& context, Findings& findings) {
    checkDocuments(handle, findings);
    // chunk_search_docsize is FTS5's own list of rows; asking chunk_search itself would read its content
    // table.
    eachIsAProblem(handle, "SELECT id FROM chunk WHERE id NOT IN (SELECT id FROM chunk_search_docsize)",
                   "chunk ", " cannot be found by text search", findings);
    eachIsAProblem(handle, "SELECT id FROM chunk_search_docsize WHERE id NOT IN (SELECT id FROM chunk)",
                   "text search finds chunk ", ", which does not exist", findings);
    MEMLONG_TRY(checkChunks(handle, context, findings));
    checkEmbeddings(handle, findings);
    return {};
}

} // namespace memlong
