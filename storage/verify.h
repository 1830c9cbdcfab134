// The checks behind SessionStore::verify, one group a function.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "engine/base/progress.h"
#include "engine/base/result.h"
#include "storage/kv_files.h"

namespace memlong {

/// Problems found so far; a session that is damaged all over is not described in full.
class Findings {
public:
    void add(std::string problem);
    const std::vector<std::string>& list() const { return m_problems; }

private:
    std::vector<std::string> m_problems;
};

struct VerifyContext {
    const ProgressFn& progress;
    std::stop_token stop;

    Result<void> report(std::uint64_t done, std::uint64_t total, const char* unit) const;
};

/// Pages, indexes and references as SQLite sees them, and the schema as this program made it.
void verifyDatabase(SQLite::Database& handle, bool readOnly, Findings& findings);
/// Rows of documents, chunks, terms and embeddings against each other.
Result<void> verifyRows(SQLite::Database& handle, const VerifyContext& context, Findings& findings);
/// K/V rows, files and slots against each other.
Result<void> verifyKv(SQLite::Database& handle, const KvFiles& files, const VerifyContext& context,
                      Findings& findings);

} // namespace memlong
