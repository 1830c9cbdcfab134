#include "engine/base/json.h"

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::uint64_t kMaxJsonBytes = 256ull << 20;
constexpr int kMaxDepth = 64; // a tokenizer.json needs about 8

} // namespace

Result<nlohmann::json> parseJsonObject(std::string_view text, const std::string& source) {
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

Result<nlohmann::json> readJsonObject(const std::filesystem::path& file) {
    MEMLONG_ASSIGN(const std::string content, readFile(file, kMaxJsonBytes));
    return parseJsonObject(content, file.string());
}

} // namespace memlong
