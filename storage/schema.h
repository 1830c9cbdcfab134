// The migrations of schema/NNNN_*.sql, embedded at build time.
#pragma once

#include <span>

namespace memlong {

struct Migration {
    int version = 0; // user_version after it
    const char* sql = nullptr;
};

/// In ascending order of version, without gaps, from 1.
std::span<const Migration> schemaMigrations();

inline constexpr int kApplicationId = 0x4D4C5331; // "MLS1"

inline int newestSchemaVersion() {
    return schemaMigrations().back().version;
}

} // namespace memlong
