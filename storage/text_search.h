// The full-text table chunk_search. Functions throw SQLite::Exception.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "storage/records.h"

namespace memlong {

class TermInserter {
public:
    explicit TermInserter(SQLite::Database& handle);
    void insert(RowId chunk, const std::string& terms);

private:
    SQLite::Statement m_statement;
};

void deleteTerms(SQLite::Database& handle, RowId document);

/// BM25, best first, equal scores by ascending id. Any of `terms` may match.
std::vector<TextHit> findText(SQLite::Database& handle, std::span<const std::string> terms, int k,
                              std::span<const RowId> masked);

/// The terms as an FTS5 expression that means exactly them, whatever characters they hold; empty when none is
/// left.
std::string matchExpression(std::span<const std::string> terms);

} // namespace memlong
