#include "engine/checkpoint/safetensors_writer.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"

namespace memlong {

struct SafetensorsWriter::State {
    std::filesystem::path path;
    std::filesystem::path temporary;
    int fd = -1;
    std::uint64_t missingBytes = 0;

    ~State() {
        if (fd < 0)
            return;
        ::close(fd);
        ::unlink(temporary.c_str());
    }

    Result<void> write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(fd, bytes.data(), bytes.size());
            if (written < 0) {
                if (errno == EINTR)
                    continue;
                return systemError(errno, "write", path);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
        return {};
    }
};

SafetensorsWriter::SafetensorsWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SafetensorsWriter::SafetensorsWriter(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter& SafetensorsWriter::operator=(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter::~SafetensorsWriter() = default;

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& path,
                                                    const std::vector<Declaration>& tensors,
                                                    const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const Declaration& tensor : tensors) {
        std::uint64_t bytes = elementBytes(tensor.type);
        for (const std::int64_t extent : tensor.shape)
            bytes *= static_cast<std::uint64_t>(extent);
        header[tensor.name] = {{"dtype", std::string(tensorTypeName(tensor.type))},
                               {"shape", tensor.shape},
                               {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // aligns the data, as the format recommends

    auto state = std::make_unique<State>();
    state->path = path;
    state->temporary = path.string() + ".part";
    state->missingBytes = offset;
    state->fd = ::open(state->temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (state->fd < 0)
        return systemError(errno, "create", path);
    std::string length(8, '\0');
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<char>(text.size() >> (8 * i) & 0xff);
    MEMLONG_TRY(state->write(std::as_bytes(std::span(length))));
    MEMLONG_TRY(state->write(std::as_bytes(std::span(text))));
    return SafetensorsWriter(std::move(state));
}

Result<void> SafetensorsWriter::append(std::span<const std::byte> bytes) {
    if (bytes.size() > m_state->missingBytes)
        return makeError(ErrorCode::Internal, m_state->path.string() + ": more tensor data than declared");
    MEMLONG_TRY(m_state->write(bytes));
    m_state->missingBytes -= bytes.size();
    return {};
}

Result<void> SafetensorsWriter::commit() {
    if (m_state->missingBytes != 0)
        return makeError(ErrorCode::Internal, m_state->path.string() + ": less tensor data than declared");
    if (::fsync(m_state->fd) != 0)
        return systemError(errno, "write", m_state->path);
    if (::rename(m_state->temporary.c_str(), m_state->path.c_str()) != 0)
        return systemError(errno, "create", m_state->path);
    ::close(m_state->fd);
    m_state->fd = -1;
    const auto folder = m_state->path.parent_path();
    return syncDirectory(folder.empty() ? "." : folder);
}

} // namespace memlong
