// What a .memlong archive may hold: a tar, compressed with zstd.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <archive.h>
#include <archive_entry.h>

#include "engine/base/result.h"

namespace memlong {

/// session.db, index.faiss and kv/<document>[.<layout>].kv, nothing else.
bool isArchiveMember(std::string_view name);

/// Whether the file begins as an archive does, whole or damaged.
bool isArchive(const std::filesystem::path& path);

struct ArchiveReadDeleter {
    void operator()(archive* handle) const { archive_read_free(handle); }
};
struct ArchiveWriteDeleter {
    void operator()(archive* handle) const { archive_write_free(handle); }
};
struct ArchiveEntryDeleter {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using ArchiveReader = std::unique_ptr<archive, ArchiveReadDeleter>;
using ArchiveWriter = std::unique_ptr<archive, ArchiveWriteDeleter>;
using ArchiveEntry = std::unique_ptr<archive_entry, ArchiveEntryDeleter>;

inline std::string archiveDetail(archive* handle) {
    const char* const text = archive_error_string(handle);
    return text == nullptr ? "" : text;
}

} // namespace memlong
