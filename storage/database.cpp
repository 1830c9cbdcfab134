#include "storage/database.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include "engine/base/files.h"
#include "engine/base/log.h"
#include "storage/schema.h"
#include "storage/sqlite_error.h"

namespace memlong {
namespace {

constexpr int kBusyTimeoutMs = 5000;
constexpr int kMaxValueBytes = 256 << 20; // a damaged length must not ask for all memory

int pragmaValue(SQLite::Database& handle, const std::string& name) {
    return handle.execAndGet("PRAGMA " + name).getInt();
}

void configure(SQLite::Database& handle, bool readOnly) {
    sqlite3_limit(handle.getHandle(), SQLITE_LIMIT_LENGTH, kMaxValueBytes);
    // The file may come from a stranger: no functions from its schema, no writes to shadow tables.
    sqlite3_db_config(handle.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    handle.exec("PRAGMA trusted_schema = OFF");
    handle.exec("PRAGMA cell_size_check = ON");
    handle.exec("PRAGMA foreign_keys = ON");
    handle.exec("PRAGMA temp_store = MEMORY");
    handle.exec("PRAGMA cache_size = -32768"); // KiB
    if (readOnly)
        return;
    handle.exec(
        "PRAGMA secure_delete = FAST"); // some builds overwrite every freed page, which makes removal slow
    handle.exec("PRAGMA journal_mode = WAL");
    handle.exec("PRAGMA synchronous = FULL"); // a commit survives a power cut
}

std::unique_ptr<SQLite::Database> connect(const std::filesystem::path& path, bool readOnly) {
    const int mode = readOnly ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
    return std::make_unique<SQLite::Database>(path.string(), mode, kBusyTimeoutMs);
}

/// On a read-only medium SQLite cannot make the files it shares between processes. Nothing can change there
/// either, so the database is opened as immutable, unless a log with changes lies beside it.
std::unique_ptr<SQLite::Database> connectReadOnly(const std::filesystem::path& path) {
    auto handle = connect(path, true);
    try {
        pragmaValue(*handle, "schema_version");
        return handle;
    } catch (const SQLite::Exception&) {
        std::error_code ignored;
        const auto log = std::filesystem::path(path.string() + "-wal");
        if (std::filesystem::exists(log, ignored) && std::filesystem::file_size(log, ignored) > 0)
            throw;
    }
    std::string uri = "file:";
    for (const char letter : std::filesystem::absolute(path).string()) {
        if (letter == '%' || letter == '?' || letter == '#') {
            constexpr char kDigits[] = "0123456789ABCDEF";
            uri += '%';
            uri += kDigits[static_cast<unsigned char>(letter) >> 4];
            uri += kDigits[static_cast<unsigned char>(letter) & 15];
        } else {
            uri += letter;
        }
    }
    return std::make_unique<SQLite::Database>(uri + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI,
                                              kBusyTimeoutMs);
}

Result<void> checkOwner(SQLite::Database& handle, const std::filesystem::path& path) {
    if (pragmaValue(handle, "application_id") != kApplicationId)
        return makeError(ErrorCode::Corrupt, path.string() + " is not a memlong session database");
    const int version = pragmaValue(handle, "user_version");
    if (version > newestSchemaVersion())
        return makeError(ErrorCode::UnsupportedVersion,
                         path.string() + " has version " + std::to_string(version) +
                             "; this program knows versions up to " + std::to_string(newestSchemaVersion()) +
                             ", so use a newer memlong");
    if (version < 1)
        return makeError(ErrorCode::Corrupt, path.string() + " has no version; it is damaged");
    return {};
}

Result<void> backUp(SQLite::Database& handle, const std::filesystem::path& path, int version) {
    const std::filesystem::path backup = path.string() + ".v" + std::to_string(version);
    std::error_code ignored;
    std::filesystem::remove(backup, ignored); // of a migration that did not finish
    SQLite::Statement copy(handle, "VACUUM INTO ?");
    copy.bind(1, backup.string());
    copy.exec();
    logInfo("kept " + backup.string() + " before the migration");
    return syncDirectory(path.parent_path());
}

void removeDatabase(const std::filesystem::path& path) {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(path.string() + suffix, ignored);
}

} // namespace

void applyMigrations(SQLite::Database& handle) {
    for (const Migration& migration : schemaMigrations()) {
        if (migration.version <= pragmaValue(handle, "user_version"))
            continue;
        SQLite::Transaction transaction(handle, SQLite::TransactionBehavior::IMMEDIATE);
        if (migration.version <= pragmaValue(handle, "user_version"))
            continue; // another process was faster
        handle.exec(migration.sql);
        if (migration.version == 1) {
            handle.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
            handle.exec("INSERT INTO session_state VALUES (1, 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), "
                        "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))");
        }
        handle.exec("PRAGMA user_version = " + std::to_string(migration.version));
        transaction.commit();
    }
}

Result<Database> createDatabase(const std::filesystem::path& path) {
    std::error_code ignored;
    const bool existed = std::filesystem::exists(path, ignored);
    auto made = guarded(path, [&]() -> Result<Database> {
        Database database{path, false, connect(path, false)};
        SQLite::Database& handle = *database.handle;
        // A program that ended while making a session leaves an empty database; finish it.
        const bool empty =
            pragmaValue(handle, "application_id") == 0 && pragmaValue(handle, "schema_version") == 0;
        if (!empty)
            return openDatabase(path, false);
        // Before the first page is written, which setting auto_vacuum does. Chunks and embeddings of some 2
        // KB would leave holes in pages of 4 KB.
        handle.exec("PRAGMA page_size = 8192");
        handle.exec("PRAGMA auto_vacuum = INCREMENTAL");
        configure(handle, false);
        applyMigrations(handle);
        MEMLONG_TRY(checkOwner(handle, path));
        MEMLONG_TRY(syncDirectory(path.parent_path()));
        return database;
    });
    if (!made && !existed)
        removeDatabase(path);
    return made;
}

Result<Database> openDatabase(const std::filesystem::path& path, bool readOnly) {
    std::error_code failure;
    if (!std::filesystem::exists(path, failure))
        return makeError(ErrorCode::NotFound, "there is no session in " + path.parent_path().string());
    return guarded(path, [&]() -> Result<Database> {
        Database database{path, readOnly, readOnly ? connectReadOnly(path) : connect(path, false)};
        SQLite::Database& handle = *database.handle;
        MEMLONG_TRY(checkOwner(handle, path));
        configure(handle, readOnly);
        const int version = pragmaValue(handle, "user_version");
        if (version < newestSchemaVersion()) {
            if (readOnly)
                return makeError(ErrorCode::UnsupportedVersion,
                                 path.string() + " has the old version " + std::to_string(version) +
                                     "; open it once where it can be written, so that it is converted");
            MEMLONG_TRY(backUp(handle, path, version));
            applyMigrations(handle);
        }
        return database;
    });
}

RelaxedSync::RelaxedSync(SQLite::Database& handle) : m_handle(handle) {
    m_handle.tryExec("PRAGMA synchronous = NORMAL");
}

RelaxedSync::~RelaxedSync() {
    m_handle.tryExec("PRAGMA synchronous = FULL");
}

} // namespace memlong
