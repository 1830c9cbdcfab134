#include <array>
#include <cerrno>

#include <unistd.h>

#include "app/cli/line_source.h"

namespace memlong::cli {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20;

class PipedLines : public LineSource {
public:
    std::optional<std::string> next() override {
        std::string line;
        bool any = false;
        for (;;) {
            if (m_begin == m_end && !fill())
                return any ? std::optional(line) : std::nullopt;
            any = true;
            const char c = m_buffer[m_begin++];
            if (c == '\n')
                return line;
            if (c != '\r' && line.size() < kLongestLine)
                line += c;
        }
    }

private:
    bool fill() {
        for (;;) {
            const auto got = ::read(STDIN_FILENO, m_buffer.data(), m_buffer.size());
            if (got < 0 && errno == EINTR)
                continue;
            m_begin = 0;
            m_end = got > 0 ? static_cast<std::size_t>(got) : 0;
            return got > 0;
        }
    }

    std::array<char, 4096> m_buffer{};
    std::size_t m_begin = 0, m_end = 0;
};

} // namespace

std::unique_ptr<LineSource> openPipedLines() {
    return std::make_unique<PipedLines>();
}

} // namespace memlong::cli
