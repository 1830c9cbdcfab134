#include "app/cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

namespace memlong::cli {
namespace {

constexpr int kWidestText = 100; // wider lines are hard to read

bool colourWanted(bool terminal) {
    const char* noColour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool dumb = term == nullptr || std::string_view(term) == "dumb";
    return terminal && !dumb && (noColour == nullptr || *noColour == '\0');
}

/// JSON leaves DEL and the C1 controls as they are; a terminal would obey them. They can only stand inside
/// strings, where an escape means the same.
std::string escapeControls(const std::string& json) {
    std::string escaped;
    escaped.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
        const auto byte = static_cast<unsigned char>(json[i]);
        const auto next = i + 1 < json.size() ? static_cast<unsigned char>(json[i + 1]) : 0;
        char text[8];
        if (byte == 0x7F) {
            escaped += "\\u007f";
        } else if (byte == 0xC2 && next < 0xA0) {
            std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(next));
            escaped += text;
            ++i;
        } else {
            escaped += json[i];
        }
    }
    return escaped;
}

} // namespace

int terminalColumns(int descriptor) {
    winsize size = {};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

Console::Console(bool json, bool quiet, Interrupts& interrupts)
    : m_json(json), m_quiet(quiet), m_outputIsTerminal(::isatty(STDOUT_FILENO) == 1),
      m_errorIsTerminal(::isatty(STDERR_FILENO) == 1), m_colour(colourWanted(m_outputIsTerminal)),
      m_interrupts(interrupts) {}

int Console::wrapWidth() const {
    return m_outputIsTerminal ? std::clamp(terminalColumns(STDOUT_FILENO), 20, kWidestText) : 0;
}

void Console::write(std::string_view text) {
    if (m_outputErrno != 0)
        return;
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!written || std::fflush(stdout) != 0) {
        m_outputErrno = errno != 0 ? errno : EIO;
        m_interrupts.stopJob(); // nobody reads on
    }
}

void Console::line(std::string_view text) {
    write(std::string(text) + '\n');
}

void Console::printJson(const Json& value) {
    line(escapeControls(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

void Console::note(std::string_view text) {
    if (!m_quiet)
        warn(text);
}

void Console::warn(std::string_view text) {
    const std::string whole = std::string(text) + '\n';
    std::fwrite(whole.data(), 1, whole.size(), stderr);
    std::fflush(stderr);
}

std::string Console::bold(std::string_view text) const {
    return m_colour ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string Console::dim(std::string_view text) const {
    return m_colour ? "\x1b[2m" + std::string(text) + "\x1b[0m" : std::string(text);
}

ExitCode Console::finish() {
    if (m_outputErrno == 0 && std::fflush(stdout) != 0)
        m_outputErrno = errno;
    if (m_outputErrno == 0)
        return ExitCode::Ok;
    if (m_outputErrno == EPIPE)
        return ExitCode::Cancelled;
    warn(std::string("memlong: cannot write the output: ") + std::strerror(m_outputErrno));
    return ExitCode::BadInput;
}

} // namespace memlong::cli
