// What a SessionStore holds, for the files of this folder that work on a whole session.
#pragma once

#include <filesystem>

#include <SQLiteCpp/Transaction.h>

#include "storage/database.h"
#include "storage/kv_files.h"
#include "storage/session_state.h"
#include "storage/session_store.h"
#include "storage/sqlite_error.h"

namespace memlong {

struct SessionStore::State {
    std::filesystem::path folder;
    Database database;
    KvFiles kvFiles;
    std::uint64_t lastGeneration = 0; // of the last successful look, should the next one fail
    bool inTransaction = false;       // of transaction(): writes join it

    State(std::filesystem::path sessionFolder, Database opened)
        : folder(std::move(sessionFolder)), database(std::move(opened)),
          kvFiles(folder / "kv", database.readOnly) {}

    SQLite::Database& handle() { return *database.handle; }

    /// The file for the layout in use; rows that named a damaged one are dropped. Call it inside write().
    Result<KvFile*> kvFileForWriting(RowId document);

    /// Runs `work(handle)`; exceptions become errors.
    template <class Work> auto read(Work&& work) {
        return guarded(database.path, [&] { return work(handle()); });
    }

    /// Runs `work(handle)` in a transaction that excludes other writers, committed when it returns a value.
    template <class Work> auto write(Work&& work) {
        if (inTransaction)
            return read(std::forward<Work>(work));
        return guarded(database.path, [&] {
            SQLite::Transaction transaction(handle(), SQLite::TransactionBehavior::IMMEDIATE);
            auto result = work(handle());
            if (result) {
                touchSession(handle());
                transaction.commit();
            }
            return result;
        });
    }
};

inline std::filesystem::path databasePath(const std::filesystem::path& folder) {
    return folder / "session.db";
}

inline Error noSuch(const char* what, RowId id) {
    return makeError(ErrorCode::NotFound,
                     "there is no " + std::string(what) + " " + std::to_string(id) + " in the session");
}

} // namespace memlong
