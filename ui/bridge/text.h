// Between the services' UTF-8 and paths and Qt's strings.
#pragma once

#include <filesystem>
#include <string>

#include <QString>

namespace memlong::ui {

inline QString toQt(const std::string& text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
inline std::string fromQt(const QString& text) {
    return text.toStdString();
}
inline QString toQt(const std::filesystem::path& path) {
    return toQt(path.string());
}
inline std::filesystem::path pathFromQt(const QString& path) {
    return std::filesystem::path(path.toStdString());
}

} // namespace memlong::ui
