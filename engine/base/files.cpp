#include "engine/base/files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memlong {
namespace {

constexpr std::size_t kWriteBufferBytes = std::size_t{1} << 18;

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int get() const { return m_fd; }

private:
    int m_fd;
};

int writeAll(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

} // namespace

Error systemError(int errnoValue, std::string_view action, const std::filesystem::path& path) {
    std::string message = "cannot " + std::string(action) + " " + path.string() + ": ";
    message += std::strerror(errnoValue);
    switch (errnoValue) {
    case ENOENT:
        return makeError(ErrorCode::NotFound, message);
    case ENOMEM:
        return makeError(ErrorCode::OutOfMemory, message);
    case ENOSPC:
    case EDQUOT:
        return makeError(ErrorCode::Io, message + "; free some space and run the command again");
    case EACCES:
    case EPERM:
    case EROFS:
        return makeError(ErrorCode::Io, message + "; check the permissions or choose another place");
    default:
        return makeError(ErrorCode::Io, message);
    }
}

Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t maxBytes) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0)
        return systemError(errno, "open", path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return systemError(errno, "read", path);
    if (S_ISDIR(status.st_mode))
        return systemError(EISDIR, "read", path);
    const auto tooLarge = [&] {
        return makeError(ErrorCode::BadInput, path.string() + " is larger than the " +
                                                  std::to_string(maxBytes) + " bytes allowed here");
    };
    if (static_cast<std::uint64_t>(status.st_size) > maxBytes)
        return tooLarge();
    std::string content;
    content.reserve(static_cast<std::size_t>(status.st_size));
    char buffer[1 << 16];
    while (true) {
        const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return systemError(errno, "read", path);
        }
        if (count == 0)
            return content;
        content.append(buffer, static_cast<std::size_t>(count));
        if (content.size() > maxBytes)
            return tooLarge();
    }
}

Result<void> syncDirectory(const std::filesystem::path& directory) {
    const Descriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle.get() < 0)
        return systemError(errno, "open", directory);
    if (::fsync(handle.get()) != 0)
        return systemError(errno, "sync", directory);
    return {};
}

FileReplacement::FileReplacement(std::filesystem::path path, std::string temporary, int fd)
    : m_path(std::move(path)), m_temporary(std::move(temporary)), m_fd(fd) {}

FileReplacement::FileReplacement(FileReplacement&& other) noexcept
    : m_path(std::move(other.m_path)), m_temporary(std::exchange(other.m_temporary, {})),
      m_buffer(std::move(other.m_buffer)), m_fd(std::exchange(other.m_fd, -1)) {}

FileReplacement::~FileReplacement() {
    if (m_fd >= 0)
        ::close(m_fd);
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

Result<FileReplacement> FileReplacement::begin(const std::filesystem::path& path) {
    std::string temporary = path.string() + ".XXXXXX";
    const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0)
        return systemError(errno, "write", path);
    return FileReplacement(path, temporary, fd);
}

Result<void> FileReplacement::append(std::string_view bytes) {
    if (m_buffer.size() + bytes.size() > kWriteBufferBytes)
        MEMLONG_TRY(flush());
    if (bytes.size() < kWriteBufferBytes)
        m_buffer += bytes;
    else if (const int failure = writeAll(m_fd, bytes); failure != 0)
        return systemError(failure, "write", m_path);
    return {};
}

Result<void> FileReplacement::flush() {
    if (const int failure = writeAll(m_fd, m_buffer); failure != 0)
        return systemError(failure, "write", m_path);
    m_buffer.clear();
    return {};
}

Result<void> FileReplacement::overwrite(std::uint64_t offset, std::string_view bytes) {
    MEMLONG_TRY(flush());
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemError(errno, "write", m_path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<void> FileReplacement::commit() {
    MEMLONG_TRY(flush());
    if (::fchmod(m_fd, 0644) != 0 || ::fsync(m_fd) != 0 || ::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return systemError(errno, "write", m_path);
    m_temporary.clear();
    const auto parent = m_path.parent_path();
    return syncDirectory(parent.empty() ? std::filesystem::path(".") : parent);
}

Result<void> replaceFile(const std::filesystem::path& path, std::string_view content) {
    MEMLONG_ASSIGN(FileReplacement file, FileReplacement::begin(path));
    MEMLONG_TRY(file.append(content));
    return file.commit();
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0)
        return systemError(errno, "open", path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return systemError(errno, "read", path);
    if (!S_ISREG(status.st_mode))
        return makeError(ErrorCode::BadInput, path.string() + " is not a regular file");
    const auto sizeBytes = static_cast<std::size_t>(status.st_size);
    if (sizeBytes == 0)
        return MappedFile(nullptr, 0);
    void* const data = ::mmap(nullptr, sizeBytes, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (data == MAP_FAILED)
        return systemError(errno, "map", path);
    return MappedFile(static_cast<const std::byte*>(data), sizeBytes);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_sizeBytes(std::exchange(other.m_sizeBytes, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(m_data, other.m_data);
    std::swap(m_sizeBytes, other.m_sizeBytes);
    return *this;
}

void MappedFile::forget(std::span<const std::byte> part) const {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = static_cast<std::size_t>(part.data() - m_data) / page * page;
    const auto end = static_cast<std::size_t>(part.data() - m_data) + part.size();
    if (!part.empty())
        ::madvise(const_cast<std::byte*>(m_data) + begin, end - begin, MADV_DONTNEED); // a hint: may fail
}

MappedFile::~MappedFile() {
    if (m_data != nullptr)
        ::munmap(const_cast<std::byte*>(m_data), m_sizeBytes);
}

} // namespace memlong
