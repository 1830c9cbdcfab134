// Times in words, in the user's language.
#pragma once

#include <QString>

namespace memlong::ui {

/// "3 hours ago", then a date. `iso` is ISO 8601 UTC.
QString whenText(const QString& iso);

} // namespace memlong::ui
