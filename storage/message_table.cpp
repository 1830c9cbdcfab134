#include "storage/message_table.h"

#include <SQLiteCpp/Statement.h>

#include "storage/session_state.h"

namespace memlong {
namespace {

void bindFields(SQLite::Statement& statement, const MessageRow& message) {
    statement.bind(":role", message.role == MessageRole::User ? "user" : "assistant");
    statement.bind(":text", message.text);
    statement.bind(":complete", message.complete ? 1 : 0);
    statement.bind(":mode", message.mode);
    statement.bind(":model", message.model);
    statement.bind(":retrieve_ms", message.retrieveMs);
    statement.bind(":first_token_ms", message.firstTokenMs);
    statement.bind(":total_ms", message.totalMs);
    statement.bind(":tokens", message.tokens);
    statement.bind(":created_at", message.createdAt);
}

void bindOptional(SQLite::Statement& statement, int index, const std::optional<double>& value) {
    if (value)
        statement.bind(index, *value);
    else
        statement.bind(index);
}

void insertCitations(SQLite::Database& handle, RowId message, const std::vector<CitationRow>& citations) {
    SQLite::Statement insert(
        handle, "INSERT INTO citation (message, position, chunk, document, rank, score, dense_score, "
                "bm25_score, triggers, retrieved_at_token, quote, quote_char_begin, quote_char_end, "
                "quote_page) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    SQLite::Statement attention(handle, "INSERT INTO citation_attention VALUES (?, ?, ?, ?)");
    for (std::size_t i = 0; i < citations.size(); ++i) {
        const CitationRow& row = citations[i];
        const auto position = static_cast<std::int64_t>(i);
        insert.reset();
        insert.bind(1, message);
        insert.bind(2, position);
        insert.bind(3, row.chunk);
        insert.bind(4, row.document);
        insert.bind(5, row.rank);
        insert.bind(6, row.score);
        bindOptional(insert, 7, row.denseScore);
        bindOptional(insert, 8, row.bm25Score);
        insert.bind(9, static_cast<std::int64_t>(row.triggers));
        insert.bind(10, row.retrievedAtToken);
        insert.bind(11, row.quote);
        insert.bind(12, static_cast<std::int64_t>(row.quoteCharBegin));
        insert.bind(13, static_cast<std::int64_t>(row.quoteCharEnd));
        insert.bind(14, row.quotePage);
        insert.exec();
        for (const auto& [layer, share] : row.attention) {
            attention.reset();
            attention.bind(1, message);
            attention.bind(2, position);
            attention.bind(3, layer);
            attention.bind(4, share);
            attention.exec();
        }
    }
}

std::optional<double> optionalOf(const SQLite::Column& column) {
    if (column.isNull())
        return {};
    return column.getDouble();
}

std::vector<CitationRow> readCitations(SQLite::Database& handle, RowId message) {
    std::vector<CitationRow> rows;
    SQLite::Statement query(
        handle, "SELECT chunk, document, rank, score, dense_score, bm25_score, triggers, "
                "retrieved_at_token, quote, quote_char_begin, quote_char_end, quote_page, position "
                "FROM citation WHERE message = ? ORDER BY position");
    SQLite::Statement attention(
        handle, "SELECT layer, share FROM citation_attention WHERE message = ? AND position = ?");
    query.bind(1, message);
    while (query.executeStep()) {
        CitationRow row;
        row.chunk = query.getColumn(0).getInt64();
        row.document = query.getColumn(1).getInt64();
        row.rank = query.getColumn(2).getInt();
        row.score = query.getColumn(3).getDouble();
        row.denseScore = optionalOf(query.getColumn(4));
        row.bm25Score = optionalOf(query.getColumn(5));
        row.triggers = static_cast<std::uint64_t>(query.getColumn(6).getInt64());
        row.retrievedAtToken = query.getColumn(7).getInt();
        row.quote = query.getColumn(8).getString();
        row.quoteCharBegin = static_cast<std::uint64_t>(query.getColumn(9).getInt64());
        row.quoteCharEnd = static_cast<std::uint64_t>(query.getColumn(10).getInt64());
        row.quotePage = query.getColumn(11).getInt();
        attention.reset();
        attention.bind(1, message);
        attention.bind(2, query.getColumn(12).getInt64());
        while (attention.executeStep())
            row.attention.emplace(attention.getColumn(0).getInt(), attention.getColumn(1).getDouble());
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

RowId insertMessage(SQLite::Database& handle, const MessageRow& message) {
    SQLite::Statement insert(
        handle, "INSERT INTO message (role, text, complete, mode, model, retrieve_ms, "
                "first_token_ms, total_ms, tokens, created_at) VALUES (:role, :text, :complete, "
                ":mode, :model, :retrieve_ms, :first_token_ms, :total_ms, :tokens, :created_at)");
    bindFields(insert, message);
    if (message.createdAt.empty())
        insert.bind(":created_at", currentTime());
    insert.exec();
    const RowId id = handle.getLastInsertRowid();
    insertCitations(handle, id, message.citations);
    return id;
}

bool updateMessageRow(SQLite::Database& handle, const MessageRow& message) {
    SQLite::Statement update(
        handle,
        "UPDATE message SET role = :role, text = :text, complete = :complete, mode = :mode, model = :model, "
        "retrieve_ms = :retrieve_ms, first_token_ms = :first_token_ms, total_ms = :total_ms, "
        "tokens = :tokens, created_at = ifnull(nullif(:created_at, ''), created_at) WHERE id = :id");
    update.bind(":id", message.id);
    bindFields(update, message);
    if (update.exec() == 0)
        return false;
    SQLite::Statement clear(handle, "DELETE FROM citation WHERE message = ?");
    clear.bind(1, message.id);
    clear.exec();
    insertCitations(handle, message.id, message.citations);
    return true;
}

std::vector<MessageRow> readMessages(SQLite::Database& handle) {
    std::vector<MessageRow> rows;
    SQLite::Statement query(handle,
                            "SELECT id, role, text, complete, mode, model, retrieve_ms, first_token_ms, "
                            "total_ms, tokens, created_at FROM message ORDER BY id");
    while (query.executeStep()) {
        MessageRow row;
        row.id = query.getColumn(0).getInt64();
        row.role = query.getColumn(1).getString() == "user" ? MessageRole::User : MessageRole::Assistant;
        row.text = query.getColumn(2).getString();
        row.complete = query.getColumn(3).getInt() != 0;
        row.mode = query.getColumn(4).getString();
        row.model = query.getColumn(5).getString();
        row.retrieveMs = query.getColumn(6).getDouble();
        row.firstTokenMs = query.getColumn(7).getDouble();
        row.totalMs = query.getColumn(8).getDouble();
        row.tokens = query.getColumn(9).getInt();
        row.createdAt = query.getColumn(10).getString();
        rows.push_back(std::move(row));
    }
    for (auto& row : rows)
        row.citations = readCitations(handle, row.id);
    return rows;
}

void deleteMessagesFrom(SQLite::Database& handle, RowId message) {
    SQLite::Statement remove(handle, "DELETE FROM message WHERE id >= ?");
    remove.bind(1, message);
    remove.exec();
}

void deleteMessage(SQLite::Database& handle, RowId message) {
    SQLite::Statement remove(
        handle, "DELETE FROM message WHERE id = :id OR (role = 'assistant' AND id > :id "
                "AND 'user' = (SELECT role FROM message WHERE id = :id) AND id < ifnull((SELECT min(id) "
                "FROM message WHERE id > :id AND role = 'user'), 9223372036854775807))");
    remove.bind(":id", message);
    remove.exec();
}

} // namespace memlong
