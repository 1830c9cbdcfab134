#include "engine/training/archive_stream.h"

#include <cerrno>

#include <archive.h>
#include <archive_entry.h>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::size_t kBlockBytes = 1 << 17;

} // namespace

void ArchiveStream::Close::operator()(archive* handle) const {
    archive_read_free(handle);
}

Error ArchiveStream::failure() const {
    const char* text = archive_error_string(m_archive.get());
    return makeError(ErrorCode::Corrupt,
                     m_path.string() + " cannot be unpacked; fetch or make the file again",
                     text != nullptr ? text : "");
}

Result<ArchiveStream> ArchiveStream::open(const std::filesystem::path& path, Kind kind) {
    ArchiveStream stream;
    stream.m_path = path;
    stream.m_archive.reset(archive_read_new());
    archive* const handle = stream.m_archive.get();
    if (handle == nullptr)
        return makeError(ErrorCode::OutOfMemory, "there is no memory left to open " + path.string());
    archive_read_support_filter_all(handle);
    if (kind == Kind::Raw) {
        archive_read_support_format_raw(handle);
        archive_read_support_format_empty(handle);
    } else {
        archive_read_support_format_tar(handle);
        archive_read_support_format_zip(handle);
    }
    // libarchive's own message for a missing file has no reason in it.
    if (auto exists = MappedFile::open(path); !exists)
        return exists.error();
    if (archive_read_open_filename(handle, path.c_str(), kBlockBytes) != ARCHIVE_OK)
        return stream.failure();
    return stream;
}

Result<std::optional<std::string>> ArchiveStream::nextMember() {
    while (true) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(m_archive.get(), &entry);
        if (status == ARCHIVE_EOF)
            return std::optional<std::string>();
        if (status < ARCHIVE_WARN)
            return failure();
        if (const auto type = archive_entry_filetype(entry); type != AE_IFREG && type != 0)
            continue;
        const char* name = archive_entry_pathname_utf8(entry);
        if (name == nullptr)
            name = archive_entry_pathname(entry);
        return std::optional<std::string>(name != nullptr ? name : "");
    }
}

Result<std::size_t> ArchiveStream::read(std::span<char> out) {
    const la_ssize_t count = archive_read_data(m_archive.get(), out.data(), out.size());
    if (count < 0)
        return failure();
    return static_cast<std::size_t>(count);
}

Result<std::optional<LineReader::Line>> LineReader::next() {
    m_buffer.erase(0, m_begin);
    m_begin = 0;
    std::size_t searched = 0;
    bool tooLong = false;
    while (true) {
        const std::size_t end = m_buffer.find('\n', searched);
        if (end != std::string::npos || (m_ended && (!m_buffer.empty() || tooLong))) {
            const bool found = end != std::string::npos;
            std::string_view text = std::string_view(m_buffer).substr(0, found ? end : m_buffer.size());
            m_begin = found ? end + 1 : m_buffer.size();
            if (text.ends_with('\r'))
                text.remove_suffix(1);
            return std::optional(Line{text, tooLong || text.size() > m_maxLineBytes});
        }
        if (m_ended)
            return std::optional<Line>();
        searched = m_buffer.size();
        if (searched > m_maxLineBytes) { // the rest of the line is passed over
            tooLong = true;
            m_buffer.clear();
            searched = 0;
        }
        m_buffer.resize(searched + kBlockBytes);
        MEMLONG_ASSIGN(const std::size_t count,
                       m_stream.read(std::span(m_buffer).subspan(searched, kBlockBytes)));
        m_buffer.resize(searched + count);
        m_ended = count == 0;
    }
}

} // namespace memlong
