#include "engine/checkpoint/json.h"

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::uint64_t kMaxJsonBytes = 64ull << 20;
constexpr int kMaxDepth = 32;

} // namespace

Result<nlohmann::json> parseCheckpointJson(std::string_view text, const std::string& source) {
    bool tooDeep = false;
    const auto limitDepth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        tooDeep = tooDeep || depth > kMaxDepth;
        return !tooDeep;
    };
    try {
        nlohmann::json parsed = nlohmann::json::parse(text, limitDepth);
        if (tooDeep || !parsed.is_object())
            return makeError(ErrorCode::Corrupt, source + " is not a JSON object; fetch the file again");
        return parsed;
    } catch (const nlohmann::json::exception& error) {
        return makeError(ErrorCode::Corrupt, source + " is not valid JSON; fetch the file again",
                         error.what());
    }
}

Result<nlohmann::json> readCheckpointJson(const std::filesystem::path& file) {
    MEMLONG_ASSIGN(const std::string content, readFile(file, kMaxJsonBytes));
    return parseCheckpointJson(content, file.string());
}

} // namespace memlong
