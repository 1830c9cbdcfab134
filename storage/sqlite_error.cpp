#include "storage/sqlite_error.h"

#include <new>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace memlong {
namespace {

Error errorOf(const SQLite::Exception& failure, const std::filesystem::path& file) {
    const std::string name = file.string();
    const std::string detail = std::string(failure.what()) + " (SQLite " +
                               std::to_string(failure.getErrorCode()) + ", extended " +
                               std::to_string(failure.getExtendedErrorCode()) + ")";
    switch (failure.getErrorCode() & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return makeError(ErrorCode::Corrupt,
                         name + " is damaged; restore the session from an exported archive or ingest again",
                         detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return makeError(ErrorCode::Io,
                         name + " is being written by another program; try again when it has finished",
                         detail);
    case SQLITE_FULL:
        return makeError(
            ErrorCode::Io,
            "cannot write " + name + ": the disk is full; free some space and run the command again", detail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return makeError(ErrorCode::Io,
                         "cannot write " + name +
                             ": it is read-only; check the permissions or choose another place",
                         detail);
    case SQLITE_CANTOPEN:
        return makeError(ErrorCode::Io,
                         "cannot open " + name + "; check the permissions of the file and its folder",
                         detail);
    case SQLITE_IOERR:
        return makeError(ErrorCode::Io,
                         "cannot read or write " + name + "; check the disk and its free space", detail);
    case SQLITE_NOMEM:
        return makeError(ErrorCode::OutOfMemory, "not enough memory to use " + name, detail);
    case SQLITE_TOOBIG:
        return makeError(ErrorCode::InvalidArgument, "a value is too large to be stored in " + name, detail);
    case SQLITE_CONSTRAINT:
        return makeError(ErrorCode::InvalidArgument,
                         "a row contradicts what " + name + " already holds; nothing was changed", detail);
    default:
        return makeError(ErrorCode::Internal, "cannot use " + name + ": " + failure.what(), detail);
    }
}

} // namespace

Error errorOfCurrentException(const std::filesystem::path& file) {
    try {
        throw;
    } catch (const SQLite::Exception& failure) {
        return errorOf(failure, file);
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "not enough memory to use " + file.string());
    } catch (const std::exception& failure) {
        return makeError(ErrorCode::Internal, "cannot use " + file.string() + ": " + failure.what());
    }
}

} // namespace memlong
