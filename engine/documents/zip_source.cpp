#include "engine/documents/zip_source.h"

#include <archive.h>
#include <archive_entry.h>

#include "engine/documents/readers.h"

namespace memlong {

void ZipSource::Free::operator()(archive* handle) const {
    archive_read_free(handle);
}

Result<ZipSource> ZipSource::open(const std::filesystem::path& path) {
    ZipSource source;
    source.m_path = path;
    MEMLONG_TRY(source.restart());
    return source;
}

Result<void> ZipSource::restart() {
    m_archive.reset(archive_read_new());
    m_passed = 0;
    archive_read_support_format_zip(m_archive.get());
    if (archive_read_open_filename(m_archive.get(), m_path.c_str(), 64U << 10) != ARCHIVE_OK) {
        const char* reason = archive_error_string(m_archive.get());
        return makeError(ErrorCode::BadInput, m_path.string() + " is not a readable EPUB; get another copy",
                         reason ? reason : "");
    }
    return {};
}

Result<std::optional<std::string>> ZipSource::read(const std::string& name) {
    // On from where the last read stopped, then once more from the beginning.
    const std::size_t start = m_passed;
    for (int round = 0; round < 2; ++round) {
        if (round == 1) {
            if (start == 0)
                break;
            MEMLONG_TRY(restart());
        }
        archive_entry* entry = nullptr;
        while (m_passed < kMaxFiles && (round == 0 || m_passed < start)) {
            const int status = archive_read_next_header(m_archive.get(), &entry);
            if (status == ARCHIVE_EOF || status == ARCHIVE_FATAL)
                break;
            ++m_passed;
            const char* found = archive_entry_pathname_utf8(entry);
            if (!found)
                found = archive_entry_pathname(entry);
            if (!found || name != found)
                continue;
            if (archive_entry_is_encrypted(entry))
                return encryptedDocument(
                    m_path.string() +
                    " is encrypted; remove its protection with the program it was made with");
            MEMLONG_ASSIGN(std::string content, unpack(name));
            return std::optional(std::move(content));
        }
    }
    return std::optional<std::string>{};
}

Result<std::string> ZipSource::unpack(const std::string& name) {
    std::string content;
    char block[64U << 10];
    while (true) {
        const la_ssize_t got = archive_read_data(m_archive.get(), block, sizeof block);
        if (got == 0)
            return content;
        if (got < 0) {
            const char* reason = archive_error_string(m_archive.get());
            return makeError(ErrorCode::Corrupt,
                             name + " in " + m_path.string() + " is damaged; get another copy",
                             reason ? reason : "");
        }
        content.append(block, static_cast<std::size_t>(got));
        m_unpackedBytes += static_cast<std::size_t>(got);
        if (content.size() > kMaxFileBytes || m_unpackedBytes > kMaxTotalBytes)
            return makeError(ErrorCode::BadInput, m_path.string() +
                                                      " unpacks to more than a book can hold (" + name +
                                                      "); it was refused");
    }
}

} // namespace memlong
