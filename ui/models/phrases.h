// Figures in words, in the user's language.
#pragma once

#include <QString>

namespace memlong::ui {

/// "1,234"
QString countText(qint64 count);
/// "about 3 minutes left"; empty when unknown.
QString timeLeftText(double seconds);
/// "3 hours ago", then a date. `iso` is ISO 8601 UTC.
QString whenText(const QString& iso);
QString bytesText(quint64 bytes);

} // namespace memlong::ui
