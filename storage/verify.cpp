#include "storage/verify.h"

#include <map>

#include <SQLiteCpp/Statement.h>

#include "storage/database.h"
#include "storage/session_internal.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxProblems = 200;

using Schema = std::map<std::string, std::string>;

Schema schemaOf(SQLite::Database& handle) {
    Schema schema;
    SQLite::Statement query(handle, "SELECT type || ' ' || name, ifnull(sql, '') FROM sqlite_schema "
                                    "WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'");
    while (query.executeStep())
        schema.emplace(query.getColumn(0).getString(), query.getColumn(1).getString());
    return schema;
}

void checkSchema(SQLite::Database& handle, Findings& findings) {
    SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE);
    applyMigrations(fresh);
    const Schema expected = schemaOf(fresh);
    const Schema actual = schemaOf(handle);
    for (const auto& [name, sql] : expected) {
        const auto found = actual.find(name);
        if (found == actual.end())
            findings.add("the database lacks " + name);
        else if (found->second != sql)
            findings.add("the database has another definition of " + name);
    }
    for (const auto& [name, sql] : actual) {
        if (!expected.contains(name))
            findings.add("the database holds something that is not memlong's: " + name);
    }
}

/// One damaged page must not hide what the other checks find.
template <class Check> void attempt(const std::filesystem::path& path, Findings& findings, Check&& check) {
    const Result<void> outcome = guarded(path, [&]() -> Result<void> {
        check();
        return {};
    });
    if (!outcome)
        findings.add(outcome.error().message +
                     (outcome.error().detail.empty() ? "" : " [" + outcome.error().detail + "]"));
}

} // namespace

void Findings::add(std::string problem) {
    if (m_problems.size() < kMaxProblems)
        m_problems.push_back(std::move(problem));
    else if (m_problems.size() == kMaxProblems)
        m_problems.push_back("and more");
}

Result<void> VerifyContext::report(std::uint64_t done, std::uint64_t total, const char* unit) const {
    if (stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "the check was cancelled");
    if (progress)
        progress({.stage = "verifying", .done = done, .total = total, .unit = unit});
    return {};
}

void verifyDatabase(SQLite::Database& handle, bool readOnly, Findings& findings) {
    const std::filesystem::path path = handle.getFilename();
    attempt(path, findings, [&] {
        SQLite::Statement query(handle, "PRAGMA integrity_check(100)");
        while (query.executeStep()) {
            const std::string line = query.getColumn(0).getString();
            if (line != "ok")
                findings.add("session.db: " + line);
        }
    });
    attempt(path, findings, [&] {
        SQLite::Statement query(handle, "PRAGMA foreign_key_check");
        while (query.executeStep())
            findings.add("session.db: a row of " + query.getColumn(0).getString() +
                         " names a missing row of " + query.getColumn(2).getString());
    });
    const std::size_t before = findings.list().size();
    attempt(path, findings, [&] { checkSchema(handle, findings); });
    if (findings.list().size() > before)
        return; // a stranger's table or trigger must not be set to work
    if (readOnly)
        return; // the next check is a command of FTS5 that needs a writable connection, though it writes
                // nothing
    attempt(path, findings, [&] {
        handle.exec("INSERT INTO chunk_search (chunk_search, rank) VALUES ('integrity-check', 1)");
    });
}

Result<std::vector<std::string>> SessionStore::verify(const ProgressFn& progress,
                                                      std::stop_token stop) const {
    Findings findings;
    const VerifyContext context{progress, stop};
    MEMLONG_TRY(context.report(0, 0, "chunks"));
    SQLite::Database& handle = m_state->handle();
    verifyDatabase(handle, m_state->database.readOnly, findings);
    // What stops these is an answer too, unless the user stopped them.
    const auto rows = m_state->read([&](SQLite::Database& db) { return verifyRows(db, context, findings); });
    if (!rows && rows.error().code == ErrorCode::Cancelled)
        return rows.error();
    if (!rows)
        findings.add(rows.error().message);
    const auto kv = m_state->read(
        [&](SQLite::Database& db) { return verifyKv(db, m_state->kvFiles, context, findings); });
    if (!kv && kv.error().code == ErrorCode::Cancelled)
        return kv.error();
    if (!kv)
        findings.add(kv.error().message);
    return findings.list();
}

} // namespace memlong
