// The single row of session_state, and the settings.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>

namespace memlong {

std::uint64_t readGeneration(SQLite::Database& handle);
/// The chunk set or the embeddings changed: the index file no longer matches.
void bumpGeneration(SQLite::Database& handle);
/// Anything changed.
void touchSession(SQLite::Database& handle);

std::optional<std::string> readSetting(SQLite::Database& handle, const std::string& key);
void writeSetting(SQLite::Database& handle, const std::string& key, const std::string& value);
std::map<std::string, std::string> readSettings(SQLite::Database& handle);

/// ISO 8601, UTC, seconds.
std::string currentTime();

} // namespace memlong
