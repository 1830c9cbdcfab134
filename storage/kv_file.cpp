#include "storage/kv_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "engine/base/files.h"
#include "storage/kv_header.h"

namespace memlong {

// Blocks are read with pread, not through a map: they are copied out anyway, and a file that is cut short or
// a disk that fails gives an error instead of SIGBUS.
struct KvFile::State {
    std::filesystem::path path;
    KvLayout layout;
    int fd = -1;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (fd >= 0)
            ::close(fd);
    }

    std::uint64_t offsetOf(std::uint64_t slot) const { return kKvHeaderBytes + slot * kvSlotStride(layout); }

    /// Slots that a file of any size may have; keeps offsets far from overflow.
    std::uint64_t maxSlots() const { return (std::uint64_t{1} << 62) / kvSlotStride(layout); }

    Result<std::uint64_t> sizeBytes() const {
        struct stat status {};
        if (::fstat(fd, &status) != 0)
            return systemError(errno, "read", path);
        return static_cast<std::uint64_t>(status.st_size);
    }

    Result<void> readExactly(std::byte* target, std::size_t count, std::uint64_t offset) const {
        while (count > 0) {
            const ssize_t got = ::pread(fd, target, count, static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return systemError(errno, "read", path);
            if (got == 0)
                return makeError(ErrorCode::Corrupt,
                                 path.string() + " is cut short; encode the document again");
            target += got;
            count -= static_cast<std::size_t>(got);
            offset += static_cast<std::uint64_t>(got);
        }
        return {};
    }

    Result<void> writeExactly(const std::byte* source, std::size_t count, std::uint64_t offset) {
        while (count > 0) {
            const ssize_t written = ::pwrite(fd, source, count, static_cast<off_t>(offset));
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return systemError(errno, "write", path);
            source += written;
            count -= static_cast<std::size_t>(written);
            offset += static_cast<std::uint64_t>(written);
        }
        return {};
    }
};

namespace {

Result<KvLayout> readLayout(int fd, const std::filesystem::path& path) {
    std::byte header[kKvHeaderBytes];
    std::size_t have = 0;
    while (have < sizeof header) {
        const ssize_t got = ::pread(fd, header + have, sizeof header - have, static_cast<off_t>(have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError(errno, "read", path);
        if (got == 0)
            break;
        have += static_cast<std::size_t>(got);
    }
    return decodeKvHeader(std::span(header, have), path);
}

} // namespace

KvFile::KvFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
KvFile::KvFile(KvFile&&) noexcept = default;
KvFile& KvFile::operator=(KvFile&&) noexcept = default;
KvFile::~KvFile() = default;

Result<KvLayout> KvFile::layoutOf(const std::filesystem::path& path) {
    State file;
    file.fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file.fd < 0)
        return systemError(errno, "open", path);
    return readLayout(file.fd, path);
}

Result<KvFile> KvFile::open(const std::filesystem::path& path, const KvLayout& layout, bool readOnly) {
    MEMLONG_ASSIGN(const std::string header, encodeKvHeader(layout));
    auto state = std::make_unique<State>();
    state->path = path;
    state->layout = layout;
    const int flags = (readOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW;
    state->fd = ::open(path.c_str(), flags);
    if (state->fd < 0 && errno == ENOENT && !readOnly) {
        MEMLONG_TRY(replaceFile(path, header)); // whole or absent, never a part of a header
        state->fd = ::open(path.c_str(), flags);
    }
    if (state->fd < 0)
        return systemError(errno, "open", path);
    MEMLONG_ASSIGN(const KvLayout found, readLayout(state->fd, path));
    if (found != layout)
        return makeError(ErrorCode::InvalidArgument,
                         path.string() +
                             " belongs to another model; encode the document again to use this one");
    return KvFile(std::move(state));
}

std::uint64_t KvFile::slots() const {
    const auto size = m_state->sizeBytes();
    if (!size || *size <= kKvHeaderBytes)
        return 0;
    const std::uint64_t stride = kvSlotStride(m_state->layout);
    return (*size - kKvHeaderBytes + stride - 1) /
           stride; // the last one ends with its block, without padding
}

Result<void> KvFile::write(std::uint64_t slot, std::span<const std::byte> block) {
    if (block.empty() || block.size() > m_state->layout.slotBytes || slot >= m_state->maxSlots())
        return makeError(ErrorCode::InvalidArgument, "a K/V block of " + std::to_string(block.size()) +
                                                         " bytes does not fit slot " + std::to_string(slot) +
                                                         " of " + m_state->path.string());
    std::vector<std::byte> bytes(sizeof(KvSlotHeader) + block.size());
    const KvSlotHeader header{.lengthBytes = static_cast<std::uint32_t>(block.size()),
                              .checksum = kvSlotChecksum(slot, block)};
    std::memcpy(bytes.data(), &header, sizeof header);
    std::memcpy(bytes.data() + sizeof header, block.data(), block.size());
    return m_state->writeExactly(bytes.data(), bytes.size(), m_state->offsetOf(slot));
}

Result<void> KvFile::sync() {
    if (::fdatasync(m_state->fd) != 0)
        return systemError(errno, "write", m_state->path);
    return {};
}

Result<std::vector<std::byte>> KvFile::read(std::uint64_t slot) const {
    const std::string name = "slot " + std::to_string(slot) + " of " + m_state->path.string();
    if (slot >= slots())
        return makeError(ErrorCode::NotFound, name + " is empty");
    KvSlotHeader header{};
    MEMLONG_TRY(
        m_state->readExactly(reinterpret_cast<std::byte*>(&header), sizeof header, m_state->offsetOf(slot)));
    if (header.lengthBytes == 0 && header.reserved == 0 && header.checksum == 0)
        return makeError(ErrorCode::NotFound, name + " is empty");
    if (header.lengthBytes == 0 || header.lengthBytes > m_state->layout.slotBytes || header.reserved != 0)
        return makeError(ErrorCode::Corrupt, name + " is damaged; encode the document again");
    std::vector<std::byte> block(header.lengthBytes);
    MEMLONG_TRY(m_state->readExactly(block.data(), block.size(), m_state->offsetOf(slot) + sizeof header));
    if (kvSlotChecksum(slot, block) != header.checksum)
        return makeError(ErrorCode::Corrupt, name + " is damaged; encode the document again");
    return block;
}

} // namespace memlong
