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
    while (source.m_passed < kMaxFiles) {
        const std::optional<std::string> name = source.nextName();
        if (!name)
            break;
        source.m_names.insert(*name);
    }
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

/// Nothing at the end of the archive, or where it cannot be read on.
std::optional<std::string> ZipSource::nextName() {
    const int status = archive_read_next_header(m_archive.get(), &m_entry);
    if (status == ARCHIVE_EOF || status == ARCHIVE_FATAL)
        return {};
    ++m_passed;
    ++m_headersRead;
    const char* name = archive_entry_pathname_utf8(m_entry);
    if (name == nullptr)
        name = archive_entry_pathname(m_entry);
    return std::string(name == nullptr ? "" : name);
}

Result<std::optional<std::string>> ZipSource::read(const std::string& name) {
    if (!m_names.contains(name))
        return std::optional<std::string>{};
    if (m_headersRead > kMaxHeaders)
        return makeError(ErrorCode::BadInput, m_path.string() + " asks for its files in too wild an order; "
                                                                "pack it again with an EPUB editor");
    // On from where the last read stopped, then once more from the beginning.
    const std::size_t start = m_passed;
    for (int round = 0; round < 2; ++round) {
        if (round == 1) {
            if (start == 0)
                break;
            MEMLONG_TRY(restart());
        }
        while (m_passed < kMaxFiles && (round == 0 || m_passed < start)) {
            const std::optional<std::string> found = nextName();
            if (!found)
                break;
            if (name != *found)
                continue;
            if (archive_entry_is_encrypted(m_entry))
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
