#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <set>

#include "engine/base/files.h"
#include "engine/base/scratch_folder.h"
#include "storage/archive_format.h"
#include "storage/session_store.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxTotalBytes = std::uint64_t{1} << 40;
constexpr std::uint64_t kFreeBytesToLeave = std::uint64_t{256} << 20; // a bomb must not fill the disk
constexpr std::size_t kMaxMembers = 100000;

class Importer {
public:
    Importer(fs::path archivePath, fs::path folder, const ProgressFn& progress, std::stop_token stop)
        : m_path(std::move(archivePath)), m_folder(std::move(folder)), m_progress(progress),
          m_stop(std::move(stop)) {}

    Result<void> unpack() {
        std::error_code failure;
        m_archiveBytes = fs::file_size(m_path, failure);
        if (failure)
            return systemError(failure.value(), "open", m_path);
        m_reader.reset(archive_read_new());
        if (m_reader == nullptr)
            return makeError(ErrorCode::OutOfMemory, "not enough memory to read " + m_path.string());
        archive_read_support_filter_zstd(m_reader.get());
        archive_read_support_format_tar(m_reader.get());
        if (!isArchive(m_path))
            return makeError(ErrorCode::BadInput,
                             "cannot import " + m_path.string() +
                                 ": it is no .memlong archive; give a file that 'session export' wrote");
        if (archive_read_open_filename(m_reader.get(), m_path.c_str(), 1 << 16) != ARCHIVE_OK)
            return damaged("it is damaged");
        archive_entry* entry = nullptr;
        int outcome = ARCHIVE_OK;
        while ((outcome = archive_read_next_header(m_reader.get(), &entry)) == ARCHIVE_OK)
            MEMLONG_TRY(unpackMember(entry));
        if (outcome != ARCHIVE_EOF)
            return damaged("it is cut short or damaged");
        if (!m_names.contains("session.db"))
            return damaged("it holds no session");
        return {};
    }

private:
    Error damaged(const std::string& why) const {
        return makeError(ErrorCode::Corrupt,
                         "cannot import " + m_path.string() + ": " + why + "; nothing was imported",
                         archiveDetail(m_reader.get()));
    }

    Result<void> unpackMember(archive_entry* entry) {
        const char* const raw = archive_entry_pathname(entry);
        const std::string name = raw == nullptr ? "" : raw;
        if (name == "kv/" && archive_entry_filetype(entry) == AE_IFDIR)
            return {};
        if (!isArchiveMember(name) || archive_entry_filetype(entry) != AE_IFREG ||
            archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr)
            return damaged("it holds \"" + name.substr(0, 200) + "\", which is no file of a session");
        if (!m_names.insert(name).second || m_names.size() > kMaxMembers)
            return damaged("it holds too many files or one of them twice");
        std::error_code failure;
        if (name.starts_with("kv/"))
            fs::create_directory(m_folder / "kv", failure);
        return writeMember(m_folder / name);
    }

    Result<void> writeMember(const fs::path& target) {
        const int fd = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd < 0)
            return systemError(errno, "write", target);
        const auto outcome = copyData(fd, target);
        const int closed = ::close(fd);
        if (outcome && closed != 0)
            return systemError(errno, "write", target);
        return outcome;
    }

    Result<void> copyData(int fd, const fs::path& target) {
        std::vector<char> buffer(1 << 18);
        while (true) {
            if (m_stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "the import was cancelled");
            const la_ssize_t got = archive_read_data(m_reader.get(), buffer.data(), buffer.size());
            if (got < 0)
                return damaged("it is cut short or damaged");
            if (got == 0)
                break;
            MEMLONG_TRY(takeSpace(static_cast<std::uint64_t>(got)));
            for (la_ssize_t written = 0; written < got;) {
                const ssize_t count =
                    ::write(fd, buffer.data() + written, static_cast<std::size_t>(got - written));
                if (count < 0 && errno == EINTR)
                    continue;
                if (count < 0)
                    return systemError(errno, "write", target);
                written += count;
            }
        }
        if (::fsync(fd) != 0)
            return systemError(errno, "write", target);
        return {};
    }

    Result<void> takeSpace(std::uint64_t bytes) {
        m_unpackedBytes += bytes;
        if (m_unpackedBytes > kMaxTotalBytes)
            return damaged("it is larger than any session");
        struct statvfs disk {};
        if (::statvfs(m_folder.c_str(), &disk) == 0 &&
            std::uint64_t{disk.f_bavail} * disk.f_frsize < kFreeBytesToLeave)
            return systemError(ENOSPC, "import", m_path);
        if (m_progress) {
            const la_int64_t read = archive_filter_bytes(m_reader.get(), -1);
            m_progress({.stage = "importing",
                        .done = static_cast<std::uint64_t>(std::max<la_int64_t>(0, read)),
                        .total = m_archiveBytes,
                        .unit = "bytes"});
        }
        return {};
    }

    fs::path m_path;
    fs::path m_folder;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    ArchiveReader m_reader;
    std::set<std::string> m_names;
    std::uint64_t m_archiveBytes = 0;
    std::uint64_t m_unpackedBytes = 0;
};

Result<void> unpackAndCheck(const fs::path& archivePath, const fs::path& folder, const ProgressFn& progress,
                            std::stop_token stop) {
    MEMLONG_TRY(Importer(archivePath, folder, progress, stop).unpack());
    MEMLONG_ASSIGN(const SessionStore store, SessionStore::open(folder));
    MEMLONG_ASSIGN(const auto problems, store.verify(progress, stop));
    if (!problems.empty())
        return makeError(ErrorCode::Corrupt, "cannot import " + archivePath.string() + ": " +
                                                 problems.front() + "; nothing was imported");
    return {};
}

} // namespace

Result<void> importSession(const fs::path& archivePath, const fs::path& path, const ProgressFn& progress,
                           std::stop_token stop) {
    const fs::path folder = fs::absolute(path);
    std::error_code failure;
    if (fs::exists(folder, failure))
        return makeError(ErrorCode::InvalidArgument,
                         folder.string() + " exists already; import under another name");
    MEMLONG_ASSIGN(ScratchFolder scratch, ScratchFolder::make(folder.parent_path(), ".importing-"));
    MEMLONG_TRY(unpackAndCheck(archivePath, scratch.path(), progress, std::move(stop)));
    return scratch.renameTo(folder);
}

} // namespace memlong
