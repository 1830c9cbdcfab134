// Opening, creating and migrating session.db.
#pragma once

#include <filesystem>
#include <memory>

#include <SQLiteCpp/Database.h>

#include "engine/base/result.h"

namespace memlong {

/// An open session.db. `handle` is what the table functions take.
struct Database {
    std::filesystem::path path;
    bool readOnly = false;
    std::unique_ptr<SQLite::Database> handle;
};

/// Makes a database with the newest schema, or opens the one that is there.
Result<Database> createDatabase(const std::filesystem::path& path);

/// Opens and, unless read-only, migrates. A backup `session.db.v<old>` is made before a migration.
Result<Database> openDatabase(const std::filesystem::path& path, bool readOnly);

/// Applies to `handle` every migration above its user_version, each in one transaction.
void applyMigrations(SQLite::Database& handle);

/// While it lives, commits are not synced: a crash of the program loses nothing, a power cut may lose the
/// last of them. For frequent writes that can be repeated.
class RelaxedSync {
public:
    explicit RelaxedSync(SQLite::Database& handle);
    RelaxedSync(const RelaxedSync&) = delete;
    RelaxedSync& operator=(const RelaxedSync&) = delete;
    ~RelaxedSync();

private:
    SQLite::Database& m_handle;
};

} // namespace memlong
