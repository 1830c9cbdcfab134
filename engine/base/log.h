// Logging for all modules. Libraries never print: they log, and the program decides where that goes.
#pragma once

#include <string_view>

namespace memlong {

enum class LogLevel { Debug, Info, Warning, Error, Off };

/// Messages below `level` are dropped. Default: Warning, to standard error.
void setLogLevel(LogLevel level);

/// Thread safe. One line, no trailing newline.
void logInfo(std::string_view message);
void logWarning(std::string_view message);

} // namespace memlong
