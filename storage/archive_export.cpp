#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SQLiteCpp/Statement.h>

#include "engine/base/files.h"
#include "engine/base/scratch_folder.h"
#include "storage/archive_format.h"
#include "storage/kv_table.h"
#include "storage/session_internal.h"

namespace memlong {
namespace {

namespace fs = std::filesystem;

class InputFile {
public:
    static Result<InputFile> open(const fs::path& path) {
        InputFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat status {};
        if (file.m_fd < 0 || ::fstat(file.m_fd, &status) != 0)
            return systemError(errno, "read", path);
        file.m_sizeBytes = static_cast<std::uint64_t>(status.st_size);
        return file;
    }
    InputFile(InputFile&& other) noexcept
        : m_fd(std::exchange(other.m_fd, -1)), m_sizeBytes(other.m_sizeBytes) {}
    ~InputFile() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int get() const { return m_fd; }
    std::uint64_t sizeBytes() const { return m_sizeBytes; }

private:
    explicit InputFile(int fd) : m_fd(fd) {}
    int m_fd;
    std::uint64_t m_sizeBytes = 0;
};

/// Opened when its turn comes: a session may have more files than a program may have open.
struct Member {
    std::string name;
    fs::path path;
    std::uint64_t sizeBytes = 0; // when it was found; for the progress
};

Result<Member> memberOf(std::string name, const fs::path& path) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    if (error)
        return systemError(error.value(), "read", path);
    return Member{std::move(name), path, size};
}

class Exporter {
public:
    Exporter(fs::path target, const ProgressFn& progress, std::stop_token stop)
        : m_target(std::move(target)), m_progress(progress), m_stop(std::move(stop)) {}

    Result<void> write(const fs::path& temporary, const std::vector<Member>& members) {
        m_writer.reset(archive_write_new());
        if (m_writer == nullptr)
            return makeError(ErrorCode::OutOfMemory, "not enough memory to write " + m_target.string());
        archive_write_set_format_pax_restricted(m_writer.get());
        if (archive_write_add_filter_zstd(m_writer.get()) != ARCHIVE_OK ||
            archive_write_open_filename(m_writer.get(), temporary.c_str()) != ARCHIVE_OK)
            return failed();
        for (const auto& member : members)
            m_total += member.sizeBytes;
        for (const auto& member : members)
            MEMLONG_TRY(writeMember(member));
        if (archive_write_close(m_writer.get()) != ARCHIVE_OK)
            return failed();
        return {};
    }

private:
    Error failed() const {
        const int code = archive_errno(m_writer.get());
        if (code == ENOSPC || code == EDQUOT || code == EACCES || code == EROFS)
            return systemError(code, "write", m_target);
        return makeError(ErrorCode::Io,
                         "cannot write " + m_target.string() + "; check the disk and its free space",
                         archiveDetail(m_writer.get()));
    }

    Result<void> writeMember(const Member& member) {
        MEMLONG_ASSIGN(const InputFile file, InputFile::open(member.path));
        const ArchiveEntry entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), member.name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.sizeBytes()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        if (archive_write_header(m_writer.get(), entry.get()) != ARCHIVE_OK)
            return failed();
        std::vector<char> buffer(1 << 18);
        // The size is what it was when the file was opened: a K/V file may grow meanwhile.
        for (std::uint64_t left = file.sizeBytes(); left > 0;) {
            if (m_stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "the export was cancelled");
            const ssize_t got =
                ::read(file.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), left));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return systemError(got < 0 ? errno : EIO, "read", member.name);
            if (archive_write_data(m_writer.get(), buffer.data(), static_cast<std::size_t>(got)) != got)
                return failed();
            left -= static_cast<std::uint64_t>(got);
            m_done += static_cast<std::uint64_t>(got);
            if (m_progress)
                m_progress({.stage = "exporting", .done = m_done, .total = m_total, .unit = "bytes"});
        }
        return {};
    }

    fs::path m_target;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    ArchiveWriter m_writer;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
};

/// The K/V files that the snapshot names. Rows whose file went away meanwhile are dropped from the snapshot.
Result<std::vector<Member>> collectKv(SQLite::Database& snapshot, const KvFiles& files) {
    std::vector<std::pair<RowId, KvLayout>> wanted;
    for (const auto& [id, layout] : readKvLayouts(snapshot)) {
        SQLite::Statement query(
            snapshot, "SELECT DISTINCT document FROM kv_slot JOIN chunk ON id = chunk WHERE layout = ?");
        query.bind(1, id);
        while (query.executeStep())
            wanted.emplace_back(query.getColumn(0).getInt64(), layout);
    }
    std::vector<Member> members;
    for (const auto& [document, layout] : wanted) {
        const auto path = files.find(document, layout);
        if (path) {
            MEMLONG_ASSIGN(Member member, memberOf("kv/" + path->filename().string(), *path));
            members.push_back(std::move(member));
        } else {
            dropKvSlotsWithoutFile(snapshot, document,
                                   [&gone = layout](const KvLayout& other) { return !(other == gone); });
        }
    }
    return members;
}

} // namespace

Result<void> SessionStore::exportTo(const fs::path& archivePath, const ProgressFn& progress,
                                    std::stop_token stop) const {
    const fs::path target = fs::absolute(archivePath);
    MEMLONG_ASSIGN(const ScratchFolder scratch, ScratchFolder::make(target.parent_path(), ".exporting-"));
    const fs::path snapshotPath = scratch.path() / "session.db";
    const fs::path temporary = scratch.path() / "archive";
    return m_state->read([&](SQLite::Database& handle) -> Result<void> {
        if (progress)
            progress({.stage = "copying the database", .unit = "bytes"});
        // One consistent state of the database, compact and without a log, whoever writes meanwhile. Blocks
        // named by it are in their files already and are not moved, so the files may be copied later.
        {
            SQLite::Statement copy(handle, "VACUUM INTO ?");
            copy.bind(1, snapshotPath.string());
            copy.exec();
        }
        std::vector<Member> members;
        {
            SQLite::Database snapshot(snapshotPath.string(), SQLite::OPEN_READWRITE);
            MEMLONG_ASSIGN(members, collectKv(snapshot, m_state->kvFiles));
        }
        MEMLONG_ASSIGN(Member database, memberOf("session.db", snapshotPath));
        members.insert(members.begin(), std::move(database));
        if (auto index = memberOf("index.faiss", m_state->folder / "index.faiss"))
            members.push_back(std::move(*index));

        MEMLONG_TRY(Exporter(target, progress, stop).write(temporary, members));
        MEMLONG_ASSIGN(const InputFile written, InputFile::open(temporary));
        if (::fsync(written.get()) != 0 || ::rename(temporary.c_str(), target.c_str()) != 0)
            return systemError(errno, "write", target);
        return syncDirectory(target.parent_path());
    });
}

} // namespace memlong
