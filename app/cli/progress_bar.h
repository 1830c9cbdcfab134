// One line on the terminal that says how far long work has come.
#pragma once

#include <chrono>
#include <string>

#include "app/cli/console.h"
#include "app/services/types.h"

namespace memlong::cli {

/// Draws on standard error when it is a terminal and the console is not quiet; otherwise does nothing.
/// The line is removed by clear() and by the destructor.
class ProgressBar {
public:
    explicit ProgressBar(const Console& console);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar();

    void show(const IngestProgress& progress);
    void show(const Progress& progress);
    void clear();

private:
    void draw(const Progress& progress, const std::string& prefix, const std::string& suffix);

    using Clock = std::chrono::steady_clock;
    bool m_enabled;
    bool m_drawn = false;
    Clock::time_point m_drawnAt{};
    Clock::time_point m_stageBegan{};
    std::string m_stage;
    std::uint64_t m_stageBase = 0; // `done` when the stage was first seen: a resumed one starts above 0
};

/// 75 -> "1:15".
std::string clockText(double seconds);

} // namespace memlong::cli
