// Progress reports of long work.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace memlong {

/// How far a piece of work has come. `total` is 0 while unknown.
struct Progress {
    std::string stage; // "reading", "encoding", ...
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::string unit; // "pages", "chunks", "bytes", "tokens"
};

/// Called on the worker's thread, at most a few times a second; must not block.
using ProgressFn = std::function<void(const Progress&)>;

} // namespace memlong
