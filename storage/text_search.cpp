#include "storage/text_search.h"

#include <algorithm>
#include <unordered_set>

namespace memlong {
namespace {

constexpr std::size_t kMaxTerms = 512; // a query is a question and a little text, not a book

/// Chinese, Japanese and Korean are indexed by pairs of characters: one alone is the beginning of many.
bool isOneIdeograph(std::string_view term) {
    const auto lead = static_cast<unsigned char>(term.front());
    return (term.size() == 3 && lead >= 0xE3 && lead <= 0xED) || (term.size() == 4 && lead == 0xF0);
}

} // namespace

TermInserter::TermInserter(SQLite::Database& handle)
    : m_statement(handle, "INSERT INTO chunk_search (rowid, terms) VALUES (?, ?)") {}

void TermInserter::insert(RowId chunk, const std::string& terms) {
    m_statement.reset();
    m_statement.bind(1, chunk);
    m_statement.bind(2, terms);
    m_statement.exec();
}

void deleteTerms(SQLite::Database& handle, RowId document) {
    SQLite::Statement remove(
        handle, "DELETE FROM chunk_search WHERE rowid IN (SELECT id FROM chunk WHERE document = ?)");
    remove.bind(1, document);
    remove.exec();
}

std::string matchExpression(std::span<const std::string> terms) {
    std::unordered_set<std::string_view> seen;
    std::string expression;
    for (const std::string& term : terms) {
        if (term.empty() || seen.size() >= kMaxTerms || !seen.insert(term).second)
            continue;
        expression += expression.empty() ? "\"" : " OR \"";
        for (const char letter : term) {
            if (letter == '"')
                expression += '"'; // doubled inside a quoted string
            if (letter != '\0')
                expression += letter;
        }
        expression += '"';
        if (isOneIdeograph(term))
            expression += '*';
    }
    return expression;
}

std::vector<TextHit> findText(SQLite::Database& handle, std::span<const std::string> terms, int k,
                              std::span<const RowId> masked) {
    const std::string expression = matchExpression(terms);
    std::vector<TextHit> hits;
    if (k <= 0 || expression.empty())
        return hits;
    const std::unordered_set<RowId> hidden(masked.begin(), masked.end());
    SQLite::Statement query(handle, "SELECT rowid, bm25(chunk_search) AS score FROM chunk_search "
                                    "WHERE chunk_search MATCH ? ORDER BY score, rowid LIMIT ?");
    query.bind(1, expression);
    query.bind(2, static_cast<std::int64_t>(k) + static_cast<std::int64_t>(hidden.size()));
    while (hits.size() < static_cast<std::size_t>(k) && query.executeStep()) {
        const RowId chunk = query.getColumn(0).getInt64();
        if (!hidden.contains(chunk))
            hits.push_back(
                {.chunk = chunk, .score = -query.getColumn(1).getDouble()}); // FTS5: smaller is better
    }
    return hits;
}

} // namespace memlong
