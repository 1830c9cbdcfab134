#include "engine/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace memlong {
namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto created = spdlog::stderr_logger_mt("memlong");
        created->set_pattern("%H:%M:%S %l: %v");
        created->set_level(spdlog::level::warn);
        return created;
    }();
    return *instance;
}

} // namespace

void setLogLevel(LogLevel level) {
    static constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                            spdlog::level::warn, spdlog::level::err,
                                                            spdlog::level::off};
    logger().set_level(kLevels[static_cast<int>(level)]);
}

void logInfo(std::string_view message) {
    logger().info("{}", message);
}
void logWarning(std::string_view message) {
    logger().warn("{}", message);
}

} // namespace memlong
