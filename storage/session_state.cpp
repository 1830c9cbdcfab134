#include "storage/session_state.h"

#include <ctime>

#include <SQLiteCpp/Statement.h>

namespace memlong {

std::uint64_t readGeneration(SQLite::Database& handle) {
    return static_cast<std::uint64_t>(handle.execAndGet("SELECT generation FROM session_state").getInt64());
}

void bumpGeneration(SQLite::Database& handle) {
    SQLite::Statement update(handle, "UPDATE session_state SET generation = generation + 1, changed_at = ?");
    update.bind(1, currentTime());
    update.exec();
}

void touchSession(SQLite::Database& handle) {
    SQLite::Statement update(handle, "UPDATE session_state SET changed_at = ?");
    update.bind(1, currentTime());
    update.exec();
}

std::optional<std::string> readSetting(SQLite::Database& handle, const std::string& key) {
    SQLite::Statement query(handle, "SELECT value FROM setting WHERE key = ?");
    query.bind(1, key);
    if (!query.executeStep())
        return {};
    return query.getColumn(0).getString();
}

void writeSetting(SQLite::Database& handle, const std::string& key, const std::string& value) {
    SQLite::Statement insert(handle, "INSERT INTO setting (key, value) VALUES (?, ?) "
                                     "ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    insert.bind(1, key);
    insert.bind(2, value);
    insert.exec();
}

std::map<std::string, std::string> readSettings(SQLite::Database& handle) {
    std::map<std::string, std::string> settings;
    SQLite::Statement query(handle, "SELECT key, value FROM setting");
    while (query.executeStep())
        settings.emplace(query.getColumn(0).getString(), query.getColumn(1).getString());
    return settings;
}

std::string currentTime() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

} // namespace memlong
