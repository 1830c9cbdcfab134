// Plain text inside Markdown.
#pragma once

#include <QString>

namespace memlong::ui {

/// In one line, with the characters escaped that would begin Markdown.
QString markdownEscaped(const QString& text);

} // namespace memlong::ui
