// Sizes, counts and times as a reader of this language writes them.
#pragma once

#include <cstdint>

#include <QString>

namespace memlong::ui {

QString bytesText(std::uint64_t bytes);      // "1.2 GB"
QString countText(std::int64_t count);       // "12,345"
QString parametersText(std::uint64_t count); // "1.1 B"; empty for 0
QString durationText(double ms);             // "2.5 s", "340 ms"
QString secondsLeftText(double seconds);     // "about 3 minutes left"; empty when unknown

} // namespace memlong::ui
