// The program's icons: line drawings in the colour of the text around them, sharp at any size.
#pragma once

#include <QIcon>

namespace memlong::ui {

/// By name: "outline", "back", "previous", "next", "zoom-in", "zoom-out", "fit-width", "fit-page", "find",
/// "ask", "copy", "pin", "unpin", "download", "pause", "resume", "folder", "document", "remove", "refresh",
/// "add", "close", "check", "warning", "mask", "model", "settings", "chat", "memory", "stop", "edit", "send",
/// "export", "lock". An unknown name is an empty icon.
QIcon lineIcon(const char* name);

} // namespace memlong::ui
