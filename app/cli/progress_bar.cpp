#include "app/cli/progress_bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include "app/cli/text_layout.h"

namespace memlong::cli {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);
constexpr int kWidestBar = 24;
constexpr int kNarrowestBar = 4;

std::string bar(double fraction, int columns) {
    const int full = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * columns));
    return "[" + std::string(static_cast<std::size_t>(full), '#') +
           std::string(static_cast<std::size_t>(columns - full), '.') + "] ";
}

} // namespace

std::string clockText(double seconds) {
    const auto whole = static_cast<long>(std::clamp(seconds, 0.0, 359999.0));
    std::array<char, 24> text{};
    if (whole >= 3600)
        std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(text.data(), text.size(), "%ld:%02ld", whole / 60, whole % 60);
    return text.data();
}

ProgressBar::ProgressBar(const Console& console) : m_enabled(console.errorIsTerminal() && !console.quiet()) {}

ProgressBar::~ProgressBar() {
    clear();
}

void ProgressBar::clear() {
    if (!m_drawn)
        return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    m_drawn = false;
}

void ProgressBar::draw(const Progress& progress, const std::string& prefix, const std::string& suffix) {
    const auto now = Clock::now();
    const bool newStage = progress.stage != m_stage || progress.done < m_stageBase;
    if (newStage) {
        m_stage = progress.stage;
        m_stageBase = progress.done;
        m_stageBegan = now;
    } else if (now - m_drawnAt < kRedrawInterval && progress.done != progress.total) {
        return;
    }
    m_drawnAt = now;
    const int columns = terminalColumns(STDERR_FILENO) - 1;
    const std::string stage = oneLine(progress.stage) + ' ';
    std::string counts = grouped(progress.done);
    if (progress.total > 0)
        counts += '/' + grouped(progress.total);
    counts += ' ' + oneLine(progress.unit);
    double fraction = 0;
    std::string percent;
    if (progress.total > 0) {
        fraction =
            std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0);
        percent = std::to_string(static_cast<int>(fraction * 100)) + " %  ";
    }
    const auto room = [&] { return columns - displayWidth(prefix + stage + percent + counts + suffix); };
    // Where it is narrow, percentage, rate and time left stay.
    if (room() < 0 && !percent.empty())
        counts.clear();
    std::string text = room() < 0 ? shortened(prefix, std::max(0, displayWidth(prefix) + room())) : prefix;
    text += stage;
    if (const int width = room() - 3; width >= kNarrowestBar && !percent.empty()) // figures before decoration
        text += bar(fraction, std::min(width, kWidestBar));
    const std::string rest = percent + counts + suffix;
    std::fprintf(stderr, "\r%s\x1b[K", shortened(text + rest, columns).c_str());
    std::fflush(stderr);
    m_drawn = true;
}

void ProgressBar::show(const IngestProgress& progress) {
    if (!m_enabled)
        return;
    std::string prefix;
    if (progress.documents > 1)
        prefix = std::to_string(progress.document) + '/' + std::to_string(progress.documents) + ' ';
    prefix += shortened(oneLine(std::filesystem::path(progress.path).filename().string()), 24) + ": ";
    std::string suffix;
    if (progress.tokensPerSecond > 0)
        suffix += "  " + grouped(static_cast<std::uint64_t>(progress.tokensPerSecond)) + " tokens/s";
    if (progress.secondsLeft >= 0)
        suffix += "  " + clockText(progress.secondsLeft) + " left";
    draw(progress.progress, prefix, suffix);
}

void ProgressBar::show(const Progress& progress) {
    if (!m_enabled)
        return;
    std::string suffix;
    const double seconds = std::chrono::duration<double>(Clock::now() - m_stageBegan).count();
    if (progress.stage == m_stage && seconds > 1 && progress.done > m_stageBase) {
        const double rate = static_cast<double>(progress.done - m_stageBase) / seconds;
        suffix += "  " + grouped(static_cast<std::uint64_t>(rate)) + " " + oneLine(progress.unit) + "/s";
        if (progress.total > progress.done)
            suffix += "  " + clockText(static_cast<double>(progress.total - progress.done) / rate) + " left";
    }
    draw(progress, {}, suffix);
}

} // namespace memlong::cli
