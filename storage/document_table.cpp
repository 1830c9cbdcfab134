#include "storage/document_table.h"

#include <array>

#include <SQLiteCpp/Statement.h>

#include "storage/session_state.h"

namespace memlong {
namespace {

// The names are stored: never change one.
constexpr std::array<std::pair<DocumentStatus, const char*>, 6> kStatusNames{{
    {DocumentStatus::Reading, "reading"},
    {DocumentStatus::Ready, "ready"},
    {DocumentStatus::Scanned, "scanned"},
    {DocumentStatus::Encrypted, "encrypted"},
    {DocumentStatus::Failed, "failed"},
    {DocumentStatus::Unavailable, "unavailable"},
}};

void bindFields(SQLite::Statement& statement, const DocumentRow& document) {
    statement.bind(":path", document.path);
    statement.bind(":title", document.title);
    statement.bind(":author", document.author);
    statement.bind(":format", document.format);
    statement.bind(":pages", document.pages);
    statement.bind(":status", documentStatusName(document.status));
    statement.bind(":problem", document.problem);
    statement.bind(":reader_version", document.readerVersion);
    statement.bind(":tokenizer_fingerprint", document.tokenizerFingerprint);
    statement.bind(":chunk_tokens", document.chunkTokens);
    statement.bind(":language", document.language);
    statement.bind(":ocr_language", document.ocrLanguage);
    statement.bind(":added_at", document.addedAt);
}

void writeLists(SQLite::Database& handle, RowId id, const DocumentRow& document) {
    SQLite::Statement outline(handle, "INSERT INTO outline_entry VALUES (?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < document.outline.size(); ++i) {
        outline.bind(1, id);
        outline.bind(2, static_cast<std::int64_t>(i));
        outline.bind(3, document.outline[i].title);
        outline.bind(4, document.outline[i].page);
        outline.bind(5, document.outline[i].level);
        outline.exec();
        outline.reset();
    }
    SQLite::Statement problem(handle, "INSERT INTO page_problem VALUES (?, ?, ?, ?)");
    for (std::size_t i = 0; i < document.pageProblems.size(); ++i) {
        problem.bind(1, id);
        problem.bind(2, static_cast<std::int64_t>(i));
        problem.bind(3, document.pageProblems[i].first);
        problem.bind(4, document.pageProblems[i].second);
        problem.exec();
        problem.reset();
    }
}

void readLists(SQLite::Database& handle, DocumentRow& document) {
    SQLite::Statement outline(
        handle, "SELECT title, page, level FROM outline_entry WHERE document = ? ORDER BY position");
    outline.bind(1, document.id);
    while (outline.executeStep())
        document.outline.push_back({.title = outline.getColumn(0).getString(),
                                    .page = outline.getColumn(1).getInt(),
                                    .level = outline.getColumn(2).getInt()});
    SQLite::Statement problem(handle,
                              "SELECT page, problem FROM page_problem WHERE document = ? ORDER BY position");
    problem.bind(1, document.id);
    while (problem.executeStep())
        document.pageProblems.emplace_back(problem.getColumn(0).getInt(), problem.getColumn(1).getString());
    SQLite::Statement totals(
        handle, "SELECT count(*), ifnull(sum(token_end - token_begin), 0) FROM chunk WHERE document = ?");
    totals.bind(1, document.id);
    if (totals.executeStep()) {
        document.chunks = totals.getColumn(0).getInt64();
        document.tokens = totals.getColumn(1).getInt64();
    }
}

constexpr const char* kColumns =
    "SELECT id, content_hash, path, title, author, format, pages, status, problem, reader_version, "
    "tokenizer_fingerprint, chunk_tokens, language, added_at, ocr_language FROM document ";

DocumentRow rowOf(SQLite::Statement& query) {
    DocumentRow row;
    row.id = query.getColumn(0).getInt64();
    row.contentHash = query.getColumn(1).getString();
    row.path = query.getColumn(2).getString();
    row.title = query.getColumn(3).getString();
    row.author = query.getColumn(4).getString();
    row.format = query.getColumn(5).getString();
    row.pages = query.getColumn(6).getInt();
    row.status = documentStatusFromName(query.getColumn(7).getString()).value_or(DocumentStatus::Failed);
    row.problem = query.getColumn(8).getString();
    row.readerVersion = query.getColumn(9).getInt();
    row.tokenizerFingerprint = query.getColumn(10).getString();
    row.chunkTokens = query.getColumn(11).getInt();
    row.language = query.getColumn(12).getString();
    row.addedAt = query.getColumn(13).getString();
    row.ocrLanguage = query.getColumn(14).getString();
    return row;
}

} // namespace

std::string documentStatusName(DocumentStatus status) {
    for (const auto& [value, name] : kStatusNames) {
        if (value == status)
            return name;
    }
    return "failed";
}

std::optional<DocumentStatus> documentStatusFromName(const std::string& name) {
    for (const auto& [value, known] : kStatusNames) {
        if (name == known)
            return value;
    }
    return {};
}

RowId insertDocument(SQLite::Database& handle, const DocumentRow& document) {
    SQLite::Statement insert(
        handle, "INSERT INTO document (content_hash, path, title, author, format, pages, status, problem, "
                "reader_version, tokenizer_fingerprint, chunk_tokens, language, ocr_language, added_at) "
                "VALUES (:content_hash, "
                ":path, :title, :author, :format, :pages, :status, :problem, :reader_version, "
                ":tokenizer_fingerprint, :chunk_tokens, :language, :ocr_language, :added_at)");
    insert.bind(":content_hash", document.contentHash);
    bindFields(insert, document);
    if (document.addedAt.empty())
        insert.bind(":added_at", currentTime());
    insert.exec();
    const RowId id = handle.getLastInsertRowid();
    writeLists(handle, id, document);
    return id;
}

bool updateDocumentRow(SQLite::Database& handle, const DocumentRow& document) {
    SQLite::Statement update(
        handle, "UPDATE document SET path = :path, title = :title, author = :author, format = :format, "
                "pages = :pages, status = :status, problem = :problem, reader_version = :reader_version, "
                "tokenizer_fingerprint = :tokenizer_fingerprint, chunk_tokens = :chunk_tokens, "
                "language = :language, ocr_language = :ocr_language, added_at = ifnull(nullif(:added_at, "
                "''), added_at) WHERE id = :id");
    update.bind(":id", document.id);
    bindFields(update, document);
    if (update.exec() == 0)
        return false;
    for (const char* sql :
         {"DELETE FROM outline_entry WHERE document = ?", "DELETE FROM page_problem WHERE document = ?"}) {
        SQLite::Statement clear(handle, sql);
        clear.bind(1, document.id);
        clear.exec();
    }
    writeLists(handle, document.id, document);
    return true;
}

std::vector<DocumentRow> readDocuments(SQLite::Database& handle) {
    std::vector<DocumentRow> rows;
    SQLite::Statement query(handle, std::string(kColumns) + "ORDER BY id");
    while (query.executeStep())
        rows.push_back(rowOf(query));
    for (auto& row : rows)
        readLists(handle, row);
    return rows;
}

std::optional<DocumentRow> readDocumentByHash(SQLite::Database& handle, const std::string& contentHash) {
    SQLite::Statement query(handle, std::string(kColumns) + "WHERE content_hash = ?");
    query.bind(1, contentHash);
    if (!query.executeStep())
        return {};
    DocumentRow row = rowOf(query);
    readLists(handle, row);
    return row;
}

bool documentExists(SQLite::Database& handle, RowId document) {
    SQLite::Statement query(handle, "SELECT 1 FROM document WHERE id = ?");
    query.bind(1, document);
    return query.executeStep();
}

void deleteDocumentRow(SQLite::Database& handle, RowId document) {
    SQLite::Statement remove(handle, "DELETE FROM document WHERE id = ?");
    remove.bind(1, document);
    remove.exec();
}

} // namespace memlong
