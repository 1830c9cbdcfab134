#include "engine/documents/byte_stream.h"

#include <cerrno>

#include "engine/base/files.h"

namespace memlong {

Result<ByteStream> ByteStream::open(const std::filesystem::path& path) {
    ByteStream stream;
    stream.m_path = path;
    stream.m_file.reset(std::fopen(path.c_str(), "rbe"));
    if (!stream.m_file)
        return systemError(errno, "read", path);
    stream.m_content.resize(kBlockBytes);
    return stream;
}

ByteStream ByteStream::fromMemory(std::string content) {
    ByteStream stream;
    stream.m_content = std::move(content);
    return stream;
}

Result<std::string_view> ByteStream::read() {
    if (!m_file) {
        const std::string_view block = std::string_view(m_content).substr(m_offset, kBlockBytes);
        m_offset += block.size();
        return block;
    }
    errno = 0;
    const std::size_t got = std::fread(m_content.data(), 1, kBlockBytes, m_file.get());
    if (got == 0 && std::ferror(m_file.get()))
        return systemError(errno, "read", m_path);
    return std::string_view(m_content).substr(0, got);
}

Result<void> ByteStream::rewind() {
    m_offset = 0;
    if (m_file && std::fseek(m_file.get(), 0, SEEK_SET) != 0)
        return systemError(errno, "read", m_path);
    return {};
}

} // namespace memlong
