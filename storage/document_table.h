// Tables document, outline_entry, page_problem. Functions throw SQLite::Exception.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "storage/records.h"

namespace memlong {

std::optional<DocumentStatus> documentStatusFromName(const std::string& name);

RowId insertDocument(SQLite::Database& handle, const DocumentRow& document);
/// False when there is no such document.
bool updateDocumentRow(SQLite::Database& handle, const DocumentRow& document);
std::vector<DocumentRow> readDocuments(SQLite::Database& handle);
std::optional<DocumentRow> readDocumentByHash(SQLite::Database& handle, const std::string& contentHash);
bool documentExists(SQLite::Database& handle, RowId document);
/// With everything that hangs on it but the search terms.
void deleteDocumentRow(SQLite::Database& handle, RowId document);

} // namespace memlong
